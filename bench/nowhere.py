"""A platform that takes everything at once and does nothing with it."""

from bench.ours import UNLIMITED
from bot.wire import Parcel


class Nowhere:
    name, tenant, limits, whispers = "nowhere", "here", UNLIMITED, False

    async def open(self) -> None: ...

    async def close(self) -> None: ...

    async def send(self, _parcel: Parcel) -> str:
        return "1"
