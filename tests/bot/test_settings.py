"""Settings: what is checked at the start, and what is never printed."""

from bot.settings import Settings


def test_no_secret_is_printed_with_the_settings(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://xueban:hidden-1@db/xueban")
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "1:hidden-2")
    monkeypatch.setenv("SLACK_CLIENT_SECRET", "hidden-3")
    settings = Settings()
    assert settings.database_url.endswith("@db/xueban")
    assert "hidden" not in f"{settings!r} {settings}"
