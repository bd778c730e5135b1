"""A reaction on the day's post is a check-in, and taking it back takes the check-in back."""

from collections.abc import Iterable
from datetime import date

from bot.chat import Event, Message
from bot.context import Context
from bot.models import Group
from bot.queries import checkins, groups, posts
from handlers import board, days

YES = frozenset(
    {
        *("👍", "👌", "🔥", "💯", "🏆", "⚡", "✍", "🤓", "👨‍💻", "🫡", "🤝", "🎉", "❤", "🙏"),
        *("white_check_mark", "heavy_check_mark", "ballot_box_with_check", "+1", "thumbsup"),
        *("ok_hand", "fire", "100", "muscle", "rocket", "raised_hand", "raising_hand", "books"),
        *("pencil", "pencil2", "memo", "writing_hand", "tada", "trophy", "zap", "saluting_face"),
        *("technologist", "computer", "heart", "pray", "seedling"),
    }
)
"""What says "I was in", as Telegram's signs and as Slack's names; others are talk among people."""

PALETTE = "\N{VARIATION SELECTOR-16}"


def reacted(event: Event, context: Context) -> Iterable[Message]:
    """In for one's own today, if it is the day the post is of. The board says so, nobody else."""
    group = _board_of(event, context)
    if group is None or checkins.of_day(context.session, context.member, context.today):
        return []
    entry = days.record(context, event, text="")
    entry.source = _source(event)
    checkins.remember(context.session, context.member, "checkin", context.now, checkin=entry.id)
    return days.boards(context)


def unreacted(event: Event, context: Context) -> Iterable[Message]:
    """Only what the reaction itself wrote down is taken back."""
    if _board_of(event, context) is None:
        return []
    known = checkins.of_day(context.session, context.member, context.today)
    own = [entry for entry in known if entry.source == _source(event) and not entry.text]
    for entry in own:
        context.session.delete(entry)
    context.session.flush()
    return days.boards(context) if own else []


def _board_of(event: Event, context: Context) -> Group | None:
    """The group of the member whose post of today this is; else it is none of our business."""
    if event.text.replace(PALETTE, "").split(":")[0] not in YES or event.message is None:
        return None
    name = posts.post_at(context.session, event.address, event.message)
    number, _, day = name.removeprefix("board:").partition(":")
    group = groups.by_id(context.session, number) if name.startswith("board:") else None
    if group is None or not groups.belongs(context.session, context.member, group):
        return None
    if group.counts != "any":
        return None  # a thumb is no line and no task
    shown = date.fromisoformat(day)
    return group if shown in {context.today, board.today_of(context, group)} else None


def _source(event: Event) -> str:
    where = event.address
    return f"{where.lane}:{where.chat}:reaction:{event.message}"
