"""`content import`: make a curriculum of a document, show what was understood, ask, write."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import content
from bot.commands.errors import fail, write
from bot.commands.language import reader
from bot.commands.opening import settings_or_fail
from bot.imported import mistake, say, told
from bot.texts import Texts
from content.importer import document_name
from content.reading import LARGEST, too_large

T = TypeVar("T")


def main(file: Path, out: Path | None, *, yes: bool) -> None:
    """Nothing is written before a person says so."""
    settings = settings_or_fail()
    t = reader()
    if _is_ours(file, settings.documents, t):
        return
    target = out or file.with_name(f"{document_name(file.name)}.curriculum.txt")
    if target.resolve() == file.resolve():
        fail(
            t.plain(
                "{path} is the document itself. Give the curriculum another name: --out FILE",
                path=str(target),
            )
        )
    imported = _imported(file, _known(target, t), t)
    print(told(imported, t, whole=True))
    if not yes and not _agrees(target, t):
        fail(t.plain("Nothing was written. To write {path}: --yes", path=str(target)))
    write(target, content.write(imported.curriculum))
    print(t.plain("Written: {path}", path=str(target)))


def _is_ours(file: Path, folder: Path, t: Texts) -> bool:
    """One of the documents we teach from is in the library already: it is kept for its lines."""
    try:
        small = file.stat().st_size <= LARGEST
        name = content.keep_original(file.read_bytes(), folder) if small else ""
    except OSError as error:
        fail(f"{file}: {error.strerror}")
    if name:
        print(t.plain("This is document {name}: Source shows its lines from now on.", name=name))
    return bool(name)


def _imported(file: Path, known: content.Curriculum | None, t: Texts) -> content.Imported:
    step = _Progress(3)
    try:
        if file.stat().st_size > LARGEST:
            raise too_large(file.name)
        data = step(file.read_bytes)
        text = step(lambda: content.read_document(data, file.name))
        return step(lambda: content.import_document(text, file.name, known))
    except OSError as error:
        fail(f"{file}: {error.strerror}")
    except content.DocumentError as error:
        fail(str(say(error.said, t)))
    except content.CurriculumError as error:
        fail("\n".join(mistake(one, t, file=file.name) for one in error.mistakes))
    finally:
        step.close()


def _known(target: Path, t: Texts) -> content.Curriculum | None:
    """What the document was read as before, if its curriculum is still there."""
    if not target.exists():
        return None
    try:
        return content.parse(target.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, content.CurriculumError):
        fail(
            t.plain(
                "{path} is there and is not a curriculum. Give another name: --out FILE",
                path=str(target),
            )
        )


def _agrees(target: Path, t: Texts) -> bool:
    if not sys.stdin.isatty():
        return False
    asked = t.plain("Write {path}? [y/N]", path=str(target))
    return input(f"{asked} ").strip().lower() in {"y", "yes", "是"}


class _Progress:
    """A bar on a terminal; nothing at all anywhere else."""

    def __init__(self, steps: int) -> None:
        self._bar = None
        if sys.stderr.isatty():
            from rich.console import Console
            from rich.progress import Progress

            self._bar = Progress(console=Console(stderr=True), transient=True)
            self._bar.start()
            self._task = self._bar.add_task("", total=steps)

    def __call__(self, work: Callable[[], T]) -> T:
        done = work()
        if self._bar:
            self._bar.advance(self._task)
        return done

    def close(self) -> None:
        if self._bar:
            self._bar.stop()
