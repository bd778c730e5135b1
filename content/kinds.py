"""Guesses what kind of thing a list line is, from its own words and the headings above it."""

import re
import unicodedata
from dataclasses import dataclass, replace

from content import cues
from content.grids import cells
from content.titles import without_lead, without_pictures

_BOOK = re.compile(r"《[^》]+》")
_LINK = re.compile(r"(?:\*\*)?\[[^\]]+\]\(https?://[^)]+\)|https?://\S+$")
LINKED = "[…](…)"
_HIDDEN = re.compile(r"`[^`]*`|https?://\S+|(?<!\*)\*[^*\s][^*]*\*(?!\*)")
_INSIDE = re.compile('[《「“"（(][^》」”"）)]*[》」”"）)]')
_ARROW = re.compile(r"\s*(?:→|⇒|➔|➜)\s*|\s+(?:->|=>|-->)\s+")
_ORDER = re.compile(r"\s*[＜]\s*|\s+(?:<|≪)\s+|\s+>\s+|\s*[＞]\s*")
_VERSUS = re.compile(
    r"(?:^|\s)(?:vs\.?(?!\s+code\b)|versus|对比)\s+|(?<=[^\sA-Za-z])vs\.?(?=[^\sA-Za-z])",
    re.IGNORECASE,
)
_LISTED = re.compile(r"、|[,，]\s")
_ASKED = re.compile(r"[?？][\"”』」]?\s*[（(](.+)[)）]\s*$")
_DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"), "-")
_STRESSED = re.compile(r"^(?:\*\*|[*_])([^*_]{1,30}[:：])(?:\*\*|[*_])")  # `_Exercise:_ …`
_EMPHASISED = re.compile(r"^[*_]([^*_]+)[*_]$")
_HEAD = re.compile(r"[：]|:\s")
_SAYS_WHAT = {"project", "resource", "interview", "question"}
LONGEST_HEAD = 60
LONGEST_READ = 300
"""What a line is shows in its first sentences."""


@dataclass(frozen=True, slots=True)
class Guess:
    """What a line is, why we think so, and what of it makes a drill or a list of steps.

    `because` is the section or the words that decided; `ask` names what a person must say.
    """

    kind: str
    because: str = ""
    cadence: str = ""
    stated: bool = True
    parts: tuple[str, ...] = ()
    shape: str = ""  # arrow, order, versus, method, path, goal, asked
    ask: str = ""


def folded(text: str) -> str:
    """For comparing and searching: one form of every letter, plain dashes and spaces, no case."""
    return " ".join(unicodedata.normalize("NFKC", text).translate(_DASHES).casefold().split())


def head_and_detail(words: str) -> tuple[str, str]:
    """What a line is about, and what it says of it: split at its first colon."""
    words = _STRESSED.sub(r"\1", _EMPHASISED.sub(r"\1", without_lead(words).strip()))
    hidden = words[:LONGEST_READ]
    for sign in (_HIDDEN, _INSIDE):
        hidden = sign.sub(lambda found: "\0" * len(found[0]), hidden)
    found = _HEAD.search(hidden)
    if not found or not words[: found.start()].strip():
        return words.strip(), ""
    return words[: found.start()].strip(), words[found.end() :].strip()


def is_unfit(text: str) -> bool:
    """Surveys, rewards, prices, offers and personal contacts are never passed on."""
    return bool(cues.UNFIT.search(text))


def guess(words: str, sections: tuple[str, ...], *, is_plan: bool) -> Guess:
    """`sections` are the headings above, the nearest last."""
    words = " ".join(words.split())[:LONGEST_READ]
    section = _section(sections)
    if shaped := _shaped(words, section.kind):
        return shaped
    timed = _timed(words, sections, is_plan=is_plan)
    if timed.kind == "okr" or (timed.kind and section.kind not in {"resource", "project"}):
        return timed
    if section.kind:
        if section.kind in _SAYS_WHAT and not folded(words).startswith(timed.ask or timed.because):
            timed = Guess("")  # "a monthly report" in a project is what it makes
        return replace(section, cadence=timed.cadence, stated=timed.stated, ask=timed.ask)
    return replace(_plain(words, sections, is_plan=is_plan), ask=timed.ask)


def _plain(words: str, sections: tuple[str, ...], *, is_plan: bool) -> Guess:
    """A line under a heading that says nothing of its kind."""
    book, link = _BOOK.search(words), _LINK.match(words)
    head, detail = head_and_detail(words.replace("**", ""))
    label = label_kind(head) if detail else ""
    acts = is_plan or any(map(cues.STEPS.search, sections[-2:]))
    does = cues.DOES.match(words) if acts else None
    if book and not cues.NO_BOOK.search(book[0]):
        found = Guess("resource", book[0])
    elif link:
        found = Guess("resource", LINKED)
    elif label:
        found = Guess(label, head)
    elif any(map(cues.ACTIONS.search, sections[-1:])):
        found = Guess("task", sections[-1])
    else:
        found = Guess("task", does[0]) if does else Guess("topic")
    return found


def is_linked(found: Guess) -> bool:
    """Whether a line was taken for a resource for no more than the link it begins with."""
    return found == Guess("resource", LINKED)


