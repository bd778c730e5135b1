"""Originals are known by their content; Source shows their lines where they are."""

from dataclasses import replace
from hashlib import sha256

from content import load
from content.account import read_account
from content.library import Library, Source
from content.originals import document_of, keep, originals

TEXT = "第一行\n第二行\n第三行\n"
ACCOUNT = read_account(
    f"document: 900\nsha256: {sha256(TEXT.encode()).hexdigest()}\nlines: 3\ntitle: 样本\n"
    "status: complete\n\n1 prose\n2 prose\n3 prose\n"
)


def test_a_document_is_known_by_its_content_whatever_it_is_called(tmp_path):
    (tmp_path / "anything.txt").write_text(TEXT, encoding="utf-8", newline="")
    assert originals(tmp_path, [ACCOUNT])["900"][1] == "第二行"


def test_one_letter_changed_is_another_document(tmp_path):
    assert document_of((TEXT + "x").encode(), [ACCOUNT]) is None
    assert keep(b"something else", tmp_path / "documents", [ACCOUNT]) == ""
    assert not (tmp_path / "documents").exists()


def test_a_kept_document_gives_its_lines(tmp_path):
    assert keep(TEXT.encode(), tmp_path, [ACCOUNT]) == "900"
    library = Library((), originals=originals(tmp_path, [ACCOUNT]))
    assert library.lines_of(Source("900", (), (2, 3))) == ("第二行", "第三行")
    assert library.lines_of(Source("901", (), (1, 1))) == ()


def test_a_group_s_own_curriculum_keeps_the_originals():
    library = replace(load(), originals={"900": ("a",)})
    assert library.plus().lines_of(Source("900", (), (1, 1))) == ("a",)


def test_an_installation_without_originals_has_no_lines(tmp_path):
    assert originals(tmp_path / "missing", [ACCOUNT]) == {}
