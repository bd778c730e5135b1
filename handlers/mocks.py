"""Mock interviews between two members: asked, agreed to, scored on both sides."""

import re
from collections.abc import Iterable

from bot.chat import Button, Event, Field, Form, Kind, Message, Row
from bot.context import Context, UserError
from bot.markup import Text, backticks, bold, lines, paragraphs
from bot.models import Member, Paper
from bot.queries import groups, members, papers
from bot.texts import Texts, texts
from content import Item
from handlers import cards

MARKS = ("0", "1", "2")
"""What each point of a mock's rubric may be worth."""

_POINT = re.compile(r"^评分：(?P<words>.+?)（0-2）$")
"""How a rubric's points are written in the interview track."""


def who(event: Event, context: Context) -> Iterable[Message]:
    """Somebody of one's own groups; nobody else can be reached."""
    t = context.t
    found: dict[int, Member] = {}
    for group in members.groups_of(context.session, context.member):
        found |= {one.id: one for one, _ in groups.people(context.session, group)}
    found.pop(context.member.id, None)
    if not found:
        text = t("For a mock interview there must be somebody in a group with you: /group")
        return [Message(text, private=True)]
    rows = tuple((Button(one.name, "mock.ask", str(one.id)),) for one in list(found.values())[:8])
    return [Message(t("Whom do you want to ask?"), rows, private=True)]


def ask(event: Event, context: Context) -> Iterable[Message]:
    """The invitation goes to them in private; they may say no without a word."""
    t = context.t
    other = members.companion(context.session, context.member, event.text)
    home = members.home_of(context.session, other) if other else None
    if other is None or home is None:
        raise UserError(t("I cannot reach them. Ask somebody else?"))
    item = _next(context)
    paper = papers.open_(
        context,
        "mock",
        cards.item_title(item, t),
        f"member:{other.id}",
        item=item.id,
        state="asked",
    )
    said = texts(other.lang)
    invitation = said(
        "{name} asks you for a mock interview: {title}. 45 minutes, then both score.",
        name=bold(context.member.name),
        title=cards.item_title(item, said),
    )
    buttons: Row = (
        Button(said("Yes, let us"), "mock.yes", str(paper.id), main=True),
        Button(said("Not now"), "mock.no", str(paper.id)),
    )
    return [
        Message(t("Asked {name}. I tell you when they answer.", name=other.name), private=True),
        Message(invitation, (buttons,), to=members.address_of(home)),
    ]


def yes(event: Event, context: Context) -> Iterable[Message]:
    paper = _mine(event, context)
    paper.fields = {**paper.fields, "state": "agreed"}
    return [_card(paper, context.t, context), *_tell(paper, context, agreed=True)]


def no(event: Event, context: Context) -> Iterable[Message]:
    t, paper = context.t, _mine(event, context)
    paper.fields = {**paper.fields, "state": "declined"}
    return [
        Message(t("Fine. I said “not now”, no more."), replace=True),
        *_tell(paper, context, agreed=False),
    ]


def score(event: Event, context: Context) -> Iterable[Message]:
    """Each side scores the same answer, point by point; both are shown once both are in."""
    t, paper = context.t, _mine(event, context)
    choices = tuple((mark, mark) for mark in MARKS)
    fields = (
        *(
            Field(f"p{place}", words, Kind.CHOICE, choices)
            for place, words in enumerate(_points(paper, context))
        ),
        Field("good", t("What was convincing? Quote it."), Kind.PARAGRAPH, optional=True),
        Field("next", t("The one thing to practise next"), Kind.PARAGRAPH, optional=True),
    )
    form = Form("mock.scored", t("Mock interview score"), fields, text=str(paper.id))
    return [Message("", form=form, private=True)]


def scored(event: Event, context: Context) -> Iterable[Message]:
    t, paper = context.t, _mine(event, context)
    given = {name: words.strip() for name, words in event.values.items()}
    side = "by_answerer" if paper.member_id == context.member.id else "by_asker"
    paper.fields = {**paper.fields, side: given}
    if not {"by_answerer", "by_asker"} <= paper.fields.keys():
        return [Message(t("Kept. Both see both once the other has scored too."), private=True)]
    paper.closed_at = context.now
    return _both(paper, context)


