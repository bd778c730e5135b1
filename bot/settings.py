"""The settings: environment and .env read once, checked at start, secrets never printed."""

import secrets
from datetime import datetime
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

LOOPBACK = ("127.0.0.1", "localhost", "::1")


class SettingsError(Exception):
    """The settings cannot be used: what is wrong, one line each."""


class Settings(BaseSettings):
    """Everything that can be set from outside. The environment wins over `.env`."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", frozen=True)

    database_url: str = Field("", description="Where the record lives; empty: data/xueban.db")
    bot_env: Literal["", "dev"] = Field("", description="dev allows CLOCK_START and CLOCK_RATE")
    bot_lang: Literal["zh", "en"] = Field("zh", description="Language for newcomers")
    bot_zone: str = Field("Asia/Shanghai", description="Time zone for newcomers")
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
    slack_client_id: str = Field("", description="For installing into several workspaces")
    slack_client_secret: SecretStr = Field(SecretStr(""), description="The same")
    slack_api_base: str = Field("https://slack.com/api/", description="Slack's Web API")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field("INFO", description="How much")
    log_format: Literal["pretty", "json"] = Field("pretty", description="For people or machines")
    clock_start: datetime | None = Field(None, description="dev only: the clock starts there")
    clock_rate: float = Field(1.0, gt=0, description="dev only: how fast the clock runs")
    data_dir: Path = Field(Path("data"), description="The database and the made secret live here")

    @field_validator("bot_zone")
    @classmethod
    def _zone_exists(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise ValueError(f"{value!r} is not a time zone such as Asia/Shanghai") from error
        return value

    @field_validator("clock_start")
    @classmethod
    def _clock_has_offset(cls, value: datetime | None) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError("needs an offset, as in 2026-03-02T07:59:55+08:00")
        return value

    @model_validator(mode="after")
    def _clock_is_for_developers(self) -> "Settings":
        if self.bot_env != "dev" and (self.clock_start is not None or self.clock_rate != 1.0):
            raise ValueError("CLOCK_START and CLOCK_RATE need BOT_ENV=dev")
        return self

    @property
    def database(self) -> str:
        return self.database_url or f"sqlite:///{self.data_dir / 'xueban.db'}"

    @property
    def documents(self) -> Path:
        """Where an installation keeps the original documents, if it has them."""
        return self.data_dir / "documents"

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


def read_settings() -> Settings:
    """The settings as they stand. Raises SettingsError with one plain line per mistake."""
    try:
        return Settings()
    except ValidationError as error:
        rows = [
            f"{'.'.join(str(part) for part in mistake['loc']).upper() or 'settings'}: "
            f"{mistake['msg'].removeprefix('Value error, ')}"
            for mistake in error.errors(include_input=False, include_url=False)
        ]
        raise SettingsError("\n".join(rows)) from None
