"""A process that drains lanes until it is ended: by itself, or as a worker of the queue.

`python -m bench.drain direct|queue DATABASE_URL LANE ...`: the same `drain`, called directly or
handed out by Procrastinate.
"""

import asyncio
import sys
from collections.abc import Sequence

from bench.nowhere import Nowhere
from bot.app import App, assemble
from bot.commands.opening import prepare_logs
from bot.operations.running import settle_in, stop_on_signals
from bot.settings import Settings

LOOK = 0.02


def main(way: str, url: str, lanes: Sequence[str]) -> None:
    settings = Settings(_env_file=None, database_url=url, log_level="ERROR")
    prepare_logs(settings)
    app = assemble(settings)
    app.platforms[Nowhere.name] = Nowhere()
    asyncio.run(_work(app, way, lanes))
    app.database.close()


async def _work(app: App, way: str, lanes: Sequence[str]) -> None:
    stop = asyncio.Event()
    stop_on_signals(stop)
    settle_in()
    print("ready", flush=True)
    if way == "queue":
        await app.work(stop)
    while not stop.is_set():
        await asyncio.gather(*[app._drain(lane) for lane in lanes])
        await asyncio.sleep(LOOK)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3:])
