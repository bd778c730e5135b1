"""The rows of meetups and people: announced, answered, changed, in the calendar, afterwards."""

from bot.rows import Row, Where, Who
from bot.texts import mark
from handlers import (
    announcing,
    calendars,
    conferences,
    contacts,
    dates_ahead,
    entries,
    hosts,
    meetups,
    networking,
    rsvps,
    swaps,
)

ANYONE, PRIVATE, ANYWHERE = Who.ANYONE, Where.PRIVATE, Where.ANYWHERE

ROWS = (
    # What can be typed.
    Row("meetup", meetups.meetup, ANYONE, ANYWHERE, mark("announce a meetup")),
    Row(
        "calendar", calendars.calendar_, ANYONE, PRIVATE, mark("what is coming, for your calendar")
    ),
    Row("contacts", contacts.people, ANYONE, PRIVATE, mark("people you met, for your eyes only")),
    # Announcing.
    Row("meetup.save", meetups.save, ANYONE),
    Row("meetup.pick", meetups.pick, ANYONE),
    Row("meetup.share", announcing.share, ANYONE),
    Row("meetup.take", entries.take, ANYONE),
    Row("meetup.update", entries.update, ANYONE),
    Row("meetup.ics", calendars.file, ANYONE),
    Row("calendar.renew", calendars.renew, ANYONE, PRIVATE),
    Row("calendar.group", calendars.renew_group, ANYONE, PRIVATE),
    # Answering.
    Row("meetup.rsvp", rsvps.rsvp, ANYONE),
    Row("meetup.more", rsvps.more, ANYONE),
    Row("meetup.dates", dates_ahead.dates, ANYONE),
    Row("meetup.date", dates_ahead.date_, ANYONE),
    Row("meetup.ahead", dates_ahead.ahead, ANYONE),
    Row("meetup.later", rsvps.later, ANYONE),
    Row("meetup.lead", rsvps.lead, ANYONE),
    Row("meetup.name", rsvps.name, ANYONE),
    Row("meetup.ask", rsvps.ask, ANYONE),
    Row("meetup.asked", rsvps.asked, ANYONE),
    # Changing.
    Row("meetup.when", hosts.form_when, ANYONE),
    Row("meetup.seats", hosts.form_seats, ANYONE),
    Row("meetup.move", hosts.save_when, ANYONE),
    Row("meetup.fit", hosts.save_seats, ANYONE),
    Row("meetup.cancel", hosts.cancel, ANYONE),
    Row("meetup.off", hosts.off, ANYONE),
    Row("meetup.skip", hosts.skip, ANYONE),
    # Afterwards.
    Row("meetup.came", contacts.came, ANYONE, PRIVATE),
    Row("contact.form", contacts.form, ANYONE, PRIVATE),
    Row("contact.save", contacts.save, ANYONE, PRIVATE),
    Row("contact.nobody", contacts.nobody, ANYONE, PRIVATE),
    Row("contact.goal", contacts.count_for_goal, ANYONE, PRIVATE),
    Row("contact.sent", contacts.sent, ANYONE, PRIVATE),
    Row("contact.open", contacts.open_, ANYONE, PRIVATE),
    Row("contact.drop", contacts.drop, ANYONE, PRIVATE),
    # The rhythm of meeting people.
    Row("people.rhythm", networking.rhythm, ANYONE, PRIVATE),
    Row("people.draft", networking.draft, ANYONE, PRIVATE),
    Row("people.places", networking.places, ANYONE, PRIVATE),
    Row("people.conferences", conferences.page, ANYONE, PRIVATE),
    Row("conference.form", conferences.form, ANYONE, PRIVATE),
    Row("conference.save", conferences.save, ANYONE, PRIVATE),
    Row("people.share", networking.share, ANYONE, PRIVATE),
    # Partners of the week.
    Row("swap.fix", swaps.fix, ANYONE, PRIVATE),
    Row("swap.save", swaps.save, ANYONE, PRIVATE),
)
