"""Messages as JSON and back, for the outbox and for forms half filled in."""

from typing import Any

from pydantic import TypeAdapter

from bot.chat import Form, Message

_MESSAGE = TypeAdapter(Message, config={"ser_json_bytes": "base64", "val_json_bytes": "base64"})
_FORM = TypeAdapter(Form)


def pack(message: Message) -> dict[str, Any]:
    packed: dict[str, Any] = _MESSAGE.dump_python(message, mode="json", exclude_defaults=True)
    return packed


def unpack(packed: dict[str, Any]) -> Message:
    return _MESSAGE.validate_python(packed)


def pack_form(form: Form) -> dict[str, Any]:
    packed: dict[str, Any] = _FORM.dump_python(form, mode="json", exclude_defaults=True)
    return packed


def unpack_form(packed: dict[str, Any]) -> Form:
    return _FORM.validate_python(packed)
