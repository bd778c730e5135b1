"""Writes `.env.example` from the settings themselves, so that it cannot fall behind."""

from pydantic import SecretStr

from bot.settings import Settings

HEAD = """\
# Every setting with its default. Copy to .env and change what you need; the environment wins.
# Nothing here is needed to try it: `make run` works without any .env.
"""


def example() -> str:
    """The text of `.env.example`."""
    lines = [HEAD]
    for name, field in Settings.model_fields.items():
        if name == "data_dir":
            continue
        default = field.default
        shown = default.get_secret_value() if isinstance(default, SecretStr) else default
        lines.append(f"# {field.description}")
        lines.append(f"#{name.upper()}={'' if shown is None else shown}\n")
    return "\n".join(lines)


if __name__ == "__main__":
    print(example(), end="")
