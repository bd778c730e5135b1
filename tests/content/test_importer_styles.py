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


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "gbk"])
def test_windows_line_ends_and_other_encodings_change_nothing(path: Path, encoding: str) -> None:
    text = path.read_text(encoding="utf-8")
    if encoding == "gbk" and not is_chinese(text):
        pytest.skip("nobody writes it so")
    try:
        other = text.replace("\n", "\r\n").encode(encoding)
    except UnicodeEncodeError:
        pytest.skip("this encoding has no emoji")
    found = import_document(read_document(other, path.name), path.name)
    assert outline(found) == path.with_suffix(path.suffix + ".outline").read_text(encoding="utf-8")
