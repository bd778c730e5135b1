"""The whole companion in a process of its own, set up by the environment, as `run` starts it.

Only the vendors' pace is lifted: at Telegram's 30 messages a second nothing could be told apart.
"""

from bot.app import assemble, platforms_of
from bot.commands.opening import open_database, prepare_logs
from bot.commands.run import run
from bot.operations.running import run_in_loop
from bot.server import listening_socket
from bot.settings import Settings
from bot.wire import Limits

UNLIMITED = Limits(1e6, 1e6, 1e6, in_flight=64)


def main() -> None:
    settings = Settings(_env_file=None)
    prepare_logs(settings)
    app = assemble(settings, database=open_database(settings, migrates=True))
    for build in platforms_of(settings).values():
        app.add(build).limits = UNLIMITED
    try:
        run_in_loop(run(app, listening_socket(settings.host, settings.port)))
    finally:
        app.database.close()


if __name__ == "__main__":
    main()
