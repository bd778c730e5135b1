// The page's own movements: it listens to one stream, posts what is typed or pressed, and keeps
// what was typed until it is stored. Messages arrive as HTML the server has escaped.
import { dropForm, keepForm, keepWords, openForms, wordsIn } from "./keep.js";

const $ = (selector, within = document) => within.querySelector(selector);
const $$ = (selector, within = document) => [...within.querySelectorAll(selector)];

const me = document.body.dataset.as;
const { timeZone: zone } = Intl.DateTimeFormat().resolvedOptions();
const token = $("meta[name=page-token]").content;
const scroll = $("#scroll");
const text = $("#text");
const menu = $("#menu");
const status = $(".status");

// --- the two chats ------------------------------------------------------------------------------

const chats = $$(".chat");
let open = chats[0];

function show(id) {
  open = chats.find((chat) => chat.id === id) ?? chats[0];
  setText(wordsIn(open.id));
  for (const chat of chats) {
    chat.hidden = chat !== open;
    const tab = $(`#tab-${chat.id}`);
    tab.setAttribute("aria-selected", String(chat === open));
    if (chat === open) $(".unread", tab).hidden = true;
  }
  closeMenu();
  toEnd();
}

const atEnd = () => scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 120;
const toEnd = () => scroll.scrollTo(0, scroll.scrollHeight);

function fragment(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content.firstElementChild;
}

function markDays(log) {
  let day = "";
  for (const article of $$("article", log)) {
    article.classList.toggle("new-day", article.dataset.day !== day);
    day = article.dataset.day;
  }
}

function place(address, html) {
  const chat = chats.find((each) => each.dataset.chat === address);
  const article = fragment(html);
  const log = $(".log", chat);
  const stay = chat !== open || atEnd() || article.classList.contains("mine");
  const standing = $(`article[data-id="${article.dataset.id}"]`, log);
  if (standing) {
    article.classList.add("changed");
    standing.replaceWith(article);
  } else {
    article.classList.add("fresh");
    const later = $$("article", log).find((each) => +each.dataset.id > +article.dataset.id);
    log.insertBefore(article, later ?? null);
    if (chat !== open) $(`#tab-${chat.id} .unread`).hidden = false;
  }
  markDays(log);
  $(".hero", chat).hidden = true;
  if (stay) toEnd();
}

// --- the stream ---------------------------------------------------------------------------------

const address = new URLSearchParams({ as: me, after: document.body.dataset.after });
const stream = new EventSource(`/page/events?${address}`);
stream.onmessage = (event) => {
  const { chat, html } = JSON.parse(event.data);
  place(chat, html);
};
stream.addEventListener("clock", (event) => {
  $("#clock").textContent = event.data;
});
stream.onopen = () => tell("");
stream.onerror = () => tell(document.body.dataset.lost);

// --- posting ------------------------------------------------------------------------------------

const newKey = () => crypto.randomUUID();

function tell(words) {
  status.textContent = words;
}

// The answer, or null when nothing was stored: then whatever was typed stays where it is.
async function post(path, data, body = null) {
  const headers = { "X-Page-Token": token };
  if (body === null) headers["Content-Type"] = "application/json";
  let answer = {};
  try {
    const response = await fetch(path, {
      method: "POST",
      headers,
      body: body ?? JSON.stringify({ as: me, zone, ...data }),
    });
    answer = await response.json().catch(() => ({}));
    if (response.ok || answer.errors) {
      tell("");
      for (const html of answer.forms ?? []) placeForm(html);
      return answer;
    }
  } catch {
    // The connection is gone; said below.
  }
  tell(answer.error ?? document.body.dataset.failed);
  return null;
}

let unsent = { words: null, key: "" };

async function say(words) {
  // The same words sent again after a failure keep their key, so that they cannot count twice.
  if (unsent.words !== words) unsent = { words, key: newKey() };
  const { chat } = open.dataset;
  const { edits = "" } = text.dataset;
  const stored = await post("/page/say", { chat, text: words, edits, key: unsent.key });
  if (stored) unsent = { words: null, key: "" };
  return stored;
}

