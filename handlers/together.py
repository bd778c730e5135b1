"""Together: one mechanism for every ritual (a prompt, votes or answers, a result), and thanks."""

import re
from collections.abc import Iterable, Sequence

from bot.chat import Button, Event, Field, Form, Kind, Message, Row
from bot.context import Context, UserError
from bot.markup import Text, bold, join, lines, paragraphs
from bot.models import Group, Round
from bot.queries import desk, groups, members, rounds
from bot.refusals import outside
from bot.texts import Texts, mark
from content import Item
from handlers import board, cards, summary
from handlers.desk import of
from handlers.keep import others_in

IN_A_PAGE = 6
CHOICES = range(2, 7)
"""A vote has so many points to choose from."""

CHOICE = 60
"""Characters of a choice: it is a button."""

WAYS = {
    "vote": mark("Vote"),
    "write": mark("Everybody adds a line"),
    "sign": mark("Sign-up"),
}
SIGNED = "✓"


def rituals(event: Event, context: Context) -> Iterable[Message]:
    """What the group could do together: the library's rituals for groups."""
    t, group = context.t, of(event, context)
    found = offered(context)
    page = event.text.partition(" ")[2]
    start = int(page) if page.isdecimal() else 0
    shown = found[start : start + IN_A_PAGE]
    rows: list[Row] = [
        (Button(cards.item_title(item, t), "desk.ritual", f"{group.id} {item.id}"),)
        for item in shown
    ]
    if start + IN_A_PAGE < len(found):
        more = f"{group.id} {start + IN_A_PAGE}"
        rows.append((Button(t("More"), "desk.rituals", more),))
    now = rounds.open_one(context.session, group)
    if now is not None:
        rows.insert(
            0,
            (
                Button(
                    t("Close {title}", title=summary.title_of(context, now, t)),
                    "desk.close",
                    str(group.id),
                ),
            ),
        )
    text = t(
        "What shall {group} do together? It stands on the board until the summary.",
        group=bold(group.name),
    )
    return [Message(text, tuple(rows), private=True, replace=bool(page))]


def ritual(event: Event, context: Context) -> Iterable[Message]:
    """What it is, and how: a vote, a line from everybody, or a sign-up."""
    t, group = context.t, of(event, context)
    item = _item(event.text.partition(" ")[2], context)
    fitting = [way for way in WAYS if way in item.tags]
    ways = fitting + [way for way in WAYS if way not in fitting]
    if not fitting and len(item.points) not in CHOICES:
        ways = [*(way for way in ways if way != "vote"), "vote"]
    rows = tuple(
        (Button(t(WAYS[way]), "desk.round", f"{group.id} {item.id} {way}", main=not at),)
        for at, way in enumerate(ways)
    )
    text = paragraphs(
        bold(cards.item_title(item, t)),
        join("\n", [f"{n}. {step}" for n, step in enumerate(item.steps, 1)]) or None,
        item.question or None,
        t("📖 Source: {source}", source=cards.where(item.source, t)) if item.source else None,
    )
    return [Message(text, rows, private=True)]


def begin(event: Event, context: Context) -> Iterable[Message]:
    """On the board from now on; another round that was open is closed."""
    t, group = context.t, of(event, context)
    item_id, _, way = event.text.partition(" ")[2].partition(" ")
    item = _item(item_id, context)
    if way not in WAYS:
        raise UserError(t("This button is from an older message and no longer works."))
    if way == "vote" and len(item.points) not in CHOICES:
        return [_choices_form(group, item, t)]
    return _begin(context, group, item, way, item.points if way == "vote" else ())


def choices(event: Event, context: Context) -> Iterable[Message]:
    """A vote on what the organiser wrote down, one choice a line."""
    group, item = of(event, context), _item(event.text.partition(" ")[2], context)
    written = [" ".join(row.split())[:CHOICE] for row in _rows(event.values.get("choices", ""))]
    named = list(dict.fromkeys(one for one in written if one))
    if len(named) not in CHOICES:
        raise UserError(
            context.t("A vote needs two to six choices, one a line or with “/” between them.")
        )
    return _begin(context, group, item, "vote", named)


