"""Says in the reader's words what an import understood, asks, left out and changed."""

from collections.abc import Iterable, Sequence
from itertools import islice
from math import ceil

from bot.markup import Text, bold, lines, paragraphs
from bot.study.pace import REVIEW_SHARE
from bot.texts import Texts, mark
from content import Imported, Mistake, Report
from content.sentences import Said

SHOWN = 6
"""How many of a kind a chat message names; the terminal names them all."""

STYLES = {
    "outline": mark("an outline"),
    "plan": mark("a plan"),
    "article": mark("an article"),
    "curriculum": mark("a curriculum in our own format"),
}
KINDS = {
    "track": mark("tracks"),
    "stage": mark("stages"),
    "module": mark("modules"),
    "group": mark("topic groups"),
    "topic": mark("topics"),
    "drill": mark("drills"),
    "exercise": mark("exercises"),
    "quiz": mark("quizzes"),
    "task": mark("tasks"),
    "project": mark("projects"),
    "ritual": mark("rituals"),
    "habit": mark("habits"),
    "resource": mark("resources"),
    "rubric": mark("rubric rows"),
    "template": mark("templates"),
    "okr": mark("OKRs"),
    "milestone": mark("milestones"),
    "interview": mark("interview questions"),
    "question": mark("questions"),
    "insight": mark("readers' insights"),
    "direction": mark("directions"),
    "gap": mark("gaps"),
    "advice": mark("pieces of advice"),
}
COMMENTS = {
    "habit": mark("habits"),
    "insight": mark("insights"),
    "plan": mark("plans"),
    "outcome": mark("outcomes"),
    "question": mark("questions"),
    "support": mark("calls for help"),
    "notice": mark("notices"),
    "thanks": mark("thanks"),
}


def mistake(one: Mistake, t: Texts, *, file: str = "") -> str:
    """A mistake in a curriculum as file, line, what is wrong, and what to do."""
    return f"{one.file or file}:{one.line}: {say(one.what, t)} - {say(one.fix, t)}"


def told(imported: Imported, t: Texts, *, minutes: int = 30, whole: bool = False) -> Text:
    """The report; `whole` names every line, else as much as a chat message bears."""
    report, most = imported.report, 10_000 if whole else SHOWN
    return paragraphs(
        lines(
            bold(imported.curriculum.title),
            t("I read {file} as {style}.", file=report.file, style=t(STYLES[report.style])),
            t(
                "{understood} of {lines} lines stand in it, {left} are left out.",
                understood=report.understood,
                lines=report.line_count,
                left=report.line_count - report.understood,
            ),
            t("Inside: {counts}", counts=_counts(report.counts.items(), KINDS, t)),
            _pace(report, t, minutes),
            _comments(report, t),
        ),
        _changes(report, t, most),
        _listed(
            t("*Please look at this*"),
            [_line(each.asked, each.lines, t, most) for each in report.doubts],
            most,
            t,
        ),
        _listed(
            t("*I guessed*"),
            [
                t(
                    "{kind}: {lines} ({because})",
                    kind=t(KINDS[each.kind]),
                    lines=spans(each.lines, most),
                    because=each.because,
                )
                for each in report.guesses
            ],
            most,
            t,
        ),
        _listed(
            t("*Left out*"),
            [_line(each.reason, each.lines, t, most) for each in report.left_out],
            most + 6,
            t,
        ),
    )


def say(words: Said, t: Texts) -> Text:
    return t(words.sentence, **words.values)


def spans(numbers: Sequence[int], most: int) -> str:
    """Line numbers as sources are written: "L3–7, L12"."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    shown = [f"L{a}" if a == b else f"L{a}–{b}" for a, b in runs[:most]]
    return ", ".join((*shown, "…") if len(runs) > most else shown)


def _line(words: Said, numbers: Sequence[int], t: Texts, most: int) -> Text:
    return t("{what} ({lines})", what=say(words, t), lines=spans(numbers, most))


def _counts(counts: Iterable[tuple[str, int]], names: dict[str, str], t: Texts) -> str:
    return " · ".join(f"{t.plain(names[kind])} {n}" for kind, n in counts if kind != "track")


def _pace(report: Report, t: Texts, minutes: int) -> Text | None:
    if not report.minutes:
        return None
    days = ceil(report.minutes * REVIEW_SHARE / max(minutes, 1))
    return t(
        "At {minutes} minutes a day about {days}.",
        minutes=minutes,
        days=t.count("{n} day", "{n} days", days),
    )


def _comments(report: Report, t: Texts) -> Text | None:
    if not report.comments:
        return None
    return t(
        "Comments: {counts}. None is shown before you approve it.",
        counts=_counts(sorted(report.comments.items()), COMMENTS, t),
    )


def _changes(report: Report, t: Texts, most: int) -> Text | None:
    changes = report.changes
    if changes is None:
        return None
    if not changes:
        return t("Nothing has changed since the last edition.")
    named = (
        (t("New: {titles}", titles=_titles(changes.added, most)) if changes.added else None),
        (t("Gone: {titles}", titles=_titles(changes.removed, most)) if changes.removed else None),
        (t("Moved: {titles}", titles=_titles(changes.moved, most)) if changes.moved else None),
    )
    return lines(
        t(
            "*Since the last edition*: {added} new, {removed} gone, {moved} moved.",
            added=len(changes.added),
            removed=len(changes.removed),
            moved=len(changes.moved),
        ),
        *named,
        t.count(
            "{n} item stays, and so does everybody's progress.",
            "{n} items stay, and so does everybody's progress.",
            changes.kept,
        ),
    )


def _titles(titles: Sequence[str], most: int) -> str:
    return ", ".join((*islice(titles, most), *(["…"] if len(titles) > most else [])))


def _listed(head: Text, rows: Sequence[Text], most: int, t: Texts) -> Text | None:
    if not rows:
        return None
    more = len(rows) - most
    rest = t("more: {n}", n=more) if more > 0 else None
    return lines(head, *("· " + row for row in rows[:most]), "· " + rest if rest else None)