def _both(paper: Paper, context: Context) -> list[Message]:
    found = []
    for member in _people(paper, context):
        text = _scores(paper, texts(member.lang), context)
        home = members.home_of(context.session, member)
        here = member.id == context.member.id
        if here or home is not None:
            to = None if here or home is None else members.address_of(home)
            found.append(Message(text, to=to, private=here))
    return found


def _scores(paper: Paper, t: Texts, context: Context) -> Text:
    """Point by point what each side saw: where they differ there is something to talk about."""
    points = _points(paper, context)
    asker, answerer = paper.fields["by_asker"], paper.fields["by_answerer"]
    sums = [sum(_mark(one, place) for place in range(len(points))) for one in (asker, answerer)]
    most = len(points) * int(MARKS[-1])
    rows = [
        t("· {point}: {asker} – {answerer}", point=words, asker=first, answerer=second)
        for place, words in enumerate(points)
        for first, second in [(_mark(asker, place), _mark(answerer, place))]
    ]
    said = [
        lines(bold(who), *[f"· {one[name]}" for name in ("good", "next") if one.get(name)])
        for who, one in ((t("Who asked"), asker), (t("Who answered"), answerer))
        if one.get("good") or one.get("next")
    ]
    return paragraphs(
        t("🎙 *{title}*, scored by both", title=paper.title),
        lines(
            t("Who asked {first} of {most} – who answered {second} of {most}",
              first=sums[0], second=sums[1], most=most),
            *rows,
        ),
        *said,
    )  # fmt: skip


def _mark(given: dict[str, str], place: int) -> int:
    words = given.get(f"p{place}", "")
    return int(words) if words in MARKS else 0


def _tell(paper: Paper, context: Context, *, agreed: bool) -> list[Message]:
    """The one who asked hears the answer in their own language."""
    asker = context.session.get(Member, paper.member_id)
    home = members.home_of(context.session, asker) if asker else None
    if asker is None or home is None:
        return []
    t, where = texts(asker.lang), members.address_of(home)
    if agreed:
        card = _card(paper, t, context)
        return [Message(card.text, card.buttons, to=where)]
    text = t(
        "{name} cannot just now. Ask somebody else, or a drill alone?", name=context.member.name
    )
    return [Message(text, ((Button(t("Interview"), "interview"),),), to=where)]


def _card(paper: Paper, t: Texts, context: Context) -> Message:
    """The same card for both: the one invited asks, the one who invited answers."""
    item = context.library.find(str(paper.fields.get("item", "")))
    asker, answerer = reversed(_people(paper, context))
    text = paragraphs(
        t("🎙 *{title}*", title=paper.title),
        t(
            "{asker} asks, {answerer} answers. 45 minutes, then 15 to score.",
            asker=asker.name,
            answerer=answerer.name,
        ),
        lines(*[Text() + f"{n}. " + backticks(step) for n, step in enumerate(item.steps, 1)])
        if item
        else None,
        lines(*[Text() + "· " + backticks(point) for point in item.points]) if item else None,
    )
    button = Button(t("Score it"), "mock.score", str(paper.id), main=True)
    return Message(text, ((button,),))


def _people(paper: Paper, context: Context) -> list[Member]:
    """Who invited, and who was invited."""
    numbers = (paper.member_id, int(paper.about.partition(":")[2]))
    found = [context.session.get(Member, number) for number in numbers]
    if None in found:
        raise UserError(context.t("The other one is not here any more."))
    return [member for member in found if member is not None]


def _points(paper: Paper, context: Context) -> list[str]:
    """What is scored, in the rubric's own words."""
    item = context.library.find(str(paper.fields.get("item", "")))
    found = [_POINT.match(point) for point in item.points] if item else []
    return [one["words"] for one in found if one] or [context.t.plain("The answer as a whole")]


def _next(context: Context) -> Item:
    """The mocks in turn; one that was declined was none."""
    items = [
        one for one in context.library.of_kind("interview", track="T7") if one.id.startswith("T7-k")
    ]
    if not items:
        raise UserError(context.t("There is no such drill in the library."))
    asked = papers.of_kind(context.session, context.member, "mock")
    held = [one for one in asked if one.fields.get("state") != "declined"]
    return items[len(held) % len(items)]


def _mine(event: Event, context: Context) -> Paper:
    """A mock this member is one of the two of."""
    paper = papers.mock(context.session, context.member, event.text.partition(" ")[0])
    if paper is None:
        raise UserError(context.t("This mock interview is not yours, or it is gone."))
    return paper
