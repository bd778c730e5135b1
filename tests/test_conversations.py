"""Every conversation file, played on every surface through its vendor's real library."""

from pathlib import Path

import pytest

from tests.play.bare import bare
from tests.play.script import read
from tests.play.slack import by_http, by_socket
from tests.play.stage import Stage, compare, play
from tests.play.telegram import by_polling, by_webhook
from tests.play.terminal import by_line
from tests.play.web import by_browser

SURFACES = {
    "bare": bare,
    "telegram-polling": by_polling,
    "telegram-webhook": by_webhook,
    "slack-socket": by_socket,
    "slack-http": by_http,
    "web": by_browser,
    "terminal": by_line,
}
SCRIPTS = [read(path) for path in sorted((Path(__file__).parent / "conversations").glob("*.txt"))]
PLAYS = [
    pytest.param(script, name, id=f"{script.path.stem}-{name}")
    for script in SCRIPTS
    for name in SURFACES
    if script.runs_on(name.partition("-")[0])
]


@pytest.fixture
def stage(tmp_path):
    stage = Stage(tmp_path)
    yield stage
    stage.close()


@pytest.mark.parametrize(("script", "name"), PLAYS)
async def test_the_companion_says_what_the_file_says(script, name, stage, request):
    rewrite = request.config.getoption("--rewrite")
    if rewrite and name != "bare":
        pytest.skip("files are written from the bare surface alone")
    stage.lang = script.lang
    async with SURFACES[name](stage) as surface:
        played = await play(script, surface)
        surface.check()
        stage.check()
    if rewrite:
        script.write([each.heard for each in played])
    else:
        compare(script.path.name, played)
