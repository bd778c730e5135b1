"""What the tests share: a database a test, a still clock, the whole companion on bare surfaces."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.app import App, assemble
from bot.database import Database
from bot.models import Base
from bot.operations.clock import StillClock
from bot.settings import Settings

START = datetime(2026, 3, 1, 7, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


def pytest_addoption(parser):
    parser.addoption("--rewrite", action="store_true", help="fill in what the companion says")


@pytest.fixture
def settings(tmp_path):
    return Settings(_env_file=None, data_dir=tmp_path, database_url=f"sqlite:///{tmp_path}/t.db")


@pytest.fixture
def database(settings):
    database = Database(settings.database)
    Base.metadata.create_all(database.engine)
    yield database
    database.close()


@pytest.fixture
def app(settings, database) -> App:
    return assemble(settings, clock=StillClock(START), database=database)