def close(event: Event, context: Context) -> Iterable[Message]:
    t, group = context.t, of(event, context)
    found = rounds.open_one(context.session, group)
    if found is None:
        return [Message(t("Nothing is open."), private=True)]
    board.close_round(context, group)
    return [Message(summary.answers(context, found, t), private=True), *_board(context, group)]


def vote(event: Event, context: Context) -> Iterable[Message]:
    """One voice each; another press changes it."""
    group, found, rest = _open(event, context, "vote")
    t = context.t
    if not rest.isdecimal() or int(rest) >= len(found.choices):
        raise UserError(t("This button is from an older message and no longer works."))
    choice = found.choices[int(rest)]
    rounds.contribute(context.session, found, context.member, choice, context.now)
    text = t("Your vote: {choice}. Another press changes it.", choice=choice)
    return [Message(text, private=True), *_board(context, group)]


def sign(event: Event, context: Context) -> Iterable[Message]:
    """Signed up; a second press takes it back."""
    group, found, _ = _open(event, context, "sign")
    t, session = context.t, context.session
    in_it = context.member.id in {m.id for m, _ in rounds.contributions(session, found)}
    rounds.contribute(session, found, context.member, "" if in_it else SIGNED, context.now)
    title = summary.title_of(context, found, t)
    text = (
        t("Taken back: you are no longer down for {title}.", title=title)
        if in_it
        else t("You are down for {title}. Another press takes it back.", title=title)
    )
    return [Message(text, private=True), *_board(context, group)]


def write(event: Event, context: Context) -> Iterable[Message]:
    """A form where there are forms; elsewhere the question is asked in private."""
    group, found, _ = _open(event, context, "write")
    t = context.t
    if event.in_group and not (event.shows_forms and event.trigger):
        home = summary.private_home(context)
        if home is None:
            raise UserError(t("Open our private chat first; there I take your line."))
        button = Button(t("Add my line"), "together.write", f"{group.id} {found.id}", main=True)
        return [Message(_prompt(context, found, t), ((button,),), to=home)]
    form = Form(
        "together.line",
        summary.title_of(context, found, t),
        (
            Field(
                "words",
                _question(context, found, t),
                Kind.PARAGRAPH,
                hint=t("The group will read it with your name."),
            ),
        ),
        text=f"{group.id} {found.id}",
    )
    return [Message("", form=form, private=True)]


def line(event: Event, context: Context) -> Iterable[Message]:
    group, found, _ = _open(event, context, "write")
    words = event.values.get("words", "").strip()
    rounds.contribute(context.session, found, context.member, words, context.now)
    text = context.t("Added. Write again to change it.")
    return [Message(text, private=True), *_board(context, group)]


def kudos(event: Event, context: Context) -> Iterable[Message]:
    """/kudos somebody for something, said in the channel; or the form."""
    t, group = context.t, groups.meant(context.session, event, context)
    if group is None and not members.groups_of(context.session, context.member):
        raise UserError(t("You are in no study group. Add me to a channel and say /group there."))
    if group is None:
        raise UserError(t("Say it in your group's channel, or from /group."))
    if not groups.belongs(context.session, context.member, group):
        return [outside(group, context)]
    said = event.text.strip().lstrip("@")
    others = [m for m, _ in groups.people(context.session, group) if m.id != context.member.id]
    named = [m for m in others if said.startswith(m.name)]
    first, _, words = said.partition(" ")
    named = named or [m for m in others if first and m.name.startswith(first)]
    if len(named) == 1:
        words = said.removeprefix(named[0].name) if said.startswith(named[0].name) else words
        return _thank(context, group, str(named[0].id), words.strip(), aloud=event.in_group)
    return thanks(event.renamed("group.thanks", text=str(group.id)), context)


def thanks(event: Event, context: Context) -> Iterable[Message]:
    t, group = context.t, of(event, context)
    others = others_in(context, group)
    fields = (
        Field("member", t("To whom?"), Kind.CHOICE, others),
        Field("words", t("For what?"), hint=t("They will read it.")),
    )
    form = Form("group.thanked", t("Say thanks"), fields, text=str(group.id))
    return [Message("", form=form, private=True)]


