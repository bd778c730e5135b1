"""The tables. Times are aware UTC in Python; local dates are dates in their owner's own zone."""

from bot.models.base import Base, UtcDateTime
from bot.models.delivery import (
    Alarm,
    Handled,
    Inbox,
    Lease,
    MovedClock,
    Outgoing,
    PageMessage,
    Post,
)
from bot.models.goals import Evidence, KeyResult, LetterLine, Objective, Paper, Review
from bot.models.groups import (
    Contribution,
    Curriculum,
    Group,
    Kudos,
    Membership,
    Pairing,
    Round,
    Trail,
)
from bot.models.meetups import Meetup, Rsvp
from bot.models.people import Account, Chat, Contact, LinkCode, LinkTry, Member
from bot.models.studying import (
    Absence,
    Attachment,
    Checkin,
    Progress,
    Recall,
    RecallAnswer,
    Task,
)
from bot.models.talking import Deed, Draft, HalfFilled, Interview

__all__ = [
    "Absence",
    "Account",
    "Alarm",
    "Attachment",
    "Base",
    "Chat",
    "Checkin",
    "Contact",
    "Contribution",
    "Curriculum",
    "Deed",
    "Draft",
    "Evidence",
    "Group",
    "HalfFilled",
    "Handled",
    "Inbox",
    "Interview",
    "KeyResult",
    "Kudos",
    "Lease",
    "LetterLine",
    "LinkCode",
    "LinkTry",
    "Meetup",
    "Member",
    "Membership",
    "MovedClock",
    "Objective",
    "Outgoing",
    "PageMessage",
    "Pairing",
    "Paper",
    "Post",
    "Progress",
    "Recall",
    "RecallAnswer",
    "Review",
    "Round",
    "Rsvp",
    "Task",
    "Trail",
    "UtcDateTime",
]
