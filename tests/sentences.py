"""Finds every sentence the code says: what t, t.plain, t.count, mark and said are called with.

What `--help` says stands in the docstrings of commands and at their options.
"""

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
                elif isinstance(node, ast.FunctionDef) and _is_command(node):
                    found[ast.get_docstring(node) or ""] = ""
    return found


def _is_command(node: ast.FunctionDef) -> bool:
    """Whether its docstring is what `--help` says of it."""
    called = (one.func for one in node.decorator_list if isinstance(one, ast.Call))
    return any(isinstance(one, ast.Attribute) and one.attr == "command" for one in called)


def _sentence(call: ast.Call) -> dict[str, str]:
    words = [_string(arg) for arg in call.args[:2]]
    match call.func:
        case ast.Attribute(value=ast.Name(id="typer")):
            helped = (_string(one.value) for one in call.keywords if one.arg == "help")
            return dict.fromkeys(filter(None, helped), "")
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
        ours: str | tuple[str, ...] = (one, many) if plural else many
        found = known.get(many) or (ours if lang == "en" else "")
        if isinstance(found, str) == plural:  # it became a plural, or is one no longer
            found = ours if lang == "en" else (found,) if plural else found[0]
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
