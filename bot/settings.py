"""The settings: environment and .env read once, checked at start, secrets never printed."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Literal, Never
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.texts import Texts, mark

LOOPBACK = ("127.0.0.1", "localhost", "::1")

REASONS = {
    "int_parsing": mark("needs a whole number"),
    "float_parsing": mark("needs a number"),
    "greater_than": mark("needs more than {gt}"),
    "greater_than_equal": mark("needs at least {ge}"),
    "less_than_equal": mark("needs at most {le}"),
    "literal_error": mark("needs one of {expected}"),
    "zone": mark("“{given}” is not a time zone such as Asia/Shanghai"),
    "offset": mark("needs date, time and offset, as in 2026-03-02T07:59:55+08:00"),
    "developers": mark("CLOCK_START and CLOCK_RATE need BOT_ENV=dev"),
    "database": mark("needs sqlite:///path/to/file or postgresql://user:password@host/name"),
}
"""What a mistake of that type is called; what was given is repeated only if it is no secret."""

UNREADABLE = mark("is not a file of UTF-8 text")


@dataclass(frozen=True, slots=True)
class Mistake:
    """One setting that cannot be used, and why, as a sentence of the catalogue."""

    name: str
    reason: str
    values: Mapping[str, str] = field(default_factory=dict)


class SettingsError(Exception):
    """The settings cannot be used: every mistake, so that all can be mended at once."""

    def __init__(self, mistakes: list[Mistake]) -> None:
        super().__init__(", ".join(mistake.name for mistake in mistakes))
        self.mistakes = mistakes

    def told(self, t: Texts) -> str:
        """One plain line per mistake."""
        return "\n".join(
            f"{one.name}: {t.plain(one.reason, **one.values)}".removeprefix(": ")
            for one in self.mistakes
        )


class Settings(BaseSettings):
    """Everything that can be set from outside. The environment wins over `.env`."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", frozen=True)

    database_url: str = Field(
        "", description="Where the record lives; empty: data/xueban.db", repr=False
    )
    bot_env: Literal["", "dev"] = Field("", description="dev allows CLOCK_START and CLOCK_RATE")
    bot_lang: Literal["zh", "en"] = Field(
        "zh", description="Language for newcomers (unset, a terminal keeps its own)"
    )
    bot_zone: str = Field(
        "Asia/Shanghai", description="Time zone for newcomers whose platform tells none"
    )
    host: str = Field("127.0.0.1", description="Address the page and the webhooks listen on")
    port: int = Field(8080, ge=0, le=65535, description="Their port")
    public_url: str = Field("", description="Address the world reaches us at; turns the page off")
    secret_key: SecretStr = Field(SecretStr(""), description="Signs links; made once if missing")
    telegram_bot_token: SecretStr = Field(SecretStr(""), description="From BotFather")
    telegram_api_base: str = Field(
        "https://api.telegram.org/bot", description="The token is appended to it"
    )
    telegram_webhook_url: str = Field("", description="Set: webhook; empty: long polling")
    telegram_webhook_secret: SecretStr = Field(
        SecretStr(""), description="1-256 of A-Z a-z 0-9 _ - ; made from SECRET_KEY if missing"
    )
    slack_bot_token: SecretStr = Field(SecretStr(""), description="xoxb-...")
    slack_app_token: SecretStr = Field(SecretStr(""), description="xapp-...: Socket Mode")
    slack_signing_secret: SecretStr = Field(SecretStr(""), description="Proves Slack's requests")
    slack_client_id: str = Field(
        "", description="For installing into several workspaces: kept for it, not used yet"
    )
    slack_client_secret: SecretStr = Field(SecretStr(""), description="The same")
    slack_api_base: str = Field("https://slack.com/api/", description="Slack's Web API")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field("INFO", description="How much")
    log_format: Literal["pretty", "json"] = Field("pretty", description="For people or machines")
    clock_start: datetime | None = Field(None, description="dev only: the clock starts there")
    clock_rate: float = Field(1.0, gt=0, description="dev only: how fast the clock runs")
    data_dir: Path = Field(Path("data"), description="The database and the made secret live here")

    @field_validator("*", mode="before")
    @classmethod
    def _empty_means_default(cls, value: object, info: ValidationInfo) -> object:
        """`HOST=` in a file is a line nobody filled in, not the address ""."""
        if value == "" and info.field_name is not None:
            return cls.model_fields[info.field_name].get_default()
        return value

    @field_validator("database_url")
    @classmethod
    def _database_is_ours(cls, value: str) -> str:
        from sqlalchemy import make_url
        from sqlalchemy.exc import ArgumentError

        try:
            backend = make_url(value).get_backend_name() if value else "sqlite"
        except (ArgumentError, ValueError):
            backend = ""
        if backend not in {"sqlite", "postgresql", "postgres"}:
            _refuse("database")
        return value

    @field_validator("bot_zone")
    @classmethod
    def _zone_exists(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            _refuse("zone", given=value)
        return value

    @field_validator("clock_start")
    @classmethod
    def _clock_has_offset(cls, value: datetime | None) -> datetime | None:
        if value is not None and value.tzinfo is None:
            _refuse("offset")
        return value

    @model_validator(mode="after")
    def _clock_is_for_developers(self) -> "Settings":
        if self.bot_env != "dev" and (self.clock_start is not None or self.clock_rate != 1.0):
            _refuse("developers")
        return self

    @property
    def database(self) -> str:
        return self.database_url or f"sqlite:///{self.data_dir / 'xueban.db'}"

    @property
    def documents(self) -> Path:
        """Where an installation keeps the original documents, if it has them."""
        return self.data_dir / "documents"

    def address(self, port: int = 0) -> str:
        """Where we answer on this machine, as a browser takes it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{port or self.port}"

    @property
    def has_telegram(self) -> bool:
        return bool(self.telegram_bot_token.get_secret_value())

    @property
    def has_slack(self) -> bool:
        return bool(self.slack_bot_token.get_secret_value())

    @property
    def serves_page(self) -> bool:
        """The page has no sign-in, so it stays off wherever the world could reach it."""
        return self.host in LOOPBACK and not self.public_url

    def secret(self) -> bytes:
        """The key links are signed with; made once, readable by its owner only."""
        given = self.secret_key.get_secret_value()
        if given:
            return given.encode()
        path = self.data_dir / "secret_key"
        if not path.exists():
            self.data_dir.mkdir(parents=True, exist_ok=True)
            path.touch(mode=0o600)
            path.write_text(secrets.token_urlsafe(32))
        return path.read_text().strip().encode()


def _refuse(kind: str, **values: str) -> Never:
    raise PydanticCustomError(kind, kind, values)


def read_settings() -> Settings:
    """The settings as they stand. Raises SettingsError with every mistake."""
    try:
        return Settings()
    except ValidationError as error:
        found = error.errors(include_input=False, include_url=False)
        raise SettingsError(
            [
                Mistake(
                    ".".join(str(part) for part in mistake["loc"]).upper(),
                    REASONS.get(_kind(mistake["type"]), mistake["msg"]),
                    {name: str(value) for name, value in mistake.get("ctx", {}).items()},
                )
                for mistake in found
            ]
        ) from None
    except (UnicodeDecodeError, OSError):
        raise SettingsError([Mistake(".env", UNREADABLE)]) from None


def _kind(kind: str) -> str:
    """Dates have a dozen ways of being none."""
    return "offset" if kind.startswith("datetime") else kind
