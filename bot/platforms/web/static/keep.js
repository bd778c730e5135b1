// What is being written survives a reload and a discarded tab: the words of each chat and the
// forms that are open. It stays in this tab and never leaves the browser before it is sent.
const KEY = `writing as ${document.body.dataset.as}`;

const kept = { words: {}, forms: {} };
try {
  Object.assign(kept, JSON.parse(sessionStorage.getItem(KEY)));
} catch {
  // No storage, or not ours: then it lasts as long as the page.
}

function store() {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(kept));
  } catch {
    // The same.
  }
}

export const wordsIn = (chat) => kept.words[chat] ?? "";

export function keepWords(chat, words) {
  kept.words[chat] = words;
  store();
}

export const openForms = () => Object.values(kept.forms);

export function keepForm(name, chat, html, values) {
  kept.forms[name] = { chat, html, values };
  store();
}

export function dropForm(name) {
  delete kept.forms[name];
  store();
}
