"""Documents in the many styles people and programs write them in, read line by line.

Beside each document of `styles/` stands its `.outline`: every item with its lines, kind, title and
cadence (`!` = the document states it), and the lines that stay out. An outline was read by a person
before it was kept; it changes only when somebody means it to.
"""

from pathlib import Path

import pytest

from content.importer import Imported, import_document
from content.reading import is_chinese, read_document

STYLES = Path(__file__).parent / "styles"
DOCUMENTS = sorted(path for path in STYLES.iterdir() if path.suffix != ".outline")


def outline(found: Imported) -> str:
    rows = []
    for item in found.curriculum.items:
        if item.kind == "card" or item.source is None:
            continue
        first, last = item.source.lines
        lines = f"{first}" if first == last else f"{first}-{last}"
        more = [item.cadence + "!" * item.cadence_stated] if item.cadence else []
        more += [f"› {item.group}"] if item.group else []
        more += [f"({len(item.points)} points)"] if item.points else []
        rows.append("  ".join((lines, item.kind, item.title, *more)))
    rows += [
        f"out: {each.reason.sentence}: {', '.join(map(str, each.lines))}"
        for each in found.report.left_out
    ]
    return "\n".join(rows) + "\n"


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_a_document_is_read_as_a_person_would(path: Path) -> None:
    found = import_document(read_document(path.read_bytes(), path.name), path.name)
    assert outline(found) == path.with_suffix(path.suffix + ".outline").read_text(encoding="utf-8")


def written(path: Path, encoding: str) -> bytes | None:
    """A document as a Windows program writes it; None if nobody writes it so, or it has no letter
    for an emoji.
    """
    text = path.read_text(encoding="utf-8")
    if encoding == "gbk" and not is_chinese(text):
        return None
    try:
        return text.replace("\n", "\r\n").encode(encoding)
    except UnicodeEncodeError:
        return None


WRITTEN = [
    pytest.param(path, data, id=f"{path.name}-{encoding}")
    for path in DOCUMENTS
    for encoding in ("utf-8-sig", "utf-16", "gbk")
    if (data := written(path, encoding)) is not None
]


@pytest.mark.parametrize(("path", "data"), WRITTEN)
def test_windows_line_ends_and_other_encodings_change_nothing(path: Path, data: bytes) -> None:
    found = import_document(read_document(data, path.name), path.name)
    assert outline(found) == path.with_suffix(path.suffix + ".outline").read_text(encoding="utf-8")
