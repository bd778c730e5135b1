"""What it does by itself: one table of everything the companion says unasked."""

from datetime import timedelta

from bot.queries import homes as chats
from bot.queries import meetups
from handlers import (
    beginnings,
    board,
    checkins,
    contacts,
    daily,
    endings,
    homes,
    hosts,
    interviews,
    partners,
    remind,
    rsvps,
    tasks,
)
from scheduler.reminders import (
    Reminder,
    Slot,
    board_hour,
    own_hour,
    partners_hour,
    summary_hour,
    when_armed,
)

UNTIL_QUIET = timedelta(hours=14)
"""A letter of eight in the morning may still come before ten in the evening."""

AN_HOUR = timedelta(hours=1)
A_WEEK = timedelta(days=7)

TIMETABLE = (
    Reminder("alarm.task", own_hour, "member", daily.letter, UNTIL_QUIET, Slot.LETTER),
    Reminder("alarm.nudge", when_armed, "member", checkins.nudge, AN_HOUR, Slot.NUDGE),
    Reminder("alarm.later", when_armed, "member", tasks.again, 6 * AN_HOUR, Slot.ASKED),
    Reminder("alarm.remind", when_armed, "member", remind.ring, 6 * AN_HOUR, Slot.ASKED),
    Reminder("alarm.drill", when_armed, "member", interviews.bell, AN_HOUR, Slot.ASKED),
    Reminder("alarm.meetup", when_armed, "member", rsvps.remind, 2 * AN_HOUR, Slot.ASKED),
    Reminder("alarm.signup", when_armed, "member", rsvps.sign_up, 2 * AN_HOUR, Slot.ASKED),
    Reminder("alarm.repeat", when_armed, "member", hosts.roll, A_WEEK, Slot.ASKED, meetups.place),
    Reminder("alarm.after", when_armed, "member", contacts.after, UNTIL_QUIET, Slot.ASKED),
    Reminder("alarm.follow", when_armed, "member", contacts.follow, UNTIL_QUIET, Slot.ASKED),
    Reminder("alarm.begin", when_armed, "member", beginnings.begin, 2 * AN_HOUR, Slot.NUDGE),
    Reminder("alarm.board", board_hour, "group", board.post, UNTIL_QUIET, Slot.POST),
    Reminder("alarm.summary", summary_hour, "group", board.post_summary, UNTIL_QUIET, Slot.POST),
    Reminder("alarm.farewell", when_armed, "group", endings.farewell, UNTIL_QUIET, Slot.POST),
    Reminder(chats.GONE, when_armed, "group", homes.gone, A_WEEK, Slot.ASKED, chats.of_group),
    Reminder("alarm.partners", partners_hour, "group", partners.pair, UNTIL_QUIET, Slot.ASKED),
)
