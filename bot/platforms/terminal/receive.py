"""Lines in: typed at a prompt with history and completion, or read plainly from a pipe."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Iterable
from pathlib import Path
from typing import BinaryIO

from prompt_toolkit import PromptSession
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document
from prompt_toolkit.history import FileHistory
from prompt_toolkit.patch_stdout import patch_stdout

Hints = Callable[[], Iterable[tuple[str, str]]]
"""What may be typed now, each with a word about it: commands and the numbers of buttons."""


class HintCompleter(Completer):
    def __init__(self, hints: Hints) -> None:
        self._hints = hints

    def get_completions(
        self,
        document: Document,
        complete_event: CompleteEvent,  # noqa: ARG002 - prompt_toolkit's signature
    ) -> Iterable[Completion]:
        typed = document.text_before_cursor.lstrip()
        for word, about in self._hints():
            if typed and word.startswith(typed):
                yield Completion(word, -len(typed), display_meta=about)


async def typed(prompt: Callable[[], str], hints: Hints, history: Path) -> AsyncIterator[str]:
    """Lines from a person; messages that come meanwhile are printed above the prompt."""
    session: PromptSession[str] = PromptSession(
        history=_kept(history), completer=HintCompleter(hints)
    )
    while True:
        try:
            with patch_stdout(raw=True):
                line = await session.prompt_async(prompt)
        except (EOFError, KeyboardInterrupt):
            return
        yield line


def _kept(history: Path) -> FileHistory:
    """What was typed, readable by its owner only."""
    history.parent.mkdir(parents=True, exist_ok=True)
    history.touch(mode=0o600)
    return FileHistory(str(history))


async def piped(stream: BinaryIO) -> AsyncIterator[str]:
    """Lines from a pipe or a file. Bytes that are no text come as halves of letters."""
    loop = asyncio.get_running_loop()
    lines: asyncio.Queue[bytes] = asyncio.Queue()

    def pump() -> None:
        while line := stream.readline():
            loop.call_soon_threadsafe(lines.put_nowait, line)
        loop.call_soon_threadsafe(lines.put_nowait, b"")

    # A thread of our own that nobody waits for: a read from a pipe cannot be cancelled.
    threading.Thread(target=pump, name="stdin", daemon=True).start()
    while line := await lines.get():
        yield line.decode("utf-8", "surrogateescape").removesuffix("\n")
