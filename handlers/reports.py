"""/report: the month, the quarter or the year as a message, a page, Markdown; shared by choice."""

from collections.abc import Iterable

from bot.chat import Button, Event, File, Message, Row
from bot.context import Context, UserError
from bot.markup import Text, as_text, bold, join, lines, paragraphs
from bot.models import Paper
from bot.queries import goals, groups, members, papers
from bot.study import pages, periods, reports
from bot.study.periods import Period
from bot.study.reports import Number, Report, Section
from bot.texts import Texts, texts
from handlers import month_ends, report_parts, report_pictures

DRAWN = {"month": "okr", "quarter": "review", "year": "study"}
"""The section a period's picture shows."""


def report(event: Event, context: Context) -> Iterable[Message]:
    """Drafted from the evidence; for a month, confirming it takes two minutes."""
    t = context.t
    period, left = periods.read(event.text.split(), context.today)
    if left:
        raise UserError(t("I know /report month, quarter and year, or 2026-03, 2026-Q1 and 2026."))
    whole = report_parts.report(period, context)
    month = None
    if period.kind == "month":
        month = goals.objective(context.session, context.member, period.name)
    if not whole.sections and month is None:
        text = t("Nothing in the record of {name} yet. The first line is enough.", name=period.name)
        return [Message(text, ((Button(t("Today's task"), "today", main=True),),), private=True)]
    rows: list[Row] = []
    parts: list[Text | None] = [t("*{title}*", title=whole.title)]
    if month is not None:
        draft, rows = month_ends.draft(month, context)
        parts.append(draft)
    parts += [words(one, t) for one in whole.sections if month is None or one.key != "okr"]
    rows.append(
        (
            Button(t("Hand it on"), "report.pick", period.name),
            Button(t("Picture"), "report.picture", period.name),
            Button(t("Why?"), "why", period.name),
        )
    )
    return [Message(paragraphs(*parts), tuple(rows), private=True)]


def pick(event: Event, context: Context) -> Iterable[Message]:
    """What may stand on it: nothing is ticked until the learner ticks it."""
    period = _period(event.text, context)
    return [_ticks(period, context, replace=False)]


def tick(event: Event, context: Context) -> Iterable[Message]:
    name, _, key = event.text.partition(" ")
    period = _period(name, context)
    paper = _paper(period, context)
    ticked = _ticked(paper)
    if key in ticked:
        gone = {key, key + reports.WITH_ENTRIES}
        ticked = [one for one in ticked if one not in gone]
    else:
        ticked = [*ticked, key]
    paper.fields = {**paper.fields, "ticked": ticked}
    return [_ticks(period, context, replace=True)]


def page(event: Event, context: Context) -> Iterable[Message]:
    """One HTML file that needs nothing else; printed it is a PDF."""
    period = _period(event.text, context)
    made = pages.page(_chosen(period, context))
    file = File(f"report-{period.name}.html", made.encode(), "text/html")
    text = context.t("The page: one file, nothing else needed. Print it if you want it on paper.")
    return [Message(text, file=file, private=True)]


def markdown(event: Event, context: Context) -> Iterable[Message]:
    period = _period(event.text, context)
    made = reports.markdown(_chosen(period, context))
    file = File(f"report-{period.name}.md", made.encode(), "text/markdown")
    return [Message(context.t("Here it is as Markdown."), file=file, private=True)]


def picture(event: Event, context: Context) -> Iterable[Message]:
    """For the learner's own eyes: it shows all of the period."""
    t, period = context.t, _period(event.text, context)
    drawn = report_pictures.of(period, context)
    if drawn is None:
        return [Message(t("There is nothing to draw yet."), private=True)]
    return [Message(drawn.alt, picture=drawn, private=True)]


def card(event: Event, context: Context) -> Iterable[Message]:
    """A picture to hand on: of the ticked parts alone."""
    t, period = context.t, _period(event.text, context)
    made = _chosen(period, context)
    needed = DRAWN[period.kind]
    if needed not in {one.key for one in made.sections}:
        whole = report_parts.report(period, context)
        title = next((one.title for one in whole.sections if one.key == needed), "")
        text = t("Its picture shows “{title}”: tick that first.", title=title or t.plain("OKR"))
        return [Message(text, private=True)]
    drawn = report_pictures.of(period, context, only={one.key for one in made.sections})
    return [Message(drawn.alt, picture=drawn, private=True)] if drawn else []


