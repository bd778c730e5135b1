"""Finds every sentence the code says: first arguments of t(...), t.plain, t.count and mark."""

import ast
from pathlib import Path

ROOT = Path(__file__).parent.parent
PACKAGES = ("bot", "handlers", "scheduler")


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
        case ast.Name(id="t" | "mark") if words and words[0]:
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
