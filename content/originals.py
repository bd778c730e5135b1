"""The original documents, where an installation has them: known by their content, not their name.

They are never shipped. A file that is one of ours is kept beside the database, and Source then
shows its lines.
"""

from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import Path

from content.account import Account

Originals = Mapping[str, tuple[str, ...]]
"""The lines of each document, by the document's name; line 1 comes first."""


def document_of(data: bytes, accounts: Iterable[Account]) -> Account | None:
    """The account of the document these bytes are, if they are one of ours to the letter."""
    digest = sha256(data).hexdigest()
    return next((account for account in accounts if account.sha256 == digest), None)


def originals(folder: Path, accounts: Iterable[Account]) -> Originals:
    """The documents kept in a folder; other files there are left alone."""
    found: dict[str, tuple[str, ...]] = {}
    known = tuple(accounts)
    for path in sorted(folder.glob("*.txt")) if folder.is_dir() else ():
        data = path.read_bytes()
        account = document_of(data, known)
        if account is not None:
            found[account.document] = tuple(data.decode().split("\n"))
    return found


def keep(data: bytes, folder: Path, accounts: Iterable[Account]) -> str:
    """Keep a document that is one of ours; its name, or "" if it is not."""
    account = document_of(data, accounts)
    if account is None:
        return ""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{account.document}.txt").write_bytes(data)
    return account.document
