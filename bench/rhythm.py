"""A year of 100 synthetic learners under three policies: ours, plain reminders, reset on a miss.

Assumptions, written down before the first run and not tuned afterwards
-----------------------------------------------------------------------
Nobody has measured these people; the numbers below are guesses about beginners who study after
work. They are the same for the three policies, which meet the same people with the same busy weeks,
holidays and illnesses; the dice of a day start from the same seed.

- Learners. Each has a will, drawn evenly from 0.25 to 0.75: the chance of studying on a usual
  study day. Study days: Monday to Friday for 60 of 100, every day for the others.
- Life. Each week is a busy one with chance 0.15: will is halved. Two holidays a year of 7 to
  14 days. Two illnesses a year of 2 to 5 days. On these days nobody studies. Of those who can
  say so beforehand (ours has /pause), half do.
- Habit. Seven days kept of the last ten add 0.10 to the will, none of them takes 0.15 away.
- A message. A letter that comes adds 0.10 to that day's chance, an evening nudge 0.05 more; each
  message that comes on a day without study adds 1 to the weariness, a day of study takes 2 off.
  From a weariness of 6 on, a message no longer helps; above 14 the chance to mute the companion is
  0.04 a message. Who has muted it hears nothing and has 0.10 less will.
- A loss. When a run of at least 5 days is set to zero, will is 0.20 lower for ten days (peers.md,
  section 4: "a bare zero hurts"), and with chance 0.03 the learner gives up for good.
- Giving up. 30 days without study: given up; a last word with one button ("I am back") brings back
  1 in 20 within the month.
- A day of study finishes one topic and, with a recall policy, answers the cards due, five at most.
  Cards are recalled with FSRS's own probability; without cards a topic is seen once.

Policies
- ours: letter, nudge only if nothing is logged, halved after 3 unanswered and stopped after 7;
  leave days, freezes, one free miss; /pause; recall by FSRS; a lighter week after 7 silent days
  (+0.05 on its days).
- reminder: a message every day at eight and one every evening, whatever happens; a run that
  is not shown; no cards.
- reset: letter on study days and an evening nudge if nothing is logged; a miss on a study day sets
  the run to zero; no cards.

A day is answered by one tap; recall cards, which nobody has to answer, cost two each. What a full
day costs on the real machine is not assumed but played and counted in `bench/days.py`.
"""

import random
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from bench import days
from bench.figures import Figure
from bot.study import recall, rhythm
from bot.study.rhythm import Turn
from bot.study.streaks import run_of
from bot.study.workdays import Away, Week

LEARNERS, DAYS, SEED = 100, 365, 6
START = date(2026, 1, 5)
POLICIES = ("ours", "reminder", "reset")
CARDS_A_DAY = 5


@dataclass
class Learner:
    """A person and a year of their life, the same under every policy."""

    number: int
    will: float
    days: str
    busy: set[int]
    lost: list[Away]
    told: set[int]
    """Absences they say beforehand, by number."""
    dice: random.Random


@dataclass
class Year:
    """What became of it."""

    studied: set[date] = field(default_factory=set)
    messages: int = 0
    most_a_day: int = 0
    card_taps: int = 0
    gave_up: date | None = None
    muted: bool = False
    cards: dict[int, dict] = field(default_factory=dict)
    due: dict[int, datetime] = field(default_factory=dict)


def learners() -> list[Learner]:
    dice = random.Random(SEED)
    people = []
    for number in range(LEARNERS):
        lost = []
        for low, high, kind in ((7, 14, "holiday"),) * 2 + ((2, 5, "sick"),) * 2:
            first = START + timedelta(days=dice.randrange(DAYS))
            lost.append(Away(first, first + timedelta(days=dice.randint(low, high) - 1), kind))
        people.append(
            Learner(
                number,
                dice.uniform(0.25, 0.75),
                "1111100" if dice.random() < 0.6 else "1111111",
                {week for week in range(54) if dice.random() < 0.15},
                lost,
                {place for place in range(len(lost)) if dice.random() < 0.5},
                random.Random(dice.random()),
            )
        )
    return people


def year(one: Learner, policy: str) -> Year:
    """Play a year day by day."""
    dice = random.Random(SEED * 1000 + one.number)
    done = Year()
    told = [away for place, away in enumerate(one.lost) if place in one.told]
    week = Week(one.days, "", tuple(told) if policy == "ours" else ())
    unanswered, last, weary, topics = 0, None, 0.0, 0
    run, hurt_until, light = 0, START, None
    for offset in range(DAYS):
        day = START + timedelta(days=offset)
        if done.gave_up is not None:
            break
        away = any(absence.holds(day) for absence in one.lost)
        studies = week.planned(day)
        silent_for = (day - max(done.studied, default=START)).days
        light = rhythm.light_until(max(done.studied, default=None), day, light)
        chance = _chance(one, done, day, offset) - 0.20 * (day < hurt_until)
        if policy == "ours" and light is not None and silent_for < 7:
            chance += 0.05
        # The morning's message.
        sent = 0
        turn = rhythm.turn(unanswered, last, day, week.counts)
        if not done.muted and _writes(policy, week, day, turn):
            sent, last, unanswered = 1, day, unanswered + 1
            chance += 0.10 * (weary < 6)
        keeps = not away and studies and dice.random() < chance
        # The evening's.
        calm = turn is not Turn.LETTER or not rhythm.nudges("standard", unanswered - 1)
        if not done.muted and _nudges(policy, studies=studies, sent=sent, keeps=keeps, calm=calm):
            sent += 1
            keeps = keeps or (not away and studies and weary < 6 and dice.random() < 0.05)
        done.messages += sent
        done.most_a_day = max(done.most_a_day, sent)
        weary = max(0.0, weary - 2) if keeps else weary + sent
        if weary > 14 and any(dice.random() < 0.04 for _ in range(sent)):
            done.muted = True
        if keeps:
            unanswered = 0
            done.studied.add(day)
            topics += 1
            if policy == "ours":
                _recall(done, topics, day, dice, light)
        before, run = run, _run(policy, done, day, week, run, keeps=keeps, studies=studies)
        if before >= 5 and run == 0:
            hurt_until = day + timedelta(days=10)
        if _gives_up(policy, dice, lost=before >= 5 and run == 0, silent_for=silent_for):
            done.gave_up = day
    if policy != "ours":
        _seen_once(done)
    return done