async function press(button) {
  if (button.ariaBusy === "true") return;
  button.ariaBusy = "true";
  const { press: data } = button.dataset;
  const chat = button.closest(".chat").dataset.chat;
  const message = button.closest("article").dataset.id;
  await post("/page/press", { chat, message, press: data, key: newKey() });
  button.ariaBusy = "false";
}

async function hand(file) {
  const data = new FormData();
  const fields = { as: me, zone, chat: open.dataset.chat, text: text.value, key: newKey(), file };
  for (const [name, value] of Object.entries(fields)) data.set(name, value);
  if (await post("/page/file", null, data)) setText("");
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-press], [data-say]");
  if (button?.dataset.press) press(button);
  if (button?.dataset.say) say(button.dataset.say);
  if (event.target.closest("[data-edit]")) edit(event.target.closest("article"));
  const link = event.target.closest("a[href]");
  if (link && readyStart(new URL(link.href))) event.preventDefault();
});

// A link that says /start something: the words stand ready, the reader sends them.
function readyStart(url) {
  const payload = url.searchParams.get("start");
  if (payload === null || url.port !== location.port || url.pathname !== "/") return false;
  show("private");
  setText(`/start ${payload}`);
  text.focus();
  return true;
}

// A picture that could not be drawn leaves its words.
document.addEventListener("error", (event) => event.target.closest?.(".picture")?.remove(), true);
document.addEventListener("load", (event) => event.target.matches?.(".picture img") && atEnd() && toEnd(), true);

// --- forms --------------------------------------------------------------------------------------

function placeForm(html) {
  const form = append(html, open);
  form.scrollIntoView({ block: "nearest" });
  $("input, textarea, select", form)?.focus({ preventScroll: true });
}

function append(html, chat, values = {}) {
  const form = fragment(html);
  const name = `${chat.id} ${form.dataset.form}`;
  $$("details.form", $(".log", chat))
    .filter((each) => each.dataset.form === form.dataset.form)
    .forEach((each) => each.remove());
  $(".log", chat).append(form);
  $(".hero", chat).hidden = true;
  for (const [field, value] of Object.entries(values)) {
    for (const each of $$("input, textarea, select", form).filter((one) => one.name === field)) {
      if (each.type === "radio") each.checked = each.value === value;
      else each.value = value;
    }
  }
  const keep = () => keepForm(name, chat.id, html, Object.fromEntries(new FormData($("form", form))));
  form.addEventListener("input", keep);
  form.addEventListener("sent", () => dropForm(name));
  keep();
  return form;
}

async function submit(form) {
  const values = Object.fromEntries(new FormData(form));
  form.dataset.key ??= newKey();
  const chat = form.closest(".chat").dataset.chat;
  const { sealed, key } = form.dataset;
  const answer = await post("/page/form", { chat, sealed, values, key });
  for (const field of $$(".field", form)) {
    const words = answer?.errors?.[field.dataset.field] ?? "";
    $(".error", field).textContent = words;
    $$("input, textarea, select", field).forEach((each) => each.setAttribute("aria-invalid", !!words));
  }
  if (answer?.errors) $("[aria-invalid=true]", form)?.focus();
  if (!answer || answer.errors) return;
  // Folded, not thrown away: should the answer be a refusal, what was typed can be opened again.
  delete form.dataset.key;
  form.parentElement.dispatchEvent(new Event("sent"));
  form.parentElement.open = false;
  form.parentElement.classList.add("sent");
}

document.addEventListener("submit", (event) => {
  if (!event.target.dataset.sealed) return;
  event.preventDefault();
  clearTimeout(pauses.get(event.target));
  submit(event.target);
});

// What stands in an unsent form is kept at every pause, should the page be closed.
const PAUSE = 400;
const pauses = new WeakMap();

document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (!form?.dataset.sealed) return;
  clearTimeout(pauses.get(form));
  pauses.set(form, setTimeout(() => keepTyped(form), PAUSE));
});

function keepTyped(form) {
  const values = Object.fromEntries(new FormData(form));
  const chat = form.closest(".chat").dataset.chat;
  post("/page/typed", { chat, sealed: form.dataset.sealed, values, key: newKey() });
}

// --- the composer -------------------------------------------------------------------------------

function setText(words) {
  text.value = words;
  if (text.dataset.edits) tell("");
  delete text.dataset.edits;
  keepWords(open.id, words);
}

