"""What became of the messages a lane has sent, and how it is written down."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.models import Chat, Post
from bot.queries import homes, outbox
from bot.queries.outbox import Job


@dataclass(frozen=True, slots=True)
class Mark:
    """What became of a job."""

    job: Job
    state: str
    platform_id: str | None = None
    not_before: datetime | None = None
    error: str = ""
    dead: bool = False
    moved_to: str | None = None
    no_topic: bool = False

    @property
    def tells_more(self) -> bool:
        """Whether a post or the chat is written too, not the row alone."""
        return bool(self.job.post or self.dead or self.moved_to or self.no_topic)

    def values(self, now: datetime) -> dict[str, object]:
        """What the row says from now on."""
        job = self.job
        return {
            "row": job.id,
            "state": self.state,
            "attempts": job.attempts + (self.state != "sent"),
            "platform_id": self.platform_id,
            "sent_at": now if self.state == "sent" else None,
            "not_before": self.not_before or job.not_before,
            "error": self.error,
        }


def write(session: Session, worker: str, marks: Sequence[Mark], now: datetime) -> int:
    """Write them all, but for rows that are no longer leased to `worker`: how many those are."""
    if not marks:
        return 0
    more = [mark for mark in marks if mark.tells_more]
    own = outbox.still_mine(session, worker, [mark.job.id for mark in more])
    late = outbox.mark(session, worker, [mark.values(now) for mark in marks])
    for mark in more:
        job = mark.job
        if job.id not in own:
            continue
        if mark.state == "sent" and job.post and mark.platform_id:
            _stand(session, job.chat_id, job.post, mark.platform_id)
        _learn(session, mark, now)
    return late


def _learn(session: Session, mark: Mark, now: datetime) -> None:
    """What a refusal told of the chat itself."""
    if not (mark.dead or mark.moved_to or mark.no_topic):
        return
    chat = session.get(Chat, mark.job.chat_id)
    if chat is None:
        return
    if mark.dead:
        homes.gone(session, chat, now, mark.error)
    elif mark.moved_to:
        homes.move(session, chat, mark.moved_to, chat.thread)
    elif chat.thread:
        homes.leave_topic(session, chat, now)


def _stand(session: Session, chat_id: int, name: str, platform_id: str) -> None:
    post = session.scalar(select(Post).where(Post.chat_id == chat_id, Post.name == name))
    if post is None:
        session.add(Post(chat_id=chat_id, name=name, platform_id=platform_id))
        session.flush()
    else:
        post.platform_id = platform_id
