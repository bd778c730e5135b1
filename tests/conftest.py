"""What the tests share: a database a test, a still clock, the whole companion on bare surfaces."""

import logging
from datetime import datetime
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

import pytest

from bot.app import App, assemble
from bot.database import Database
from bot.operations.clock import StillClock
from bot.operations.logs import set_up
from bot.schema import migrate
from bot.settings import Settings
from tests.postgres import Postgres

START = datetime(2026, 3, 1, 7, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


def pytest_addoption(parser):
    parser.addoption("--rewrite", action="store_true", help="fill in what the companion says")


def pytest_generate_tests(metafunc):
    """A module marked `both_databases` runs on SQLite and on PostgreSQL, others on SQLite."""
    if "engine" in metafunc.fixturenames:
        both = metafunc.definition.get_closest_marker("both_databases")
        metafunc.parametrize("engine", ["sqlite", "postgresql"] if both else ["sqlite"])


@pytest.fixture(autouse=True, scope="session")
def logs():
    """As in production: plain lines. The library's default would print whole objects."""
    set_up("INFO", "json", [])
    logging.getLogger().handlers.clear()  # pytest shows what is logged, on a stream of its own


@pytest.fixture(scope="session")
def postgres():
    # Not in pytest's own folder: the server may run as another user, who may not look in there.
    with TemporaryDirectory(prefix="xueban-postgres-", ignore_cleanup_errors=True) as folder:
        server = Postgres(Path(folder))
        yield server
        server.stop()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory):
    """A migrated file that every test's database is a copy of."""
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    template = Database(f"sqlite:///{path}")
    migrate(template)
    template.close()
    return path


@pytest.fixture
def database_url(engine, tmp_path, request):
    if engine == "postgresql":
        with request.getfixturevalue("postgres").database() as url:
            yield url
    else:
        path = tmp_path / "t.db"
        copyfile(request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite:///{path}"


@pytest.fixture
def settings(tmp_path, database_url):
    return Settings(_env_file=None, data_dir=tmp_path, database_url=database_url)


@pytest.fixture
def database(settings):
    database = Database(settings.database)
    yield database
    database.close()


@pytest.fixture
def app(settings, database) -> App:
    return assemble(settings, clock=StillClock(START), database=database)
