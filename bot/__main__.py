"""The command line. Everything heavy is imported only by the command that needs it."""

import gc

gc.disable()  # what is imported is no garbage

import io
import os
import sys
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(
    add_completion=False,
    help="学伴 Xueban: a study companion. Without a command it runs everything.",
    no_args_is_help=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
HELP = "--help"
CLOSED_PIPE, INTERRUPTED = 141, 130
"""What a shell reports of a program whose output nobody reads any more, and after Ctrl-C."""

content = typer.Typer(help="Look into the curricula, check them, import a document.")
app.add_typer(content, name="content")

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.callback(invoke_without_command=True)
def default(context: typer.Context) -> None:
    gc.enable()
    if context.invoked_subcommand is None:
        run()


@app.command()
def run() -> None:
    """Everything in one process: page, Telegram, Slack, clock. Example: python -m bot run"""
    gc.disable()  # until all is loaded: nothing of it is garbage
    from bot.commands.run import main

    main()


@app.command()
def web() -> None:
    """HTTP, polling and Socket Mode of several processes (PostgreSQL). See Procfile."""
    gc.disable()  # until all is loaded: nothing of it is garbage
    from bot.commands.several import web as main

    main()


@app.command()
def worker() -> None:
    """Clock and delivery of several processes (PostgreSQL). See Procfile."""
    gc.disable()  # until all is loaded: nothing of it is garbage
    from bot.commands.several import worker as main

    main()


@app.command()
def chat(
    name: Annotated[str, typer.Option("--as", help="Who speaks.")] = "me",
    group: Annotated[str, typer.Option("--group", help="Speak in this channel.")] = "",
) -> None:
    """Talk here in the terminal, or through a pipe. Example: echo /start | python -m bot chat"""
    from bot.commands.chat import main

    main(name, group)


@app.command()
def demo(
    days: Annotated[int, typer.Option(min=1, max=366, help="How many days to play.")] = 7,
    out: Annotated[Path, typer.Option(help="Where transcript and pictures go.")] = Path("demo-out"),
) -> None:
    """Play a marked sample week of a learner and a group. Example: demo --days 7 --out week"""
    from bot.commands.demo import main

    main(days, out)


@app.command()
def migrate() -> None:
    """Bring the tables of the database up to date."""
    from bot.commands.migrate import main

    main()


@app.command()
def doctor(*, as_json: AsJson = False) -> None:
    """Check settings, database, tokens, fonts and time zones; each trouble with its fix."""
    from bot.commands.doctor import main

    main(as_json=as_json)


@app.command()
def connect(platform: Annotated[str, typer.Argument(help="telegram or slack")]) -> None:
    """Ask for a token, check it live, write .env, say what is left to do."""
    from bot.commands.connect import main

    main(platform)


@app.command()
def export(
    name: Annotated[str, typer.Option("--as", help="Whose record.")] = "me",
    out: Annotated[Path, typer.Option(help="Where it goes.")] = Path("export.json"),
) -> None:
    """Write one local person's whole record as JSON."""
    from bot.commands.export import main

    main(name, out)


@content.command("list")
def content_list(*, as_json: AsJson = False) -> None:
    """The tracks and what is in them."""
    from bot.commands.content import tracks

    tracks(as_json=as_json)


@content.command("show")
def content_show(
    item: Annotated[str, typer.Argument(help="An item's id; all items if missing.")] = "",
    *,
    as_json: AsJson = False,
) -> None:
    """One item, or all of them."""
    from bot.commands.content import show

    show(item, as_json=as_json)


@content.command("check")
def content_check(
    file: Annotated[
        Path | None, typer.Argument(help="A curriculum; the shipped ones if missing.")
    ] = None,
    *,
    coverage: Annotated[bool, typer.Option(help="Print the account of every line.")] = False,
    documents: Annotated[Path | None, typer.Option(help="Prove it against the originals.")] = None,
    as_json: AsJson = False,
) -> None:
    """Name file, line and what to do for every mistake."""
    from bot.commands.content import check

    check(file, documents, coverage=coverage, as_json=as_json)


@content.command("import")
def content_import(
    file: Annotated[Path, typer.Argument(help="Markdown, plain text or HTML.")],
    *,
    out: Annotated[
        Path | None, typer.Option(help="Where the curriculum goes; beside FILE if missing.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Write it without asking.")] = False,
) -> None:
    """Make a curriculum of a document; shows what was understood before anything is written."""
    from bot.commands.importing import main

    main(file, out, yes=yes)


@content.command("export")
def content_export(
    track: Annotated[str, typer.Argument(help="A track's id, for example T1.")],
    *,
    as_json: AsJson = False,
) -> None:
    """A track as one curriculum file, to edit and bring back."""
    from bot.commands.content import export as write

    write(track, as_json=as_json)


def main() -> None:
    """Run the command: what we print is UTF-8 everywhere, and a reader may stop reading."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        if HELP in sys.argv:
            from bot.commands.usage import show_help

            gc.freeze()  # nobody looks through it at the end either
            show_help(app)
        else:
            sys.exit(app(standalone_mode=False))
    except typer.TyperException as slip:
        from bot.commands.slips import explain

        explain(slip)
    except typer.Abort:
        sys.exit(INTERRUPTED)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(CLOSED_PIPE) from None


if __name__ == "__main__":
    main()