def label_kind(head: str) -> str:
    """What the word before a line's own colon says it is; "" if it says nothing."""
    plain = without_pictures(head).strip("*_:： ")
    return next((kind for kind, sign in cues.LABELS.items() if sign.search(plain)), "")


def is_label(head: str) -> bool:
    """Whether a line is better called by what stands after its colon: "Monthly: …", "Goal: …"."""
    plain = folded(without_pictures(head).strip("*_:： "))
    every = _every(plain)
    by_time = cues.TIME.search(plain) or (every and len(plain) <= len(every[1]) + 2)
    return bool(label_kind(head) or by_time)


def _section(sections: tuple[str, ...]) -> Guess:
    """What the nearest telling heading says; questions below "Interview" are asked there."""
    for number, section in reversed(list(enumerate(sections))):
        for kind, sign in cues.SECTIONS.items():
            if sign.search(section):
                asked = kind == "question" and any(
                    map(cues.SECTIONS["interview"].search, sections[:number])
                )
                return Guess("interview" if asked else kind, section)
    return Guess("")


def column_kind(head: str, section: tuple[str, ...]) -> str:
    """What the rows of a table are, by its head or the heading above."""
    heads = [cell.strip(" *") for cell in cells(head)]
    if cues.SUBJECT.search(heads[0]):
        return "topic"
    for kind, sign in cues.COLUMNS.items():
        if any(map(sign.search, heads)):
            return kind
    found = _section(section).kind
    return found if found in {"resource", "project"} else "rubric"


def _shaped(words: str, section: str) -> Guess | None:
    """Drills, methods and paths, told by their signs."""
    plain = _HIDDEN.sub("", words).replace("**", "")
    head, detail = head_and_detail(plain)
    said = detail or plain
    asked = _ASKED.search(plain)
    steps = _split(_ARROW, asked[1]) if asked else ()
    order = _split(_ORDER, said)
    versus = () if section in {"resource", "project"} else _split(_VERSUS, said)
    if len(steps) > 1:
        return Guess("interview", "？（… → …）", parts=steps, shape="asked")
    if len(order) >= 3 and max(map(len, order)) <= 40:
        return Guess("drill", "<", parts=order, shape="order")
    if len(versus) == 2 and not any(map(_LISTED.search, versus)):
        return Guess("drill", "vs", parts=versus, shape="versus")
    return _arrows(head if detail else "", _split(_ARROW, _outside_brackets(said)), section)


def _arrows(head: str, parts: tuple[str, ...], section: str) -> Guess | None:
    if len(parts) >= 3:
        return Guess(section or "topic", "→ →", parts=parts, shape="method")
    if len(parts) < 2 or section in {"resource", "project", "interview"}:
        return None
    if cues.GOAL.search(head):
        return Guess("milestone", "→", parts=parts, shape="goal")
    if cues.PATH.search(head):
        return Guess("direction", "→", parts=parts, shape="path")
    return Guess("drill", "→", parts=parts, shape="arrow")


def _split(sign: re.Pattern[str], text: str) -> tuple[str, ...]:
    """The parts between the signs; nothing if one of them is missing."""
    parts = tuple(part.strip() for part in sign.split(text))
    return parts if all(parts) else ()


def _outside_brackets(text: str) -> str:
    return re.sub(r"[（(][^（()）]*[)）]", lambda found: found[0].replace("→", "—"), text)


def _every(text: str) -> tuple[str, str] | None:
    """The first cadence named, and the words that name it."""
    found = ((name, sign.search(text)) for name, sign in cues.CADENCES.items())
    first = min(((f.start(), name, f[0]) for name, f in found if f), default=None)
    return first[1:] if first else None


def _timed(words: str, sections: tuple[str, ...], *, is_plan: bool) -> Guess:
    """Rituals, milestones and dates; a cadence counts only where plans and habits are listed."""
    plain = folded(_HIDDEN.sub("", words))
    counts = is_plan or any(map(cues.RITUALS.search, sections))
    above = folded(sections[-1]) if sections else ""
    itself = (cues.DATED, cues.RELATIVE, cues.NOW_AND_THEN)
    if not plain.endswith("?") and any(sign.search(plain) for sign in itself):
        above = ""  # it says itself when
    every = _every(plain) or (_every(above) if cues.RITUALS.search(above) else None)
    if every:
        name, said = every
        kind = "habit" if name == "daily" else "ritual"
        kind = "milestone" if cues.MILESTONE.search(plain) else kind
        kind = "okr" if cues.OKR.search(plain) else kind
        return Guess(kind, said, name) if counts else Guess("", ask=said)
    if any(map(cues.RITUALS.search, sections[-1:])) and (clock := cues.CLOCK.match(plain)):
        return Guess("habit", clock[0], "daily", stated=False)
    asks = plain.endswith("?")  # "What broke this month?" is no date
    relative = None if asks else cues.RELATIVE.search(plain)
    dated = relative or cues.DATED.search(plain)
    told = f"{plain}\n{above}" if cues.RITUALS.search(above) else plain
    if counts and (rarely := cues.NOW_AND_THEN.search(told)):
        return Guess("ritual", rarely[0], "weekly", stated=False, ask=rarely[0])
    if counts and dated:
        return Guess("task", dated[0].strip(" :"), "dated", ask=relative[0] if relative else "")
    return Guess("", ask=relative[0] if relative else "")
