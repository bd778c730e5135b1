"""The rows of study groups: what each event means, for whom of a group, and where."""

from bot.rows import Row, Where, Who
from bot.texts import mark
from handlers import (
    desk,
    desk_words,
    endings,
    groups,
    homes,
    keep,
    mine,
    partners,
    reactions,
    summary,
    together,
)

ANYONE, MEMBER, ORGANISER = Who.ANYONE, Who.MEMBER, Who.ORGANISER
ANYWHERE, PRIVATE, GROUP = Where.ANYWHERE, Where.PRIVATE, Where.GROUP

ROWS = (
    Row("kudos", together.kudos, ANYONE, ANYWHERE, mark("thank somebody for something")),
    # A channel and its groups.
    Row("group.arrived", homes.arrived, ANYONE, GROUP),
    Row("group.left", homes.left, ANYONE, GROUP),
    Row("group.moved", homes.moved, ANYONE, GROUP),
    Row("group.reacted", reactions.reacted, ANYONE, GROUP),
    Row("group.unreacted", reactions.unreacted, ANYONE, GROUP),
    Row("group.here", homes.here, ORGANISER, GROUP),
    Row("group.found", groups.found, ANYONE, GROUP),
    Row("group.track", groups.track, ANYONE, GROUP),
    Row("group.hour", groups.hour, ANYONE, GROUP),
    Row("group.join", groups.join, ANYONE),
    Row("group.checkin", groups.checkin, ANYONE),
    # A member's own.
    Row("group.leave", groups.leave, MEMBER),
    Row("group.take", groups.take, MEMBER, PRIVATE),
    Row("group.commit", mine.commit, MEMBER),
    Row("group.week", mine.week, MEMBER, PRIVATE),
    Row("group.rank", mine.rank, MEMBER, PRIVATE),
    Row("group.share", mine.share, MEMBER),
    Row("group.work", mine.work, MEMBER),
    Row("group.details", summary.details, MEMBER),
    Row("group.partner", partners.page, MEMBER, PRIVATE),
    Row("group.pairs", partners.wish, MEMBER, PRIVATE),
    Row("group.snooze", partners.snooze, MEMBER, PRIVATE),
    Row("partner.done", partners.confirm, MEMBER, PRIVATE),
    Row("partner.again", partners.again, MEMBER, PRIVATE),
    Row("group.thanks", together.thanks, MEMBER, PRIVATE),
    Row("group.thanked", together.thanked, MEMBER, PRIVATE),
    Row("together.vote", together.vote, MEMBER),
    Row("together.sign", together.sign, MEMBER),
    Row("together.write", together.write, MEMBER),
    Row("together.line", together.line, MEMBER),
    # The organiser's desk.
    Row("group.desk", desk.open_desk, ORGANISER, PRIVATE),
    Row("desk.write", desk_words.write, ORGANISER, PRIVATE),
    Row("desk.send", desk_words.send, ORGANISER, PRIVATE),
    Row("desk.bulk", desk_words.bulk, ORGANISER, PRIVATE),
    Row("desk.bulk_send", desk_words.bulk_send, ORGANISER, PRIVATE),
    Row("desk.excuse", desk.excuse, ORGANISER, PRIVATE),
    Row("desk.excused", desk.excused, ORGANISER, PRIVATE),
    Row("desk.correct", desk.correct, ORGANISER, PRIVATE),
    Row("desk.corrected", desk.corrected, ORGANISER, PRIVATE),
    Row("desk.export", desk.export, ORGANISER, PRIVATE),
    Row("desk.trail", desk.trail, ORGANISER, PRIVATE),
    Row("desk.rituals", together.rituals, ORGANISER, PRIVATE),
    Row("desk.ritual", together.ritual, ORGANISER, PRIVATE),
    Row("desk.round", together.begin, ORGANISER, PRIVATE),
    Row("desk.choices", together.choices, ORGANISER, PRIVATE),
    Row("desk.close", together.close, ORGANISER, PRIVATE),
    # Keeping it.
    Row("keep.open", keep.open_settings, ORGANISER, PRIVATE),
    Row("keep.invite", keep.invite, ORGANISER, PRIVATE),
    Row("keep.purpose", keep.purpose, ORGANISER, PRIVATE),
    Row("keep.rhythm", keep.rhythm, ORGANISER, PRIVATE),
    Row("keep.rules", keep.rules, ORGANISER, PRIVATE),
    Row("keep.save", keep.save, ORGANISER, PRIVATE),
    Row("keep.people", keep.people, ORGANISER, PRIVATE),
    Row("keep.hand", keep.hand, ORGANISER, PRIVATE),
    Row("keep.pause", endings.pause, ORGANISER, PRIVATE),
    Row("keep.copy", endings.copy, ORGANISER, PRIVATE),
    Row("keep.archive", endings.archive, ORGANISER, PRIVATE),
    Row("keep.end", endings.end, ORGANISER, PRIVATE),
    Row("keep.ended", endings.ended, ORGANISER, PRIVATE),
    # Put away, it is not there for the rule above; the handler asks who organised it.
    Row("group.reopen", endings.reopen, ANYONE, PRIVATE),
)
