"""/export and /forget: the whole record to take along, and the whole record gone."""

import csv
import io
import json
import re
import zipfile
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from bot.chat import Button, Event, File, Message
from bot.context import Context
from bot.markup import Text, join, lines, paragraphs
from bot.queries import checkins, forgetting, groups, members, records
from bot.study import calendar
from bot.texts import Texts, mark
from handlers import board, pictures

MONTHS = 12
"""Months of the diary that get a picture."""

FILES = 30 * 1024 * 1024
"""Bytes of sent files an archive takes along, the newest first: chats refuse larger ones."""

NAMES = {
    "checkins": mark("your check-ins"),
    "attachments": mark("files you sent"),
    "tasks": mark("tasks"),
    "progress": mark("topics done"),
    "recalls": mark("recall cards"),
    "recall_answers": mark("answers to cards"),
    "objectives": mark("months of OKR"),
    "reviews": mark("reviews"),
    "papers": mark("notes and reminders"),
    "memberships": mark("memberships"),
    "absences": mark("days away"),
    "rsvps": mark("answers to meetups"),
    "meetups": mark("meetups you announced"),
    "trails": mark("an organiser's notes"),
}
"""Tables by names people use; others are summed up."""


def export(event: Event, context: Context) -> Iterable[Message]:
    """One archive: JSON for programs, CSV for tables, a diary for reading."""
    t = context.t
    record = records.record(context.session, context.member)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("record.json", json.dumps(record, ensure_ascii=False, indent=1))
        for name, rows in record.items():
            if isinstance(rows, list) and rows:
                archive.writestr(f"tables/{name}.csv", _table(rows))
        for name, words in _diary(context).items():
            archive.writestr(name, words)
        left = _evidence(archive, context)
    number = sum(len(rows) for rows in record.values() if isinstance(rows, list))
    file = File(f"xueban-{context.today}.zip", packed.getvalue(), "application/zip")
    text = t.count(
        "Everything I keep about you: {n} row as JSON and CSV, and a diary to read.",
        "Everything I keep about you: {n} rows as JSON and CSV, and a diary to read.",
        number,
    )
    if left:
        text = lines(
            text,
            t.count(
                "{n} older file does not fit into one archive.",
                "{n} older files do not fit into one archive.",
                left,
            ),
        )
    return [Message(text, file=file, private=True)]


def forget(event: Event, context: Context) -> Iterable[Message]:
    """What would go and what a group would keep without the name; nothing happens yet."""
    t = context.t
    goes, stays = forgetting.counts(context.session, context.member)
    text = paragraphs(
        t("*Forget everything?* It cannot be undone."),
        _list(t("This goes:"), goes, t) if goes else t("There is hardly anything here yet."),
        _list(t("This stays with groups, without your name:"), stays, t) if stays else None,
        t("Take it along first: /export. To rest only: /pause."),
    )
    row = (
        Button(t("Yes, forget all of it"), "forget.yes"),
        Button(t("No, keep it"), "forget.no", main=True),
    )
    return [Message(text, (row,), private=True)]


def keep(event: Event, context: Context) -> Iterable[Message]:
    return [Message(context.t("Kept. Nothing was changed."), replace=True)]


def really(event: Event, context: Context) -> Iterable[Message]:
    """Gone, and said in numbers; boards of groups are written anew without the name."""
    t, session, member = context.t, context.session, context.member
    goes, stays = forgetting.counts(session, member)
    own = members.groups_of(session, member)
    for group in own:
        _hand_over(group.id, context)
        row = groups.membership(session, group, member)
        if row is not None:
            row.left_at, row.shares = context.now, False
    session.flush()
    boards = [message for group in own for message in board.lately(context, group)]
    text = lines(
        t.count(
            "Forgotten: {n} row. I no longer know you.",
            "Forgotten: {n} rows. I no longer know you.",
            sum(goes.values()),
        ),
        t.count(
            "Groups keep {n} row without your name.",
            "Groups keep {n} rows without your name.",
            sum(stays.values()),
        )
        if stays
        else None,
        t("Say hello whenever you like; we begin anew."),
    )
    forgetting.forget(session, member, context.now)
    return [Message(text, replace=True), *boards]


def _hand_over(number: int, context: Context) -> None:
    """A group's last organiser does not leave it alone: who has been there longest takes over."""
    session, member = context.session, context.member
    group = groups.by_id(session, str(number))
    if group is None or [one.id for one in groups.organisers(session, group)] != [member.id]:
        return
    others = [row for one, row in groups.people(session, group) if one.id != member.id]
    if others:
        min(others, key=lambda row: (row.joined_at, row.id)).role = "organiser"


def _evidence(archive: zipfile.ZipFile, context: Context) -> int:
    """The files sent with check-ins as they were; how many did not fit."""
    room, left = FILES, 0
    for file in checkins.attachments(context.session, context.member):
        if file.size > room:
            left += 1
            continue
        room -= file.size
        name = re.sub(r"[^\w.-]+", "_", file.name)[-80:]
        archive.writestr(f"files/{file.id}-{name}", file.content)
    return left


def _list(head: Text, counted: Counter[str], t: Texts) -> Text:
    named = [(t(NAMES[name]), number) for name, number in counted.items() if name in NAMES]
    other = sum(number for name, number in counted.items() if name not in NAMES)
    rows: list[Text | str] = [t("· {what}: {n}", n=number, what=what) for what, number in named]
    if other:
        rows.append(t("· {what}: {n}", n=other, what=t("other rows")))
    return lines(head, join("\n", rows))


def _table(rows: list[dict[str, Any]]) -> str:
    """Rows as CSV that a spreadsheet opens: no cell is taken for a formula."""
    text = io.StringIO()
    writer = csv.DictWriter(text, fieldnames=list(rows[0]))
    writer.writeheader()
    for row in rows:
        writer.writerow({name: _cell(value) for name, value in row.items()})
    return "\ufeff" + text.getvalue()


def _cell(value: object) -> object:
    words = json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict) else value
    return "'" + words if isinstance(words, str) and words[:1] in {"=", "+", "-", "@"} else words


def _diary(context: Context) -> Mapping[str, str]:
    """A Markdown file with a picture for each of the last months, newest month first."""
    t, session, member = context.t, context.session, context.member
    kept = sorted(checkins.days(session, member))
    files: dict[str, str] = {}
    rows = [f"# {t.plain('Diary of {name}', name=member.name)}", ""]
    months = sorted({calendar.month_of(day) for day in kept}, reverse=True)
    for number, name in enumerate(months):
        rows += [f"## {name}", ""]
        if number < MONTHS:
            files[f"pictures/{name}.svg"] = _picture(name, context)
            rows += [f"![{name}](pictures/{name}.svg)", ""]
        for day in (one for one in kept if calendar.month_of(one) == name):
            rows += [f"### {t.day(day)}", ""]
            for entry in checkins.of_day(session, member, day):
                rows += [f"- {_line(entry.text)}" if entry.text else f"- {t.plain('checked in')}"]
            rows.append("")
    return {"diary.md": "\n".join(rows), **files}


def _picture(name: str, context: Context) -> str:
    """The month's picture as it is drawn, which Markdown shows without a renderer of ours."""
    from pydantic import TypeAdapter

    from bot.pictures import month

    facts, _ = pictures.month_facts(name, context)
    return month.svg(TypeAdapter(month.Month).validate_python(facts))


def _line(text: str) -> str:
    """Words of a person in Markdown: literal, on one line."""
    plain = " ".join(text.split())
    return "".join(f"\\{one}" if one in r"\`*_[]<>#|" else one for one in plain)
