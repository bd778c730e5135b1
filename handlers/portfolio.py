"""/project: what was built, gate by gate, with a page made from its check-ins and loops."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from bot.chat import Button, Event, Field, File, Form, Kind, Message, Row
from bot.context import Context, UserError
from bot.markup import Text, lines, paragraphs
from bot.models import Paper
from bot.queries import checkins, papers
from bot.study import pages
from bot.study.links import link_in, shortened
from bot.study.reports import Number, Report, Section, Trace
from bot.texts import Texts, mark
from handlers import loops


@dataclass(frozen=True, slots=True)
class Gate:
    """Passed with a link or a line that shows it; `source` is where the documents ask for it."""

    words: str
    source: str


GATES = {
    "render": Gate(mark("Deployed to Render"), "001 L45"),
    "aws": Gate(mark("Moved to AWS"), "001 L45"),
    "load": Gate(mark("Load test with a curve"), "004 L34"),
    "chaos": Gate(mark("Disaster plan, tried once"), "004 L35"),
    "watch": Gate(mark("Monitoring and alerts"), "004 L36"),
    "readme": Gate(mark("README somebody else can follow"), "001 L21"),
    "demo": Gate(mark("Demo or recording"), "001 L75"),
}
DEPLOYED = ("render", "aws")

STAGES = (
    (mark("Running"), DEPLOYED),
    (mark("Holding"), ("load", "chaos", "watch")),
    (mark("Shown"), ("readme", "demo")),
)
"""Where a project stands: it runs somewhere, it holds under load, others can follow it."""

RETRO = {
    "kept": mark("What would you do the same way again?"),
    "changed": mark("What would you do differently from the first day?"),
    "learned": mark("What can you do now that you could not before?"),
}
"""Document 003, line 1825: a review once the project is over."""

MENTIONS = 30
TITLE = 60


def project(event: Event, context: Context) -> Iterable[Message]:
    """/project lists them; /project and a name begins one."""
    if event.text.strip():
        return [_shown(_begun(event.text.strip(), "", "", context), context)]
    t = context.t
    own = papers.of_kind(context.session, context.member, "project")
    listed = [t("{bar} {title}", bar=_bar(one), title=one.title) for one in own]
    text = paragraphs(
        t("*Your projects*"),
        lines(*listed) if listed else t("The first one may be small: one endpoint, deployed."),
    )
    rows: list[Row] = [(Button(one.title[:40], "project.show", str(one.id)),) for one in own[-6:]]
    rows.append((Button(t("A new project"), "project.new", main=True),))
    return [Message(text, tuple(rows), private=True)]


def new(event: Event, context: Context) -> Iterable[Message]:
    t = context.t
    fields = (
        Field("title", t("What is it called?")),
        Field("what", t("What does it do, for whom? One sentence."), Kind.PARAGRAPH, optional=True),
        Field("link", t("Its repository"), optional=True),
    )
    return [Message("", form=Form("project.open", t("A new project"), fields), private=True)]


def open_(event: Event, context: Context) -> Iterable[Message]:
    given = {name: words.strip() for name, words in event.values.items()}
    paper = _begun(given.get("title", ""), given.get("what", ""), given.get("link", ""), context)
    return [_shown(paper, context)]


def show(event: Event, context: Context) -> Iterable[Message]:
    return [_shown(_own(event, context), context)]


def gate(event: Event, context: Context) -> Iterable[Message]:
    """A gate is passed by showing it."""
    t, paper = context.t, _own(event, context)
    key = event.text.partition(" ")[2]
    if key not in GATES:
        raise UserError(t("This button is from an older message and no longer works."))
    field = Field("proof", t("What shows it? A link is best."), hint=t(GATES[key].words))
    form = Form("project.passed", t("A gate"), (field,), text=f"{paper.id} {key}")
    return [Message("", form=form, private=True)]


def passed_(event: Event, context: Context) -> Iterable[Message]:
    t, paper = context.t, _own(event, context)
    key, proof = event.text.partition(" ")[2], event.values.get("proof", "").strip()
    if key in GATES and proof:
        gates = dict(paper.fields.get("gates", {}))
        gates[key] = {"proof": proof, "day": context.today.isoformat()}
        papers.write(context, paper, gates=gates)
    said = t("Passed: {gate}.", gate=t(GATES[key].words)) if key in GATES else None
    message = _shown(paper, context)
    return [Message(paragraphs(said, message.text), message.buttons, private=True)]


def close(event: Event, context: Context) -> Iterable[Message]:
    t, paper = context.t, _own(event, context)
    fields = tuple(
        Field(name, t(words), Kind.PARAGRAPH, value=str(paper.fields.get(name, "")), optional=True)
        for name, words in RETRO.items()
    )
    form = Form("project.closed", t("Looking back"), fields, text=str(paper.id))
    return [Message("", form=form, private=True)]


def closed(event: Event, context: Context) -> Iterable[Message]:
    t, paper = context.t, _own(event, context)
    given = {name: event.values.get(name, "").strip() for name in RETRO}
    papers.write(context, paper, **given, closed_on=context.today.isoformat())
    paper.closed_at = context.now
    text = paragraphs(
        t(
            "🏁 {title} is done. {n} of {all} gates.",
            title=paper.title,
            n=len(_gates(paper)),
            all=len(GATES),
        ),
        t("In a month I ask once whether you want a second pass, from zero."),
    )
    rows: tuple[Row, ...] = (
        (
            Button(t("Its page"), "project.page", str(paper.id), main=True),
            Button(t("Tell it as a story"), "interview.story", f"project:{paper.id}"),
        ),
        (Button(t("Undo"), "undo"),),
    )
    return [Message(text, rows, private=True)]


def again(event: Event, context: Context) -> Iterable[Message]:
    """The second pass: the same project from zero, its gates open again (002, lines 35-52)."""
    old = _own(event, context)
    title = context.t.plain("{title}, second pass", title=old.title)
    return [_shown(_begun(title, str(old.fields.get("what", "")), "", context), context)]


def page(event: Event, context: Context) -> Iterable[Message]:
    """One page to hand on: gates with their proof, the check-ins that name it, its loops."""
    t, paper = context.t, _own(event, context)
    made = pages.page(_report(paper, context))
    file = File(f"project-{paper.id}.html", made.encode(), "text/html")
    return [
        Message(
            t("The page of {title}; read it before you send it on.", title=paper.title),
            file=file,
            private=True,
        )
    ]


def passed(
    paper: Paper, t: Texts, until: date = date.max, among: Collection[str] = GATES.keys()
) -> list[tuple[date, str, str]]:
    """The gates a project has passed: the day, the gate with its proof, the link if it has one."""
    found = []
    for key, one in _gates(paper).items():
        day = date.fromisoformat(one["day"])
        if key in among and day <= until:
            said = f"{t.plain(GATES[key].words)}: {one['proof']}"
            found.append((day, said, link_in(one["proof"])))
    return sorted(found)


def deployed_on(paper: Paper) -> date | None:
    """The first day it stood somewhere others can reach."""
    days = [one["day"] for key, one in _gates(paper).items() if key in DEPLOYED]
    return date.fromisoformat(min(days)) if days else None


def _report(paper: Paper, context: Context) -> Report:
    t = context.t
    mentions = tuple(
        Trace(entry.day, entry.text, entry.link)
        for entry in checkins.between(context.session, context.member, paper.day, context.today)
        if paper.title.casefold() in entry.text.casefold()
    )[-MENTIONS:]
    solved = tuple(
        _solved(one, t)
        for one in papers.of_kind(context.session, context.member, "loop")
        if one.about == f"project:{paper.id}" and one.closed_at
    )
    retro = tuple(
        Trace(None, f"{t.plain(words)} {paper.fields[name]}")
        for name, words in RETRO.items()
        if paper.fields.get(name)
    )
    parts = (
        Section("gates", t.plain("Gates"), _stages(paper, t)),
        Section("loops", t.plain("Problems solved, found to improved"), solved),
        Section("days", t.plain("On the way"), (), mentions),
        Section("retro", t.plain("Looking back"), (), retro),
    )
    what = str(paper.fields.get("what", ""))
    return Report(
        title=paper.title,
        name=f"{context.member.name} · {what}".rstrip(" ·"),
        when=f"{paper.day} – {paper.fields.get('closed_on') or context.today}",
        lang=t.lang,
        sections=tuple(part for part in parts if part.numbers or part.lines),
        behind=t.plain("What stands behind it"),
        footer=str(paper.fields.get("link", "")),
    )


def _stages(paper: Paper, t: Texts) -> tuple[Number, ...]:
    """Each stage with the gates passed in it, and what shows them."""
    found = []
    for words, keys in STAGES:
        traces = tuple(Trace(day, said, link) for day, said, link in passed(paper, t, among=keys))
        value = f"{len(traces)}/{len(keys)}"
        found.append(Number(t.plain(words), value, traces, share=len(traces) / len(keys)))
    return tuple(found)


def _solved(loop: Paper, t: Texts) -> Number:
    """A loop in its learner's words: the problem above, and how it was solved below."""
    fields = {name: str(loop.fields.get(name, "")) for name in loops.FIELDS}
    traces = tuple(
        Trace(None, f"{t.plain(label)}: {fields[name]}", link_in(fields[name]))
        for name, (label, _) in loops.FIELDS.items()
        if name != "found" and fields[name]
    )
    day = str(loop.fields.get("closed_on", ""))
    return Number(loop.title, day, traces, note=fields["found"])


