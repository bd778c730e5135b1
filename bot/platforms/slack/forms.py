"""Forms as Slack's modals, and the answers typed into them; pure."""

import json
from typing import Any

from bot import interview
from bot.chat import Address, Field, Form, Kind
from bot.markup import Text, bold, paragraphs, plain
from bot.platforms.slack.render import rich_texts, trimmed
from bot.texts import Texts, texts

Json = dict[str, Any]

TITLE, LABEL, HINT, CHOICE, TYPED = 24, 2000, 2000, 75, 3000
MOST_CHOICES, MOST_RADIOS = 100, 5


class InvalidError(Exception):
    """Answers that cannot be read: a sentence for each field's name."""

    def __init__(self, errors: dict[str, str]) -> None:
        super().__init__(", ".join(errors))
        self.errors = errors


def modal(form: Form, text: Text | str, address: Address) -> Json:
    """The view that asks a form's questions, above them the words that came with it."""
    title = plain(form.title)
    t = texts(_language(plain(form.fields[0].label) if form.fields else title))
    intro = paragraphs(bold(title) if len(title) > TITLE else None, text)
    return {
        "type": "modal",
        "title": _plain(title, TITLE),
        "submit": _plain(t.plain("Save"), TITLE),
        "close": _plain(t.plain("Cancel"), TITLE),
        "private_metadata": json.dumps(
            {"event": form.event, "text": form.text, "channel": address.chat}, ensure_ascii=False
        ),
        "blocks": [*rich_texts(intro), *(_question(field) for field in form.fields)],
    }


def _question(field: Field) -> Json:
    """A field's name is its block's, its kind its element's: the answer can be read by itself."""
    hint = plain(field.hint).strip()
    return {
        "type": "input",
        "block_id": field.name,
        "label": _plain(plain(field.label), LABEL),
        "optional": field.optional,
        "dispatch_action": True,
        "element": {**_element(field), "action_id": field.kind.value},
        **({"hint": _plain(hint, HINT)} if hint else {}),
    }


def _element(field: Field) -> Json:
    if field.kind is Kind.CHOICE and _options(field):
        return _chooser(field)
    if field.kind is Kind.DATE:
        return {"type": "datepicker", **_initial("initial_date", field)}
    if field.kind is Kind.TIME:
        return {"type": "timepicker", **_initial("initial_time", field)}
    return {
        "type": "plain_text_input",
        "multiline": field.kind is Kind.PARAGRAPH,
        "max_length": TYPED,
        "dispatch_action_config": {"trigger_actions_on": ["on_character_entered"]},
        **({"initial_value": field.value[:TYPED]} if field.value else {}),
    }


def _chooser(field: Field) -> Json:
    options = _options(field)
    chosen = [option for option in options if option["value"] == f"={field.value}"]
    return {
        "type": "radio_buttons" if len(options) <= MOST_RADIOS else "static_select",
        "options": options,
        **({"initial_option": chosen[0]} if chosen else {}),
    }


def _options(field: Field) -> list[Json]:
    # The sign before the value is there because Slack takes no empty one.
    return [
        {"text": _plain(plain(label), CHOICE), "value": f"={value}"}
        for value, label in field.choices
        if plain(label).strip()
    ][:MOST_CHOICES]


def _initial(name: str, field: Field) -> Json:
    """What is filled in already, if it is a date or a time at all."""
    try:
        read = interview.read(field, field.value) if field.value else ""
    except ValueError:
        read = ""
    return {name: read} if read else {}


def _plain(text: str, limit: int) -> Json:
    return {"type": "plain_text", "text": trimmed(text.strip() or "…", limit), "emoji": True}


# --- answers -------------------------------------------------------------------------------------


def answers(view: Json) -> dict[str, str]:
    """The values by field name, each as `bot.interview` would have read it.

    Raises InvalidError; then the person still has what they typed before their eyes.
    """
    t = language(view)
    state = view["state"]["values"]
    found, errors = {}, {}
    for block in view["blocks"]:
        if block["type"] != "input":
            continue
        name, element = block["block_id"], block["element"]
        field = Field(
            name,
            "",
            Kind(element["action_id"]),
            tuple((option["value"][1:], "") for option in element.get("options", ())),
            optional=bool(block.get("optional")),
        )
        entered = state.get(name, {}).get(element["action_id"], {})
        chosen = entered.get("selected_option")
        try:
            found[name] = chosen["value"][1:] if chosen else interview.read(field, _typed(entered))
        except ValueError as error:
            errors[name] = t.plain(str(error))
    if errors:
        raise InvalidError(errors)
    return found


def typed(view: Json) -> dict[str, str]:
    """What stands in a form that was not sent, as it was typed."""
    found = {}
    for name, entered in view["state"]["values"].items():
        for field in entered.values():
            chosen = field.get("selected_option")
            found[name] = chosen["value"][1:] if chosen else _typed(field)
    return found


def _typed(entered: Json) -> str:
    for name in ("value", "selected_date", "selected_time"):
        if entered.get(name):
            return str(entered[name]).replace("\0", "")
    return ""


def refused(view: Json, sentence: str) -> dict[str, str]:
    """One sentence about the whole form; Slack shows it under its first question."""
    names = [block["block_id"] for block in view["blocks"] if block["type"] == "input"]
    return {names[0]: sentence} if names else {}


def language(view: Json) -> Texts:
    """The language a form is asked in; its frame and its complaints follow."""
    labels = [block["label"]["text"] for block in view["blocks"] if block["type"] == "input"]
    return texts(_language(labels[0] if labels else view["title"]["text"]))


def _language(words: str) -> str:
    return "zh" if any("\u4e00" <= character <= "\u9fff" for character in words) else "en"
