"""People of one channel, played straight through the dispatcher at a clock that stands still."""

from dataclasses import dataclass
from datetime import timedelta
from itertools import count

from sqlalchemy import func, select

from bot.chat import Address, Event, Person
from bot.models import Account, Member
from bot.wire import Parcel
from tests.play.stage import FAST

CHANNEL = "组"


@dataclass(frozen=True)
class Post:
    """One saying and the message it stands in."""

    parcel: Parcel
    number: str

    @property
    def name(self) -> str:
        return self.parcel.message.post or ""


class Memory:
    """Keeps what it is given; it has no forms and can whisper."""

    name, tenant, limits, whispers = "memory", "local", FAST, True

    def __init__(self):
        self.said: list[Post] = []
        self._numbers = count(1)

    async def send(self, parcel):
        number = parcel.edit or str(next(self._numbers))
        self.said.append(Post(parcel, number))
        return number

    def link(self, payload):
        return f"https://example.test/{payload}"


class Town:
    def __init__(self, app):
        self.app = app
        self.platform = app.add(lambda _: Memory())
        self._keys = count()
        self.channel_name = CHANNEL

    async def found(self, who: str) -> None:
        await self.say(who, "/group")
        await self.press(who, "group.hour", "- 480", in_group=True)

    async def say(self, who: str, words: str, *, in_group: bool = False) -> None:
        name, _, text = words.removeprefix("/").partition(" ")
        await self._happens(who, name if words.startswith("/") else "", text, in_group)

    async def press(
        self, who: str, event: str, text: str, *, in_group: bool | None = None, settle: bool = True
    ) -> None:
        shared = event in {"group.checkin", "group.join"} if in_group is None else in_group
        await self._happens(who, event, text, shared, settle=settle)

    async def fill(self, who: str, event: str, text: str, **values: str) -> None:
        await self._happens(who, event, text, False, values=values)

    async def move(self, **span: int) -> None:
        await self.app.move_to(self.app.clock.now() + timedelta(**span))

    def channel(self) -> list[str]:
        """What stands in the channel, message by message, as it was edited last."""
        standing: dict[str, str] = {}
        for post in self.platform.said:
            if post.parcel.address.chat == CHANNEL and post.parcel.only_for is None:
                standing[post.number] = str(post.parcel.message.text)
        return list(standing.values())

    def heard(self, who: str) -> str:
        """The last thing said to one person alone."""
        own = [
            post
            for post in self.platform.said
            if who in {post.parcel.address.chat, post.parcel.only_for}
        ]
        return str(own[-1].parcel.message.text)

    def private(self, who: str) -> list[Parcel]:
        return [p.parcel for p in self.platform.said if p.parcel.address.chat == who]

    def member(self, who: str, **changed: object) -> Member:
        with self.app.database.begin() as session:
            found = session.scalar(select(Member).join(Account).where(Account.user == who))
            for name, value in changed.items():
                setattr(found, name, value)
            return found

    def count(self, session, table) -> int:
        return session.scalar(select(func.count()).select_from(table))

    def context(self, session, group):
        return self.app.dispatcher.worlds.of(session, group.chat, None, group, self.app.clock.now())

    async def _happens(self, who, name, text, in_group, *, settle=True, values=None) -> None:
        await self.app.dispatcher.handle(
            Event(
                name,
                Address("memory", "local", self.channel_name if in_group else who),
                Person("memory", "local", who, who, "zh"),
                self.app.clock.now(),
                f"k{next(self._keys)}",
                text=text,
                values=values or {},
                in_group=in_group,
                title="Python 小组" if in_group else "",
            ),
            "",
        )
        if settle:
            await self.app.settle()


async def on_a_monday(app):
    """Nobody has come yet; it is nine in the morning in Shanghai."""
    town = Town(app)
    await town.move(days=1, hours=2)
    return town
