"""What it does when asked: one table, from an event's name to the function that answers it."""

from bot.rows import Row, Where, Who
from bot.texts import mark
from handlers import (
    checkins,
    find,
    goal_rows,
    group_rows,
    groups,
    help_,
    imports,
    meetup_rows,
    progress,
    quizzes,
    rhythm_rows,
    settings,
    start,
    talk,
    tasks,
    undo,
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
    Row("today", tasks.today, LEARNER, ANYWHERE, mark("today's task"), main=True),
    Row(
        "checkin",
        checkins.save,
        ANYONE,
        ANYWHERE,
        mark("check in, with a line or a link"),
        main=True,
    ),
    Row("progress", progress.progress, LEARNER, ANYWHERE, mark("your progress"), main=True),
    Row(
        "roadmap",
        progress.roadmap,
        LEARNER,
        ANYWHERE,
        mark("where you are and what comes next"),
        main=True,
    ),
    Row("find", find.find, ANYONE, ANYWHERE, mark("find a topic by its words")),
    Row("group", groups.group, ANYONE, ANYWHERE, mark("study together in a channel"), main=True),
    Row("import", imports.import_, ANYONE, ANYWHERE, mark("bring your group's own document")),
    Row(
        "settings",
        settings.settings,
        ANYONE,
        PRIVATE,
        mark("hour, zone, days, language"),
        main=True,
    ),
    Row("undo", undo.undo, ANYONE, ANYWHERE, mark("take back the last thing")),
    Row("cancel", undo.cancel, ANYONE),
    Row("help", help_.help_, ANYONE, ANYWHERE, mark("what I can do"), main=True),
    Row("help.all", help_.everything, ANYONE),
    Row("start", start.start, ANYONE, PRIVATE),
    Row("", talk.talk, ANYONE),
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
    Row("task.source", tasks.source),
    Row("task.quiz", quizzes.quiz),
    Row("talk.keep", talk.keep, ANYONE),
    # Settings.
    Row("settings.form", settings.form, ANYONE, PRIVATE),
    Row("settings.save", settings.save, ANYONE, PRIVATE),
    Row("settings.lang", settings.lang, ANYONE, PRIVATE),
    Row("settings.louder", settings.louder, ANYONE, PRIVATE),
    *rhythm_rows.ROWS,
    *meetup_rows.ROWS,
    *goal_rows.ROWS,
    *group_rows.ROWS,
    # A group's own curriculum.
    Row("import.publish", imports.publish, Who.ORGANISER),
    Row("import.discard", imports.discard, Who.ORGANISER),
    # The library.
    Row("find.show", find.show, ANYONE),
    Row("find.source", find.source, ANYONE),
)

help_.fill([row for row in HANDLERS.values() if row.help])