def _gives_up(policy: str, dice: random.Random, *, lost: bool, silent_for: int) -> bool:
    """For good: after a loss that hurt, or after a month of silence."""
    hurt = lost and dice.random() < 0.03
    return hurt or (silent_for >= 30 and not (policy == "ours" and dice.random() < 0.05))


def _writes(policy: str, week: Week, day: date, turn: Turn) -> bool:
    """Whether a morning's message goes out."""
    if policy == "reminder":
        return True
    return week.counts(day) and (policy == "reset" or turn is not Turn.REST)


def _nudges(policy: str, *, studies: bool, sent: int, keeps: bool, calm: bool) -> bool:
    """Whether an evening's message goes out."""
    if policy == "reminder":
        return True
    if policy == "reset":
        return studies and not keeps
    return bool(sent) and not keeps and not calm


def _chance(one: Learner, done: Year, day: date, offset: int) -> float:
    will = one.will * (0.5 if offset // 7 in one.busy else 1.0)
    recent = sum(day - timedelta(days=back) in done.studied for back in range(1, 11))
    will += 0.10 * (recent >= 7) - 0.15 * (recent == 0 and offset > 10) - 0.10 * done.muted
    return max(0.0, min(will, 0.95))


def _run(
    policy: str, done: Year, day: date, week: Week, run: int, *, keeps: bool, studies: bool
) -> int:
    """The run as the learner sees it at the end of the day; a plain reminder shows none."""
    if policy == "reminder":
        return 0
    if policy == "ours":
        return run_of(done.studied, day + timedelta(days=1), week.counts).days
    return run + 1 if keeps else 0 if studies else run


def _recall(done: Year, topic: int, day: date, dice: random.Random, light: date | None) -> None:
    at = datetime(day.year, day.month, day.day, 20, tzinfo=UTC)
    waiting = sorted((due, card) for card, due in done.due.items() if due <= at)
    most = recall.for_today(len(waiting), CARDS_A_DAY, 0, light=bool(light and day <= light))
    for _, card in waiting[:most]:
        known = dice.random() < recall.remembered(done.cards[card], at)
        rating = recall.GOOD if known else recall.AGAIN
        done.cards[card], done.due[card] = recall.answer(done.cards[card], rating, at)
        done.card_taps += 2
    done.cards[topic], done.due[topic] = recall.begin(topic, at)


def _seen_once(done: Year) -> None:
    for topic, day in enumerate(sorted(done.studied), start=1):
        at = datetime(day.year, day.month, day.day, 20, tzinfo=UTC)
        done.cards[topic], done.due[topic] = recall.begin(topic, at)


def remembered(done: Year) -> float:
    """Topics one would still recall at the end of the year, by FSRS's own model."""
    last = START + timedelta(days=DAYS)
    end = datetime(last.year, last.month, last.day, tzinfo=UTC)
    return sum(recall.remembered(state, end) for state in done.cards.values())


def measure(_pairs: int) -> list[Figure]:
    """Each figure of ours against each baseline's. The year is computed, so once is enough."""
    people = learners()
    years = {policy: [year(one, policy) for one in people] for policy in POLICIES}
    figures = {policy: _figures(found) for policy, found in years.items()}
    rows = [
        Figure(
            f"rhythm, {name}",
            round(value, 2),
            name,
            f"{baseline}: {round(figures[baseline][name], 2)}",
            round(value / figures[baseline][name], 2) if figures[baseline][name] else None,
        )
        for name, value in figures["ours"].items()
        for baseline in POLICIES[1:]
    ]
    ours = years["ours"]
    studied = max(1, sum(len(one.studied) for one in ours))
    cards = sum(one.card_taps for one in ours)
    most = max(one.most_a_day for one in ours)
    return [
        *rows,
        Figure("rhythm, most messages a day", most, "messages", goal="<= 2"),
        Figure("rhythm, optional taps on cards a day studied", round(cards / studied, 2), "taps"),
        *days.measure(),
    ]


def _figures(found: list[Year]) -> dict[str, float]:
    """What a year of many learners comes to, a learner."""
    messages = sum(one.messages for one in found)
    studied = sum(len(one.studied) for one in found)
    return {
        "messages a learner": messages / LEARNERS,
        "days studied": studied / LEARNERS,
        "active in the last month, of 100": sum(_active(one) for one in found),
        "topics remembered": sum(map(remembered, found)) / LEARNERS,
        "messages a day studied": messages / max(1, studied),
    }


def _active(one: Year) -> bool:
    since = START + timedelta(days=DAYS - 30)
    return one.gave_up is None and any(day >= since for day in one.studied)
