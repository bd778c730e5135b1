"""Messages as JSON and back, for the outbox and for forms half filled in."""

from base64 import b64decode, b64encode
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from pydantic import TypeAdapter

from bot.chat import Event, Form, Message

_MESSAGE = TypeAdapter(Message)
_FORM = TypeAdapter(Form)
_EVENT = TypeAdapter(Event)


def pack(message: Message) -> dict[str, Any]:
    packed: dict[str, Any] = _MESSAGE.dump_python(
        _with_file(message, b64encode), mode="json", exclude_defaults=True
    )
    return packed


def unpack(packed: dict[str, Any]) -> Message:
    return _with_file(_MESSAGE.validate_python(packed), b64decode)


def pack_form(form: Form) -> dict[str, Any]:
    packed: dict[str, Any] = _FORM.dump_python(form, mode="json", exclude_defaults=True)
    return packed


def unpack_form(packed: dict[str, Any]) -> Form:
    return _FORM.validate_python(packed)


def pack_event(event: Event) -> dict[str, Any]:
    """Without its files: they are the platform's to give again."""
    packed: dict[str, Any] = _EVENT.dump_python(replace(event, files=()), mode="json")
    return packed


def unpack_event(packed: dict[str, Any]) -> Event:
    return _EVENT.validate_python(packed)


def _with_file(message: Message, change: Callable[[bytes], bytes]) -> Message:
    """JSON has no bytes: a file's content travels as base64."""
    if message.file is None:
        return message
    return replace(message, file=replace(message.file, content=change(message.file.content)))
