"""Logs: structlog over the standard library, with every known secret taken out."""

import logging
import sys
from collections.abc import Iterable, MutableMapping
from typing import Any

import structlog

NOISY = (
    "alembic",
    "httpx",
    "httpcore",
    "telegram",
    "slack_bolt",
    "slack_sdk",
    "apscheduler",
    "aiohttp",
    "uvicorn",
)
HIDDEN = "[secret]"


def set_up(level: str, style: str, hidden: Iterable[str]) -> None:
    """Pretty lines for people, JSON for machines; `hidden` strings never appear in either."""
    words = [word for word in hidden if word]

    def redact(_: object, __: str, entry: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        return {name: _clean(value, words) for name, value in entry.items()}

    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        redact,
    ]
    pretty = structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    renderer: Any = structlog.processors.JSONRenderer() if style == "json" else pretty
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                redact,
                renderer,
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in NOISY:
        logging.getLogger(name).setLevel(logging.WARNING)


def _clean(value: object, words: list[str]) -> object:
    if isinstance(value, str):
        for word in words:
            value = value.replace(word, HIDDEN)
        return value
    if isinstance(value, (tuple, list)):
        return type(value)(_clean(part, words) for part in value)
    return value
