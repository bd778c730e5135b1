"""A conversation file: who says what, when, and what the companion answers.

    # one sentence: the rule this conversation shows
    lang: zh
    2026-03-01 07:30              the clock moves there, ringing every alarm on the way
    小王> /today                   words, in private
    小王@组> /group                words in the shared channel
    小王> [✅ 完成]                 a press on a button, by its label
    小王> {日期: 2026-03-14; 地点: 线上}   a form, filled in and sent
    小王~> 学完装饰器了             the last words of this person are edited
    bot> 已打卡                     to the person who spoke last, in private
       | a second line
       | [按钮] [按钮]
    bot@组> ...                    in the channel
    bot(小王)> ...                 for one person's eyes, whether whispered, toasted or private
"""

import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

CHANNEL = "组"

_TIME = re.compile(r"^\d{4}-\d{2}-\d{2} \d{2}:\d{2}(:\d{2})?$")
_SPOKEN = re.compile(r"^(?P<who>[^\s@>(~]+)(?P<edit>~)?(?P<where>@组)?> ?(?P<words>.*)$")
_FORM = re.compile(r"^\{(.*)\}$")
_BUTTON = re.compile(r"^\[(.+)\]$")


@dataclass(frozen=True)
class Moment:
    """The clock moves to a local time of the conversation's zone."""

    at: datetime


@dataclass(frozen=True)
class Line:
    """Somebody says, presses, fills in or edits something."""

    who: str
    in_channel: bool
    words: str
    edit: bool = False

    @property
    def button(self) -> str | None:
        found = _BUTTON.match(self.words)
        return found.group(1) if found else None

    @property
    def form(self) -> dict[str, str] | None:
        found = _FORM.match(self.words)
        if found is None:
            return None
        pairs = [part.partition(":") for part in re.split(r"[;；]", found.group(1)) if part.strip()]
        return {name.strip(): value.strip() for name, _, value in pairs}


@dataclass(frozen=True)
class Heard:
    """What one chat or one person hears from the companion."""

    who: str
    """A person's name, or CHANNEL."""
    text: str
    buttons: tuple[tuple[str, ...], ...] = ()
    picture: bool = False
    file: str = ""

    def written(self) -> str:
        rows = self.text.split("\n") if self.text else []
        rows += [" ".join(f"[{label}]" for label in row) for row in self.buttons]
        if self.picture:
            rows.append("(picture)")
        if self.file:
            rows.append(f"(file {self.file})")
        head = f"bot@{CHANNEL}> " if self.who == CHANNEL else f"bot({self.who})> "
        return head + "\n   | ".join(rows)


@dataclass
class Script:
    path: Path
    lang: str
    zone: str
    head: list[str]
    steps: list[tuple[Moment | Line, list[str]]]
    """Each step and the companion's lines the file expects after it, as written."""

    def write(self, heard: list[list[Heard]]) -> None:
        rows = list(self.head)
        for (step, _), said in zip(self.steps, heard, strict=True):
            rows.append(_written(step))
            rows += [one.written() for one in said]
        self.path.write_text("\n".join(rows) + "\n", encoding="utf-8")


def read(path: Path) -> Script:
    head: list[str] = []
    steps: list[tuple[Moment | Line, list[str]]] = []
    fields = {"lang": "zh", "zone": "Asia/Shanghai"}
    for row in path.read_text(encoding="utf-8").splitlines():
        if row.startswith("   | ") and steps and steps[-1][1]:
            steps[-1][1][-1] += "\n" + row
        elif row.startswith("bot") and re.match(r"^bot(@组|\([^)]+\))?> ?", row) and steps:
            steps[-1][1].append(row)
        elif _TIME.match(row.strip()):
            steps.append((Moment(datetime.fromisoformat(row.strip())), []))
        elif not steps and (not row.strip() or row.startswith("#") or ":" in row.split(">")[0]):
            head.append(row)
            name, _, value = row.partition(":")
            if name in fields:
                fields[name] = value.strip()
        elif spoken := _SPOKEN.match(row):
            line = Line(
                spoken["who"],
                bool(spoken["where"]),
                spoken["words"].replace("\\n", "\n"),
                bool(spoken["edit"]),
            )
            steps.append((line, []))
        elif row.strip():
            raise ValueError(f"{path}: cannot read {row!r}")
    return Script(path, fields["lang"], fields["zone"], head, steps)


def _written(step: Moment | Line) -> str:
    if isinstance(step, Moment):
        return f"{step.at:%Y-%m-%d %H:%M}"
    where = f"@{CHANNEL}" if step.in_channel else ""
    words = step.words.replace("\n", "\\n")
    return f"{step.who}{'~' if step.edit else ''}{where}> {words}"
