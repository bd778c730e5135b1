"""The rows of the daily rhythm: letters, streaks, recall, plans, reading, away, one's own data."""

from bot.rows import Row, Where, Who
from bot.texts import mark
from handlers import (
    away,
    checkins,
    daily,
    linking,
    my_day,
    mydata,
    pictures,
    plan,
    reading,
    recall,
    remind,
    second,
    streaks,
    stuck,
)

ANYONE, LEARNER = Who.ANYONE, Who.LEARNER
PRIVATE = Where.PRIVATE

ROWS = (
    # What can be typed.
    Row("recall", recall.recall, LEARNER, PRIVATE, mark("cards of what you have learned")),
    Row("plan", plan.plan, LEARNER, PRIVATE, mark("pace, end, and what to change")),
    Row("streak", streaks.streak, ANYONE, PRIVATE, mark("your run and what protects it")),
    Row("reading", reading.reading, ANYONE, PRIVATE, mark("news, podcasts, tools, in a rhythm")),
    Row("remind", remind.remind, ANYONE, PRIVATE, mark("a reminder of your own, in words")),
    Row("pause", away.pause, ANYONE, PRIVATE, mark("sick, on holiday, or just resting")),
    Row("stop", away.pause, ANYONE, PRIVATE),
    Row("link", linking.link, ANYONE, PRIVATE, mark("the same you in another chat")),
    Row("export", mydata.export, ANYONE, PRIVATE, mark("take your record along")),
    Row("forget", mydata.forget, ANYONE, PRIVATE, mark("remove everything about you")),
    # Letters and how loud they are.
    Row("task.fewer", daily.fewer, ANYONE),
    Row("task.back", daily.back, LEARNER, PRIVATE),
    # Stuck.
    Row("task.stuck", stuck.stuck),
    Row("stuck.ask", stuck.ask, LEARNER, PRIVATE),
    Row("stuck.aside", stuck.aside, LEARNER, PRIVATE),
    # Check-ins and streaks.
    Row("checkin.fill", checkins.missing, ANYONE, PRIVATE),
    Row("streak.hide", streaks.hide, ANYONE, PRIVATE),
    # Recall and plan.
    Row("recall.show", recall.show, LEARNER, PRIVATE),
    Row("recall.rate", recall.rate, LEARNER, PRIVATE),
    Row("again.show", second.show, LEARNER, PRIVATE),
    Row("again.done", second.done, LEARNER, PRIVATE),
    Row("plan.minutes", plan.minutes, LEARNER, PRIVATE),
    Row("plan.known", plan.known, LEARNER, PRIVATE),
    Row("plan.tracks", plan.tracks, LEARNER, PRIVATE),
    Row("plan.back", plan.bring_back, LEARNER, PRIVATE),
    # Reading, reminders, being away.
    Row("reading.switch", reading.switch, ANYONE, PRIVATE),
    Row("reading.learned", reading.learned, ANYONE, PRIVATE),
    Row("remind.choose", remind.choose, ANYONE, PRIVATE),
    Row("remind.later", remind.later, ANYONE, PRIVATE),
    Row("remind.skip", remind.skip, ANYONE, PRIVATE),
    Row("remind.fewer", remind.fewer, ANYONE, PRIVATE),
    Row("remind.stop", remind.stop, ANYONE, PRIVATE),
    Row("pause.set", away.set_, ANYONE, PRIVATE),
    Row("pause.back", away.back, ANYONE, PRIVATE),
    # Pictures.
    Row("picture.month", pictures.month, ANYONE, PRIVATE),
    Row("picture.week", pictures.week, ANYONE, PRIVATE),
    Row("picture.map", pictures.map_, LEARNER, PRIVATE),
    # My day, my accounts, my data.
    Row("settings.more", my_day.form, ANYONE, PRIVATE),
    Row("settings.kept", my_day.save, ANYONE, PRIVATE),
    Row("link.yes", linking.confirm, ANYONE, PRIVATE),
    Row("link.no", linking.refuse, ANYONE, PRIVATE),
    Row("link.home", linking.home, ANYONE, PRIVATE),
    Row("forget.yes", mydata.really, ANYONE, PRIVATE),
    Row("forget.no", mydata.keep, ANYONE, PRIVATE),
)