def share(event: Event, context: Context) -> Iterable[Message]:
    """First what they would read, and who; then the tap that posts it."""
    t = context.t
    name, _, number = event.text.partition(" ")
    period = _period(name, context)
    own = members.groups_of(context.session, context.member)
    if not own:
        return [Message(t("You are in no group, so it stays with you."), private=True)]
    chosen = next((one for one in own if str(one.id) == number), own[0] if len(own) == 1 else None)
    if chosen is None:
        rows = tuple((Button(one.name, "report.share", f"{period.name} {one.id}"),) for one in own)
        return [Message(t("With which group?"), rows, private=True)]
    text = paragraphs(
        t.count(
            "{n} person in {group} would read this:",
            "{n} people in {group} would read this:",
            groups.count(context.session, chosen),
            group=chosen.name,
        ),
        _post(_chosen(period, context), texts(chosen.lang)),
    )
    yes = Button(t("Post it"), "report.post", f"{period.name} {chosen.id}", main=True)
    no = Button(t("Keep it to myself"), "report.pick", period.name)
    return [Message(text, ((yes, no),), private=True)]


def post(event: Event, context: Context) -> Iterable[Message]:
    """Into the group's channel, by the learner's own tap and with the ticked parts alone."""
    t = context.t
    name, _, number = event.text.partition(" ")
    group = groups.by_id(context.session, number)
    if group is None or not groups.belongs(context.session, context.member, group):
        raise UserError(t("You are not in that group any more, so nothing was posted."))
    made = _chosen(_period(name, context), context)
    where = members.address_of(groups.home(context.session, group))
    return [
        Message(_post(made, texts(group.lang)), to=where),
        Message(t("Posted in {group}.", group=group.name), replace=True, private=True),
    ]


def words(section: Section, t: Texts) -> Text:
    """A section in a chat: its numbers and lines, without the entries behind them."""
    return lines(
        bold(section.title),
        *[row for group in section.groups() for row in _number_rows(group, t)],
        *[f"· {one.words}" for one in section.lines],
    )


def _number_rows(group: list[Number], t: Texts) -> list[Text]:
    """A number on its line, and those it is made of on the next."""
    first, *parts = group
    own = (
        t("{label}: {value} ({how})", label=first.label, value=first.value, how=first.how)
        if first.how
        else t("{label}: {value}", label=first.label, value=first.value)
    )
    rows = [own + f" · {first.note}" if first.note else own]
    if parts:
        rows.append(as_text("   " + " · ".join(f"{one.label} {one.value}" for one in parts)))
    return rows


def _post(made: Report, t: Texts) -> Text:
    return paragraphs(
        t("*{title}* of {name}", title=made.title, name=made.name),
        join("\n\n", [words(one, t) for one in made.sections]),
    )


def _ticks(period: Period, context: Context, *, replace: bool) -> Message:
    t = context.t
    whole = report_parts.report(period, context)
    ticked = _ticked(_paper(period, context))
    rows: list[Row] = [_boxes(one, period, ticked, t) for one in whole.sections]
    if any(one.key in ticked for one in whole.sections):
        rows += [
            (
                Button(t("As a page"), "report.page", period.name, main=True),
                Button(t("As Markdown"), "report.md", period.name),
            ),
            (
                Button(t("As a picture"), "report.card", period.name),
                Button(t("Share in a group"), "report.share", period.name),
            ),
        ]
    text = paragraphs(
        t("*{title}*: what may others see?", title=whole.title),
        t("Only what you tick is on it. Until then it is yours alone."),
    )
    return Message(text, tuple(rows), replace=replace, private=True)


def _boxes(section: Section, period: Period, ticked: list[str], t: Texts) -> Row:
    """A section; once it is ticked, also the entries behind its numbers."""
    name = f"{period.name} {section.key}"
    box = Button(f"{_box(section.key in ticked)} {section.title}", "report.tick", name)
    if section.key not in ticked or not any(one.traces for one in section.numbers):
        return (box,)
    entries = section.key + reports.WITH_ENTRIES
    label = t.plain("with its entries")
    more = Button(f"{_box(entries in ticked)} {label}", "report.tick", name + reports.WITH_ENTRIES)
    return box, more


def _box(ticked: bool) -> str:
    return "☑" if ticked else "☐"


def _chosen(period: Period, context: Context) -> Report:
    made = reports.only(report_parts.report(period, context), _ticked(_paper(period, context)))
    if not made.sections:
        raise UserError(context.t("Nothing is ticked yet, so there is nothing to hand on."))
    return made


def _paper(period: Period, context: Context) -> Paper:
    found = papers.about(context.session, context.member, "report", period.name)
    return found or papers.quietly(context, "report", period.name, period.name, ticked=[])


def _ticked(paper: Paper) -> list[str]:
    return list(paper.fields.get("ticked", []))


def _period(name: str, context: Context) -> Period:
    found = periods.named(name)
    if found is None:
        raise UserError(context.t("I do not know that month, quarter or year."))
    return found
