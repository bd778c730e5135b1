"""Posts: messages kept under a name, so that they can be edited in place."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.chat import Address
from bot.models import Chat, Outgoing, Post


def newest(session: Session, chat: Chat, post: str) -> dict[str, Any] | None:
    """What a post says now, or will once its newest edit is out."""
    return session.scalar(
        select(Outgoing.message)
        .where(
            Outgoing.chat_id == chat.id,
            Outgoing.post == post,
            Outgoing.state.in_(("ready", "leased", "sent")),
        )
        .order_by(Outgoing.id.desc())
        .limit(1)
    )


def stands(session: Session, chat: Chat, post: str) -> bool:
    """Whether a post was said, or is about to be."""
    return newest(session, chat, post) is not None


def standing(
    session: Session, chat_ids: Sequence[int], names: Sequence[str]
) -> dict[tuple[int, str], str]:
    """The platform's ids of posts that stand, by chat and name."""
    rows = session.execute(
        select(Post.chat_id, Post.name, Post.platform_id).where(
            Post.chat_id.in_(chat_ids), Post.name.in_(names)
        )
    )
    return {(chat_id, name): platform_id for chat_id, name, platform_id in rows}


def post_at(session: Session, address: Address, platform_id: str) -> str:
    """The name of the post a message is; "" if it is none. Telegram does not tell the topic of a
    message people react to, and does not need to: its numbers are the chat's.
    """
    found = session.scalar(
        select(Post.name)
        .join(Chat, Chat.id == Post.chat_id)
        .where(
            Chat.platform == address.platform,
            Chat.tenant == address.tenant,
            Chat.chat == address.chat,
            Post.platform_id == platform_id,
        )
        .order_by(Post.id.desc())
        .limit(1)
    )
    return found or ""