def thanked(event: Event, context: Context) -> Iterable[Message]:
    given = event.values
    return _thank(
        context, of(event, context), given.get("member", ""), given.get("words", ""), aloud=False
    )


def offered(context: Context) -> list[Item]:
    """Rituals made for groups, first those that say how; a group's own come with its curricula."""
    found = [
        item
        for item in context.library.of_kind("ritual", "question")
        if "group" in item.tags or "debate" in item.tags
    ]
    return sorted(found, key=lambda item: not WAYS.keys() & set(item.tags))


def _thank(
    context: Context, group: Group, number: str, words: str, *, aloud: bool
) -> Iterable[Message]:
    """Counted once a day from one to the same other: there is nothing to farm."""
    t, session = context.t, context.session
    found = [m for m, _ in groups.people(session, group) if str(m.id) == number]
    if not found:
        raise UserError(t("They are no longer in {group}.", group=bold(group.name)))
    if found[0].id == context.member.id:
        raise UserError(t("Thanks to oneself are not counted; a pat on the back is free."))
    if not words.strip():
        raise UserError(t("For what? One line makes it worth something."))
    member, day = found[0], board.today_of(context, group)
    if not rounds.thank(session, group, context.member, member, day, words.strip(), context.now):
        raise UserError(t("You have thanked {name} today already.", name=member.name))
    said = t(
        "👏 {giver} thanks {name}: {words}",
        giver=bold(context.member.name),
        name=bold(member.name),
        words=words.strip(),
    )
    if aloud:
        return [Message(said, silent=True)]
    home = desk.reachable(session, [member.id]).get(member.id)
    if home is None:
        return [
            Message(
                t("Noted; {name} will see the count on Sunday.", name=member.name), private=True
            )
        ]
    return [
        Message(t("Said to {name}, in private.", name=member.name), private=True),
        Message(said, to=members.address_of(home), silent=True),
    ]


def _begin(
    context: Context, group: Group, item: Item, way: str, named: Sequence[str]
) -> Iterable[Message]:
    t = context.t
    board.close_round(context, group)
    rounds.begin(context.session, group, item.id, way, named, context.now)
    title = cards.item_title(item, t)
    desk.note(context.session, group, context.member, "round", context.now, detail=title)
    text = t("{title} is on the board until the week's summary.", title=bold(title))
    return [Message(text, private=True, replace=True), *_board(context, group)]


def _choices_form(group: Group, item: Item, t: Texts) -> Message:
    field = Field(
        "choices",
        t("What can be voted for?"),
        Kind.PARAGRAPH,
        hint=t("Two to six, one a line or with “/” between them."),
    )
    form = Form("desk.choices", cards.item_title(item, t), (field,), text=f"{group.id} {item.id}")
    return Message("", form=form, private=True)


def _rows(words: str) -> list[str]:
    """One choice a line; on one line, what stands between strokes."""
    return words.split("\n") if "\n" in words.strip() else re.split(r"\s*[/／、]\s*", words)


def _open(event: Event, context: Context, way: str) -> tuple[Group, Round, str]:
    """The group, its open round a button names, and the rest of what it carries."""
    group = of(event, context)
    number, _, rest = event.text.partition(" ")[2].partition(" ")
    found = rounds.by_id(context.session, number)
    if found is None or found.group_id != group.id or found.way != way:
        raise UserError(context.t("This button is from an older message and no longer works."))
    if found.closed_at is not None:
        raise UserError(context.t("That is over; the result is in the week's summary."))
    return group, found, rest


def _item(item_id: str, context: Context) -> Item:
    item = context.library.find(item_id)
    if item is None:
        raise UserError(context.t("That is no longer in the library."))
    return item


def _question(context: Context, found: Round, t: Texts) -> str:
    item = context.library.find(found.item)
    return item.question if item and item.question else t.plain("Your line")


def _prompt(context: Context, found: Round, t: Texts) -> Text:
    return lines(bold(summary.title_of(context, found, t)), _question(context, found, t))


def _board(context: Context, group: Group) -> list[Message]:
    return board.edits_of(context, group, board.today_of(context, group))
