"""`export`: one local person's whole record as JSON."""

import json
from pathlib import Path

from bot.commands.errors import fail, write
from bot.commands.language import t
from bot.commands.opening import open_database, settings_or_fail
from bot.queries.records import record_of


def main(name: str, out: Path) -> None:
    database = open_database(settings_or_fail(), migrates=True)
    with database.begin() as session:
        record = record_of(session, name)
    database.close()
    if record is None:
        fail(
            t(
                "Nobody here is called {name}. On the terminal you are: me; on the page: you",
                name=name,
            )
        )
    write(out, json.dumps(record, ensure_ascii=False, indent=1))
    print(t("Written: {path}", path=str(out)))
