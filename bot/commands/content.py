"""`content`: look into the curricula, check them, prove them against the documents."""

import json
from pathlib import Path

import content
from bot.commands.errors import fail
from bot.commands.language import how_to_call, reader, t
from bot.imported import mistake as told


def tracks(*, as_json: bool) -> None:
    library = content.load()
    rows = [
        {
            "id": track.id,
            "title": track.title,
            "en": track.en,
            "items": len(library.track(track.id)),
            "tasks": len(library.sequence(track.id)),
            "minutes": sum(item.minutes for item in library.sequence(track.id)),
        }
        for track in library.tracks()
    ]
    if as_json:
        print(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for row in rows:
        print(f"{row['id']:4} {row['title']}  ({row['en']}): {row['tasks']} tasks")


def show(item: str, *, as_json: bool) -> None:
    library = content.load()
    found = [library.find(item)] if item else list(library.items.values())
    if found == [None]:
        fail(t("There is no item {id}. See: {bot} content list", id=item, bot=how_to_call()))
    shown = [one.as_json() for one in found if one is not None]
    if as_json:
        print(json.dumps(shown[0] if item else shown, ensure_ascii=False, indent=1))
        return
    for one in found:
        if one is not None:
            where = f"{one.source.document}:{one.source.lines[0]}" if one.source else "-"
            print(f"{one.id:24} {one.kind:10} {where:10} {one.title}")


def check(file: Path | None, documents: Path | None, *, coverage: bool, as_json: bool) -> None:
    """Exit code 1 if there is a mistake, a line without a place, or a difference."""
    library = content.load()
    words = reader()
    mistakes = [told(mistake, words) for mistake in _mistakes(file, library)]
    differences = content.prove(library, documents) if documents else []
    account = content.coverage(library)
    if as_json:
        _print_json(mistakes, differences, account)
    else:
        if coverage:
            for row in account.rows:
                print(_line(row))
        for line in [*mistakes, *differences]:
            print(line)
        print(
            f"{len(mistakes)} mistakes, {len(account.unclassified)} lines unclassified"
            + (f", {len(differences)} differences to the documents" if documents else "")
        )
    raise SystemExit(bool(mistakes or differences or (coverage and account.unclassified)))


def export(track: str, *, as_json: bool) -> None:
    library = content.load()
    found = next(
        (one for one in library.curricula if any(item.id == track for item in one.items)), None
    )
    if found is None:
        fail(t("There is no track {id}. See: {bot} content list", id=track, bot=how_to_call()))
    if as_json:
        print(json.dumps([item.as_json() for item in found.items], ensure_ascii=False, indent=1))
    else:
        print(content.write(found), end="")


def _mistakes(file: Path | None, library: content.Library) -> list[content.Mistake]:
    if file is None:
        return list(content.check(library))
    files = sorted(file.glob("*.txt")) if file.is_dir() else [file]
    try:
        return content.examine([(str(each), each.read_text(encoding="utf-8")) for each in files])
    except OSError as error:
        fail(f"{file}: {error.strerror}")
    except UnicodeDecodeError:
        fail(t("{path}: this is not UTF-8 text. Save it as UTF-8 and try again.", path=str(file)))


def _line(row: content.Accounted) -> str:
    return f"{row.document}:{row.line} {row.kind}: {', '.join(row.items) or row.reason or '?'}"


def _print_json(mistakes: list[str], differences: list[str], account: content.Coverage) -> None:
    report = {
        "mistakes": mistakes,
        "differences": differences,
        "unclassified": len(account.unclassified),
        "rows": [row.as_json() for row in account.rows],
    }
    print(json.dumps(report, ensure_ascii=False, indent=1))
