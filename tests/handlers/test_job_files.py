"""A job description sent as a file: what can be read is, what cannot is said kindly."""

import io
import zipfile

import pytest
from sqlalchemy import select

from bot.chat import Address, Event, File, Person
from bot.models import Review

WORDS = "任职要求：\n1、熟悉 Redis；\n2、熟悉 Docker；"


async def send(town, name, content):
    """/jd with a file; the last thing said, and the rows there are now."""
    event = Event(
        "jd",
        Address("memory", "local", "小王"),
        Person("memory", "local", "小王", "小王", "zh"),
        town.app.clock.now(),
        f"file:{name}",
        files=(File(name, content),),
    )
    await town.app.dispatcher.handle(event, "")
    await town.app.settle()
    with town.app.database.begin() as session:
        found = session.scalar(select(Review))
        return town.heard("小王"), [row["text"] for row in found.rows] if found else []


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("jd.txt", WORDS.encode()),
        ("jd.md", ("# 后端工程师\n\n## " + WORDS).encode()),
        ("windows.txt", WORDS.replace("\n", "\r\n").encode("gb18030")),
        ("notepad.txt", WORDS.encode("utf-8-sig")),
        ("unicode.txt", WORDS.encode("utf-16")),
        ("page.html", WORDS.replace("\n", "<br>").join(("<p>", "</p>")).encode()),
    ],
)
async def test_a_text_file_becomes_rows(town, name, content):
    said, rows = await send(town, name, content)
    assert rows == ["熟悉 Redis", "熟悉 Docker"]
    assert "熟悉 Docker" in said


def docx():
    """What a word processor saves: a zip of XML."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as folder:
        folder.writestr("word/document.xml", f"<w:t>{WORDS}</w:t>")
    return made.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("jd.docx", docx()),
        ("jd.pdf", b"%PDF-1.7\n1 0 obj <</Length 9>> stream\n\x00\x01\xff endstream"),
        ("jd.png", b"\x89PNG\r\n\x1a\n\x00\x00"),
        ("huge.txt", b"Redis\n" * 50_000),
    ],
)
async def test_what_is_no_text_is_asked_for_in_words(town, name, content):
    said, rows = await send(town, name, content)
    assert rows == []
    assert name in said
    assert "粘贴" in said


async def test_a_file_that_asks_for_nothing_changes_nothing(town):
    await send(town, "jd.txt", WORDS.encode())
    said, rows = await send(town, "poem.txt", "床前明月光\n疑是地上霜".encode())
    assert rows == ["熟悉 Redis", "熟悉 Docker"]
    assert "没有" in said
