"""Finds every sentence the code says: what t, t.plain, t.count, mark and said are called with."""

import ast
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent.parent
PACKAGES = ("bot", "content", "handlers", "scheduler")


def said() -> dict[str, str]:
    """Each sentence (a plural by its many-form) and the singular it has, or ""."""
    found: dict[str, str] = {}
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call):
                    found.update(_sentence(node))
    return found


def _sentence(call: ast.Call) -> dict[str, str]:
    words = [_string(arg) for arg in call.args[:2]]
    match call.func:
        case ast.Name(id="t" | "mark" | "said") if words and words[0]:
            return {words[0]: ""}
        case ast.Attribute(attr="t") if words and words[0]:
            return {words[0]: ""}
        case ast.Attribute(attr="plain", value=value) if words and words[0] and _is_texts(value):
            return {words[0]: ""}
        case ast.Attribute(attr="count") if len(words) > 1 and words[0] and words[1]:
            return {words[1]: words[0]}
    return {}


def _is_texts(value: ast.expr) -> bool:
    return isinstance(value, ast.Name | ast.Attribute | ast.Call)


def _string(node: ast.expr) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def update(lang: str) -> list[str]:
    """Write a language's catalogue anew, keeping what is translated; what is not, is returned."""
    path = ROOT / "bot" / "locales" / f"{lang}.po"
    with path.open("rb") as file:
        known = {_key(one.id): one.string for one in read_po(file, locale=lang) if one.id}
    fresh = Catalog(locale=lang, project="xueban", header_comment=f"# What we say: {lang}")
    missing = []
    for many, one in sorted(said().items()):
        plural = bool(one)
        found = known.get(many) or ((one, many) if plural else many) * (lang == "en")
        if isinstance(found, str) == plural:  # it became a plural, or is one no longer
            found = (found,) if plural else found[0]
        fresh.add((one, many) if plural else many, found)
        if not found or not found[0]:
            missing.append(many)
    fresh.creation_date = fresh.revision_date = datetime(2026, 1, 1, tzinfo=UTC)
    written = BytesIO()
    write_po(written, fresh, width=100)
    path.write_bytes(written.getvalue())
    return missing


def _key(ids: object) -> str:
    return ids if isinstance(ids, str) else ids[-1]


if __name__ == "__main__":
    for language in ("zh", "en"):
        for sentence in update(language):
            print(f"{language}.po: not translated yet: {sentence}")  # noqa: T201 - for people
