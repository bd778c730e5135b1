"""People around a meetup, played straight through the dispatcher; what is said to each is kept."""

import httpx
from sqlalchemy import select

from bot.chat import Address, Event, File, Person
from bot.server import application


class Play:
    """People who talk to the whole companion; what it says is kept, nothing is mocked."""

    def __init__(self, app, platform):
        self.app, self.platform, self.number = app, platform, 0

    async def do(self, person, name, text="", *, group=False, files=(), toast=False, **values):
        self.number += 1
        chat = "组" if group else person
        event = Event(
            name,
            Address("memory", "local", chat),
            Person("memory", "local", person, person, "zh"),
            self.app.clock.now(),
            f"k{self.number}",
            text=text,
            values=values,
            files=files,
            in_group=group,
            title="Python 小组" if group else "",
            trigger="toast" if toast else None,
        )
        return await self.app.dispatcher.handle(event)

    async def heard(self):
        await self.app.settle()
        fresh, self.platform.said = self.platform.said, []
        return [(one.only_for or one.address.chat, str(one.message.text), one) for one in fresh]

    async def words(self):
        return "\n".join(f"{who}: {text}" for who, text, _ in await self.heard())

    def all(self, table):
        with self.app.database.begin() as session:
            rows = list(session.scalars(select(table).order_by(table.id)))
            session.expunge_all()
            return rows

    async def group(self, *people):
        await self.do(people[0], "group.found", group=True)
        await self.do(people[0], "group.hour", "- 480", group=True)
        for one in people[1:]:
            await self.do(one, "group.join", "1", group=True)
        await self.heard()


def ics_file(content, name="invite.ics"):
    return (File(name, content, "text/calendar"),)


async def get(play, path, **headers):
    transport = httpx.ASGITransport(app=application(play.app))
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        return await client.get(path, headers=headers)
