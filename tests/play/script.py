"""A conversation file: who says what, when, and what the companion answers.

# one sentence: the rule this conversation shows
lang: zh
zone: Asia/Shanghai
surfaces: bare telegram        only where it can be played at all; without this, everywhere
2026-03-01 07:30              the clock moves there, ringing every alarm on the way
小王> /today                   words, in private
小王@组> /group                words in the shared channel
小王> [✅ 完成]                 a press on a button, by its label
小王> {日期: 2026-03-14; 地点: 线上}   a form, filled in and sent
小王~> 学完装饰器了             the last words of this person are edited
bot(小王)> 已打卡               for one person's eyes: in private, whispered or as a toast
   | a second line
   | [按钮] [按钮]
   | (picture: what it shows)
   | (file: plan.md)
bot(小王)> (form: 设置)         a form to be filled in by the next step
bot@组> ...                    in the channel
"""

import re
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

CHANNEL = "组"
GROUP_NAME = "Python 小组"
"""What the shared channel is called."""

_TIME = re.compile(r"^\d{4}-\d{2}-\d{2} \d{2}:\d{2}(:\d{2})?$")
_SPOKEN = re.compile(r"^(?P<who>[^\s@>(~]+)(?P<edit>~)?(?P<where>@组)?> ?(?P<words>.*)$")
_HEARD = re.compile(r"^bot(?:@(?P<channel>组)|\((?P<who>[^)]+)\))> ?(?P<words>.*)$")
_FORM = re.compile(r"^\{(.*)\}$")
_BUTTON = re.compile(r"^\[(.+)\]$")
_ASIDE = re.compile(r"^\((picture|file|form): (.*)\)$")
_MORE = "   | "


@dataclass(frozen=True)
class Moment:
    """The clock moves to a local time of the conversation's zone."""

    at: datetime

    def written(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"


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
        pairs = [re.split("[:：]", part, maxsplit=1) for part in re.split("[;；]", found[1])]
        return {name.strip(): value.strip() for name, value in filter(lambda p: p[1:], pairs)}

    def written(self) -> str:
        where = f"@{CHANNEL}" if self.in_channel else ""
        words = self.words.replace("\n", "\\n")
        return f"{self.who}{'~' if self.edit else ''}{where}> {words}"


@dataclass(frozen=True)
class Heard:
    """What one chat or one person hears from the companion."""

    who: str
    """A person's name, or CHANNEL."""
    text: str = ""
    buttons: tuple[tuple[str, ...], ...] = ()
    picture: str = ""
    """What the picture shows, in words."""
    file: str = ""
    form: str = ""
    """The title of a form that opened."""
    lacks: tuple[str, ...] = ()
    """What the platform cannot show with it, as a toast has no buttons."""

    @property
    def labels(self) -> list[str]:
        return [label for row in self.buttons for label in row]

    def written(self) -> str:
        rows = self.text.split("\n") if self.text else []
        rows += [" ".join(f"[{label}]" for label in row) for row in self.buttons]
        asides = {"picture": self.picture, "file": self.file, "form": self.form}
        rows += [f"({name}: {words})" for name, words in asides.items() if words]
        head = f"bot@{CHANNEL}> " if self.who == CHANNEL else f"bot({self.who})> "
        return head + f"\n{_MORE}".join(rows)


Step = Moment | Line


@dataclass
class Script:
    path: Path
    head: list[str] = field(default_factory=list)
    lang: str = "zh"
    zone: str = "Asia/Shanghai"
    surfaces: str = ""
    steps: list[tuple[Step, list[Heard]]] = field(default_factory=list)
    """Each step, and what shall be heard after it."""

    def runs_on(self, surface: str) -> bool:
        return not self.surfaces or surface in self.surfaces.split()

    def write(self, heard: list[list[Heard]]) -> None:
        rows = list(self.head)
        for (step, _), said in zip(self.steps, heard, strict=True):
            rows += [step.written(), *(one.written() for one in said)]
        self.path.write_text("\n".join(rows) + "\n", encoding="utf-8")


def read(path: Path) -> Script:
    script = Script(path)
    heard: list[list[str]] = []
    for row in path.read_text(encoding="utf-8").splitlines():
        if row.startswith(_MORE) and heard:
            heard[-1].append(row.removeprefix(_MORE))
        elif found := _HEARD.match(row):
            heard.append([found["channel"] or found["who"], found["words"]])
        else:
            _settle(script, heard)
            _take(script, row)
    _settle(script, heard)
    return script


def _take(script: Script, row: str) -> None:
    """A line of the head, a moment, or what somebody does."""
    name, _, value = row.partition(":")
    if _TIME.match(row.strip()):
        script.steps.append((Moment(datetime.fromisoformat(row.strip())), []))
    elif not script.steps and (not row.strip() or row.startswith("#")):
        script.head.append(row)
    elif not script.steps and name in {"lang", "zone", "surfaces"}:
        script.head.append(row)
        setattr(script, name, value.strip())
    elif spoken := _SPOKEN.match(row):
        words = spoken["words"].replace("\\n", "\n")
        line = Line(spoken["who"], bool(spoken["where"]), words, bool(spoken["edit"]))
        script.steps.append((line, []))
    elif row.strip():
        raise ValueError(f"{script.path}: cannot read {row!r}")


def _settle(script: Script, heard: list[list[str]]) -> None:
    """The lines read so far belong to the last step."""
    if heard:
        script.steps[-1][1].extend(_heard(who, rows) for who, *rows in heard)
        heard.clear()


def _heard(who: str, rows: list[str]) -> Heard:
    asides: dict[str, str] = {}
    buttons: list[tuple[str, ...]] = []
    while rows and (found := _ASIDE.match(rows[-1])):
        asides[found[1]] = found[2]
        rows = rows[:-1]
    while rows and _BUTTON.match(rows[-1]):
        buttons.insert(0, tuple(rows[-1][1:-1].split("] [")))
        rows = rows[:-1]
    return Heard(who, "\n".join(rows), tuple(buttons), **asides)