$("#composer").addEventListener("submit", async (event) => {
  event.preventDefault();
  const words = text.value.trim();
  if (!words) return;
  closeMenu();
  const from = open;
  const { edits } = text.dataset;
  if (!(await say(words))) return;
  if (!edits && wordsIn(from.id).trim() === words) keepWords(from.id, "");
  if (open === from && text.value.trim() === words) setText(wordsIn(from.id));
});

// --- changing what was said ---------------------------------------------------------------------

function edit(article) {
  if (!article) return;
  text.value = $(".words", article).textContent;
  text.dataset.edits = article.dataset.id;
  tell(document.body.dataset.editing);
  text.focus();
}

const lastOwn = () => $$(".mine", open).filter((each) => $("[data-edit]", each)).at(-1);

text.addEventListener("keydown", (event) => {
  if (event.key === "ArrowUp" && !text.value) edit(lastOwn());
  else if (event.key === "Escape" && text.dataset.edits) setText(wordsIn(open.id));
  else return;
  event.preventDefault();
});

$("#file").addEventListener("change", async (event) => {
  const [file] = event.target.files;
  if (file) await hand(file);
  event.target.value = "";
});

// --- the menu of commands -----------------------------------------------------------------------

const offered = () => $$("li", menu).filter((each) => !each.hidden);
const chosen = () => $("[aria-selected=true]", menu);

function openMenu(beginning) {
  const where = open.id;
  for (const each of $$("li", menu)) {
    const fits = each.dataset.name.startsWith(beginning);
    each.hidden = !fits || !["anywhere", where].includes(each.dataset.where);
  }
  choose(offered()[0]);
  setMenu(offered().length > 0);
}

function closeMenu() {
  setMenu(false);
}

function setMenu(isOpen) {
  menu.hidden = !isOpen;
  text.setAttribute("aria-expanded", String(isOpen));
  $("#commands").setAttribute("aria-expanded", String(isOpen));
}

function choose(item) {
  for (const each of $$("li", menu)) each.setAttribute("aria-selected", String(each === item));
  if (item) {
    text.setAttribute("aria-activedescendant", item.id);
    item.scrollIntoView({ block: "nearest" });
  }
}

function take(item) {
  setText(`/${item.dataset.name} `);
  closeMenu();
  text.focus();
}

text.addEventListener("input", () => {
  if (!text.dataset.edits) keepWords(open.id, text.value);
  const typed = /^\/(\w*)$/.exec(text.value);
  if (typed) openMenu(typed[1].toLowerCase());
  else closeMenu();
});

text.addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  const steps = { ArrowDown: 1, ArrowUp: -1 };
  if (!menu.hidden && event.key in steps) {
    const items = offered();
    const next = items.indexOf(chosen()) + steps[event.key] + items.length;
    choose(items[next % items.length]);
  } else if (!menu.hidden && event.key === "Tab" && chosen()) {
    take(chosen());
  } else if (!menu.hidden && event.key === "Escape") {
    closeMenu();
  } else if (event.key === "Enter" && !event.shiftKey) {
    const typed = text.value.slice(1);
    if (!menu.hidden && chosen() && chosen().dataset.name !== typed) take(chosen());
    else $("#composer").requestSubmit();
  } else {
    return;
  }
  event.preventDefault();
});

$("#commands").addEventListener("click", () => {
  if (menu.hidden) openMenu("");
  else closeMenu();
  text.focus();
});

$("#commands").addEventListener("mousedown", (event) => event.preventDefault());

menu.addEventListener("pointermove", (event) => {
  const item = event.target.closest("li");
  if (item && item !== chosen()) choose(item);
});

menu.addEventListener("mousedown", (event) => {
  const item = event.target.closest("li");
  event.preventDefault();
  if (item) take(item);
});

text.addEventListener("blur", closeMenu);

// --- opening ------------------------------------------------------------------------------------

$("#as").addEventListener("change", () => {
  location.assign(`/?as=${encodeURIComponent($("#as").value)}#${open.id}`);
});

window.addEventListener("hashchange", () => show(location.hash.slice(1)));
chats.forEach((chat) => markDays($(".log", chat)));
for (const { chat, html, values } of openForms()) append(html, $(`#${chat}`), values);
show(location.hash.slice(1));
readyStart(new URL(location.href));
