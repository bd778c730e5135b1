"""What it does when asked: one table, from an event's name to the function that answers it."""

from bot.dispatcher import Row, Where, Who
from bot.texts import mark
from handlers import (
    checkins,
    groups,
    help_,
    meetups,
    okrs,
    progress,
    quizzes,
    reviews,
    settings,
    start,
    talk,
    tasks,
)

ANYONE, LEARNER = Who.ANYONE, Who.LEARNER
ANYWHERE, PRIVATE, GROUP = Where.ANYWHERE, Where.PRIVATE, Where.GROUP


def table(*rows: Row) -> dict[str, Row]:
    """The rows by name; two of one name are a mistake."""
    found = {row.name: row for row in rows}
    if len(found) != len(rows):
        raise ValueError("two rows have the same name")
    return found


HANDLERS = table(
    # What can be typed; the rows with a help sentence stand in the menus.
    Row("today", tasks.today, LEARNER, ANYWHERE, mark("today's task")),
    Row("checkin", checkins.save, LEARNER, ANYWHERE, mark("check in, with a line or a link")),
    Row("progress", progress.progress, LEARNER, ANYWHERE, mark("your progress")),
    Row("roadmap", progress.roadmap, LEARNER, ANYWHERE, mark("where you are and what comes next")),
    Row("okr", okrs.okr, LEARNER, PRIVATE, mark("the month's OKR")),
    Row("report", okrs.report, LEARNER, PRIVATE, mark("the month's report")),
    Row("review", reviews.review, LEARNER, PRIVATE, mark("the quarter's review")),
    Row("meetup", meetups.meetup, ANYONE, ANYWHERE, mark("announce a meetup")),
    Row("group", groups.group, ANYONE, ANYWHERE, mark("study together in a channel")),
    Row("settings", settings.settings, ANYONE, PRIVATE, mark("hour, zone, days, language")),
    Row("undo", checkins.undo, ANYONE, ANYWHERE, mark("take back the last thing")),
    Row("help", help_.help_, ANYONE, ANYWHERE, mark("what I can do")),
    Row("start", start.start, ANYONE, PRIVATE),
    Row("", talk.talk, LEARNER),
    # The first minute.
    Row("start.tracks", start.choose, ANYONE),
    Row("start.track", start.track, ANYONE),
    Row("start.hour", start.hour, ANYONE),
    # The day's task.
    Row("task.done", tasks.done),
    Row("task.later", tasks.later),
    Row("task.snooze", tasks.snooze),
    Row("task.show", tasks.show),
    Row("task.skip", tasks.skip),
    Row("task.stuck", tasks.stuck),
    Row("task.source", tasks.source),
    Row("task.fewer", tasks.fewer),
    Row("task.quiz", quizzes.quiz),
    Row("talk.keep", talk.keep),
    # Settings.
    Row("settings.form", settings.form, ANYONE, PRIVATE),
    Row("settings.save", settings.save, ANYONE, PRIVATE),
    Row("settings.lang", settings.lang, ANYONE, PRIVATE),
    Row("settings.louder", settings.louder, ANYONE, PRIVATE),
    # Groups.
    Row("group.arrived", groups.arrived, ANYONE, GROUP),
    Row("group.left", groups.left, ANYONE, GROUP),
    Row("group.moved", groups.moved, ANYONE, GROUP),
    Row("group.found", groups.found, ANYONE, GROUP),
    Row("group.track", groups.track, ANYONE, GROUP),
    Row("group.hour", groups.hour, ANYONE, GROUP),
    Row("group.join", groups.join, ANYONE),
    Row("group.checkin", groups.checkin, ANYONE),
    Row("group.leave", groups.leave, ANYONE),
    Row("group.share", groups.share, ANYONE),
    # Goals and reviews.
    Row("okr.preset", okrs.preset, LEARNER, PRIVATE),
    Row("okr.write", okrs.write, LEARNER, PRIVATE),
    Row("okr.objective", okrs.objective, LEARNER, PRIVATE),
    Row("report.confirm", okrs.confirm, LEARNER, PRIVATE),
    Row("report.save", okrs.save_report, LEARNER, PRIVATE),
    Row("review.score", reviews.score, LEARNER, PRIVATE),
    Row("review.again", reviews.again, LEARNER, PRIVATE),
    # Meetups.
    Row("meetup.save", meetups.save, ANYONE),
    Row("meetup.rsvp", meetups.rsvp, ANYONE),
)

help_.fill(
    [(row.name, row.help, row.where is not PRIVATE) for row in HANDLERS.values() if row.help]
)
