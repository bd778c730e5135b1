"""/jd: a real job description, pasted or sent as a file, becomes the rows of the review."""

from codecs import BOM_UTF16_BE as UTF16_BE
from codecs import BOM_UTF16_LE as UTF16_LE
from collections.abc import Iterable

from bot.chat import Button, Event, Field, File, Form, Kind, Message
from bot.context import Context, UserError
from bot.markup import lines, paragraphs
from bot.models import Review
from bot.queries import papers
from bot.study import jobs
from content import Library
from handlers import reviews

LARGEST = 200_000
TITLE_SKILLS = 3
ROW_MOST = 300


def jd(event: Event, context: Context) -> Iterable[Message]:
    """With words or a file it is read; without, it is asked for."""
    text = event.text.strip() or "\n".join(_read(file, context) for file in event.files)
    if text:
        return [_taken(text, context)]
    t = context.t
    field = Field(
        "words",
        t("Paste the job description"),
        Kind.PARAGRAPH,
        hint=t("Chinese or English. Long ones: send a text file with /jd."),
    )
    return [Message("", form=Form("jd.read", t("A real job description"), (field,)), private=True)]


def read(event: Event, context: Context) -> Iterable[Message]:
    return [_taken(event.values.get("words", ""), context)]


def rows(event: Event, context: Context) -> Iterable[Message]:
    """The rows, to be taken out or added to."""
    return [_shown(reviews.of_quarter(context), context)]


def out(event: Event, context: Context) -> Iterable[Message]:
    found = reviews.of_quarter(context)
    papers.note(context, found, {"rows": found.rows})
    found.rows = [row for row in found.rows if row["id"] != event.text]
    message = _shown(found, context)
    return [Message(message.text, message.buttons, replace=True, private=True)]


def add(event: Event, context: Context) -> Iterable[Message]:
    t = context.t
    field = Field("words", t("The row, in the description's own words"), Kind.PARAGRAPH)
    return [Message("", form=Form("jd.added", t("One more row"), (field,)), private=True)]


def added(event: Event, context: Context) -> Iterable[Message]:
    """What the learner writes is a row, whether the list knows the skill or not."""
    words = " ".join(event.values.get("words", "").split())[:ROW_MOST]
    found = reviews.of_quarter(context)
    papers.note(context, found, {"rows": found.rows})
    number = 1 + max((int(row["id"][1:]) for row in found.rows), default=0)
    skills = jobs.skills_in(words, None)
    found.rows = [*found.rows, _row(number, words, skills)]
    return [_shown(found, context)]


def back(event: Event, context: Context) -> Iterable[Message]:
    """The eight rows of the document again."""
    found = reviews.of_quarter(context)
    papers.note(context, found, {"rows": found.rows, "scores": found.scores, "focus": found.focus})
    found.rows, found.scores, found.focus = [], {}, []
    return reviews.review(event, context)


def _taken(text: str, context: Context) -> Message:
    """Rows of the description; the description itself is not kept."""
    t = context.t
    asked = jobs.rows(text, _terms(context.library))
    if not asked:
        example = Button(t("The eight rows instead"), "review")
        return Message(
            t("I found no line there that names a skill I know. Nothing was changed."),
            ((example, Button(t("Add a row by hand"), "jd.add")),),
            private=True,
        )
    found = reviews.of_quarter(context)
    fields = ("rows", "scores", "proof", "focus")
    papers.note(context, found, {name: getattr(found, name) for name in fields})
    kept = jobs.foremost(asked)
    found.rows = [_row(number, one.words, one.skills) for number, one in enumerate(kept, 1)]
    found.scores, found.proof, found.focus = {}, {}, []
    return _shown(found, context, left_out=len(asked) - len(kept))


def _shown(found: Review, context: Context, left_out: int = 0) -> Message:
    t = context.t
    listed = [
        t("{n}. {words}", n=place, words=row["text"]) for place, row in enumerate(found.rows, 1)
    ]
    text = paragraphs(
        t.count(
            "*{n} row from this job description*, in its own words:",
            "*{n} rows from this job description*, in its own words:",
            len(found.rows),
        ),
        lines(*listed) if listed else None,
        t.count(
            "{n} more line is left out: fewer can be scored with care.",
            "{n} more lines are left out: fewer can be scored with care.",
            left_out,
        )
        if left_out
        else None,
        t("✕ takes a row out. Nothing was added that is not written there."),
    )
    takes = [Button(f"✕ {place}", "jd.out", row["id"]) for place, row in enumerate(found.rows, 1)]
    rows_ = [tuple(takes[at : at + 5]) for at in range(0, len(takes), 5)]
    start = (Button(t("Start scoring"), "review", main=True), Button(t("One more row"), "jd.add"))
    return Message(
        text, (start, *rows_, (Button(t("The eight rows instead"), "jd.back"),)), private=True
    )


def _row(number: int, words: str, skills: tuple[str, ...]) -> dict[str, object]:
    # A row keeps the description's language, whoever reads it.
    chinese = any("一" <= sign <= "鿿" for sign in words)
    title = ("、" if chinese else " + ").join(skills[:TITLE_SKILLS]) or words[:20]
    return {"id": f"j{number}", "title": title, "text": words, "skills": list(skills)}


def _terms(library: Library) -> frozenset[str]:
    titles = [title for item in library.items.values() for title in (item.title, item.en)]
    return jobs.useful_terms(titles)


def _read(file: File, context: Context) -> str:
    """A text file: as UTF-8, as Chinese Windows writes it, or as a notepad marked it."""
    content = file.content
    if content.startswith((UTF16_LE, UTF16_BE)):
        content = content.decode("utf-16", errors="replace").encode()
    if len(content) <= LARGEST and b"\0" not in content:
        for encoding in ("utf-8-sig", "gb18030"):
            try:
                return content.decode(encoding)
            except UnicodeDecodeError:
                continue
    raise UserError(
        context.t("I can read plain text files. Please paste {name} instead.", name=file.name)
    )
