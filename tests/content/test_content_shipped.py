"""The shipped curricula: whole, true to their documents, and their code runs."""

import json
import subprocess
import sys
from itertools import groupby
from pathlib import Path

import content

# Each block runs in a process of its own, with plain Python, five seconds and an empty folder.
RUN_BLOCKS = """
import json, os, signal, sys, tempfile, traceback, types

for place, text in json.load(sys.stdin):
    child = os.fork()
    if not child:
        os.chdir(tempfile.mkdtemp(dir="."))
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.dup2(2, 1)
        signal.alarm(5)
        main = sys.modules["__main__"] = types.ModuleType("__main__")
        status = 0
        try:
            exec(compile(text, place, "exec"), main.__dict__)
        except SystemExit as left:
            status = left.code or 0
        except BaseException:
            traceback.print_exc()
            status = 1
        sys.stdout.flush()
        os._exit(status if isinstance(status, int) else 1)
    _, status = os.waitpid(child, 0)
    if status:
        print(f"{place} ended with {status}", file=sys.stderr, flush=True)
        failed = True
sys.exit("failed" in globals())
"""


def test_the_shipped_curricula_have_no_mistakes() -> None:
    assert [str(each) for each in content.check(content.load())] == []


def test_every_list_line_of_the_shipped_documents_has_its_place() -> None:
    rows = content.coverage(content.load())
    listed = [row for row in rows.rows if row.kind == "item"]
    assert sum(row.document == "003" for row in listed) == 1079 + 20
    assert sum(row.document == "001" for row in listed) == 38
    assert [(row.document, row.line) for row in rows.unclassified] == []


def test_python_blocks_run(tmp_path: Path) -> None:
    blocks = [
        (code.place.file, f"{code.place.file}:{code.place.line}", code.text)
        for item in content.load().items.values()
        for code in item.code
        if code.language == "python"
    ]
    assert blocks
    failures = []
    for _, of_file in groupby(sorted(blocks), key=lambda block: block[0]):
        ran = subprocess.run(
            [sys.executable, "-I", "-S", "-c", RUN_BLOCKS],
            input=json.dumps([block[1:] for block in of_file]),
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        if ran.returncode:
            failures.append(ran.stderr)
    assert not failures, "\n".join(failures)