def _begun(words: str, what: str, link: str, context: Context) -> Paper:
    """What is too long for a title says what it does."""
    what = what or (words if len(words) > TITLE else "")
    title = shortened(words, TITLE)
    return papers.open_(context, "project", title, what=what, link=link, gates={})


def _shown(paper: Paper, context: Context) -> Message:
    t, have = context.t, _gates(paper)
    stages = [_stage(t(words), keys, have, t) for words, keys in STAGES]
    what = str(paper.fields.get("what", ""))
    text = paragraphs(t("🧱 *{title}*", title=paper.title), what or None, *stages)
    left = [key for key in GATES if key not in have]
    gates = [
        Button(t(GATES[key].words), "project.gate", f"{paper.id} {key}", main=not place)
        for place, key in enumerate(left)
    ]
    buttons: list[Row] = [tuple(gates[at : at + 2]) for at in range(0, len(gates), 2)]
    number = str(paper.id)
    end = Button(t("Done, look back"), "project.close", number, main=not left)
    buttons.append((Button(t("Open a loop"), "loop.project", number), end))
    buttons.append((Button(t("Its page"), "project.page", number), Button(t("Undo"), "undo")))
    return Message(text, tuple(buttons), private=True)


def _stage(title: Text, keys: Sequence[str], have: dict[str, dict[str, str]], t: Texts) -> Text:
    """A stage with its gates: what shows each passed one, where each other one is asked for."""
    passed = sum(key in have for key in keys)
    rows = [
        t("✅ {gate}: {proof}", gate=t(GATES[key].words), proof=have[key]["proof"])
        if key in have
        else t("▫️ {gate} ({source})", gate=t(GATES[key].words), source=GATES[key].source)
        for key in keys
    ]
    return lines(t("*{stage}* {n}/{all}", stage=title, n=passed, all=len(keys)), *rows)


def _gates(paper: Paper) -> dict[str, dict[str, str]]:
    return dict(paper.fields.get("gates", {}))


def _bar(paper: Paper) -> str:
    full = len(_gates(paper))
    return "▰" * full + "▱" * (len(GATES) - full)


def _own(event: Event, context: Context) -> Paper:
    paper = papers.by_id(context.session, context.member, "project", event.text.partition(" ")[0])
    if paper is None:
        raise UserError(context.t("This project is not yours, or it is gone."))
    return paper
