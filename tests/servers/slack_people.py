"""What people do in Slack: talk, command, press, fill in forms, come and go."""

import copy
import html
import re
from typing import Any

from .slack_delivery import COMMANDS, INTERACTIVE, Deliveries, Delivery
from .slack_forms import CannotError, filled, pressed
from .slack_views import checked, push_view, replace_view
from .slack_workspace import (
    APP_ID,
    BOT_USER,
    Channel,
    Message,
    RefusedError,
    ResponseUrl,
    View,
    id_of,
)


def escaped(text: str) -> str:
    """What somebody typed as events carry it: only picked people and channels keep their <>."""
    pieces = re.split(r"(<[@#]\w+>)", text)
    pieces[::2] = [html.escape(piece, quote=False) for piece in pieces[::2]]
    return "".join(pieces)


class People(Deliveries):
    """The hands of the test. Everyone and everything may be named by id."""

    # -- words -----------------------------------------------------------------------------------

    async def say(
        self, user: Any, channel: Any, text: str, thread_ts: str | None = None
    ) -> Message:
        """Talk; whoever names the bot in a channel causes an app_mention as well."""
        where = self._member_of(user, channel)
        message = self.post(where.id, id_of(user), escaped(text), thread_ts=thread_ts)
        spoken = message.as_json() | {"channel": where.id, "team": self.team.id}
        spoken |= {"client_msg_id": self.fresh("m"), "event_ts": message.ts}
        if BOT_USER in where.members:
            await self.event(**spoken, channel_type=where.kind)
            if f"<@{BOT_USER}>" in text and not where.is_im:
                await self.event(**spoken | {"type": "app_mention"})
        return copy.deepcopy(message)

    async def app_mention(self, user: Any, channel: Any, text: str) -> Message:
        return await self.say(user, channel, f"<@{BOT_USER}> {text}")

    async def edit(self, message: Message, text: str) -> Message:
        """The author changes what they said."""
        kept = self.said[message.channel][message.ts]
        before = kept.as_json()
        kept.text, kept.edited = escaped(text), self.stamp()
        after = {"message": kept.as_json(), "previous_message": before}
        await self._hidden(kept, "message_changed", after)
        return copy.deepcopy(kept)

    async def delete(self, message: Message) -> None:
        kept = self.said[message.channel].pop(message.ts)
        await self._hidden(
            kept, "message_deleted", {"previous_message": kept.as_json(), "deleted_ts": kept.ts}
        )

    async def _hidden(self, message: Message, subtype: str, more: dict[str, Any]) -> None:
        where = self.channels[message.channel]
        if BOT_USER in where.members:
            told = {"channel": where.id, "channel_type": where.kind, "ts": self.stamp()}
            await self.event(type="message", subtype=subtype, hidden=True, **told | more)

    async def command(self, user: Any, channel: Any, command: str, text: str = "") -> Delivery:
        """A slash command. What the bot acknowledges with is shown to the person."""
        where = self._member_of(user, channel)
        person = self.users[id_of(user)]
        address = self.response_url(person.id, where.id)
        delivery = await self.deliver(
            COMMANDS,
            {
                "token": "verification",
                "team_id": self.team.id,
                "team_domain": self.team.domain,
                "channel_id": where.id,
                "channel_name": where.name,
                "user_id": person.id,
                "user_name": person.name,
                "command": command,
                "text": text,
                "api_app_id": APP_ID,
                "is_enterprise_install": "false",
                "response_url": address,
                "trigger_id": self.trigger(person.id),
            },
        )
        said = {"text": delivery.body} if isinstance(delivery.body, str) else delivery.body
        if said:
            try:
                self.reply(ResponseUrl(person.id, where.id, self.clock()), said)
            except RefusedError:
                delivery.attempts[-1].reason = "http_error"  # shown as a failed command
        return delivery

    async def react(self, user: Any, message: Message, name: str, *, back: bool = False) -> None:
        """Somebody reacts to a message, or takes it back."""
        person, kept = id_of(user), self.said[message.channel][message.ts]
        users = kept.reactions.setdefault(name, [])
        (users.remove if back else users.append)(person)
        item = {"type": "message", "channel": kept.channel, "ts": kept.ts}
        told = {"user": person, "reaction": name, "item_user": kept.user, "item": item}
        if BOT_USER in self.channels[kept.channel].members:
            await self.event(type="reaction_removed" if back else "reaction_added", **told)

    # -- buttons and forms -----------------------------------------------------------------------

    async def press(
        self, on: Message | View, what: str, user: Any = None, value: Any = None
    ) -> Delivery:
        """Presses, picks or chooses `what` (a label, an action id, an option's text) on what a
        person sees: a message as it was when they saw it, a modal or their home tab."""
        person = id_of(user) if user else ""
        if isinstance(on, View):
            person = person or on.user
        if not person:
            raise CannotError("somebody must press it")
        act = pressed(on.blocks, what, value) | {"action_ts": self.stamp()}
        view = on.id if isinstance(on, View) else None
        payload = self._interaction("block_actions", person, view) | {"actions": [act]}
        if isinstance(on, View):
            payload |= {
                "container": {"type": "view", "view_id": on.id},
                "view": on.as_json() | {"state": {"values": filled(on.blocks, {}, whole=False)}},
            }
            return await self.deliver(INTERACTIVE, payload)
        where = self._member_of(person, on.channel)
        if on.seen_by not in (None, person):
            raise CannotError(f"{person} does not see what only {on.seen_by} sees")
        payload |= self._place(on, where) | {
            "container": {
                "type": "message",
                "message_ts": on.ts,
                "channel_id": where.id,
                "is_ephemeral": bool(on.seen_by),
            },
            "state": {"values": {}},
            "response_url": self.response_url(person, where.id, on),
        }
        if on.seen_by:
            del payload["message"]
        return await self.deliver(INTERACTIVE, payload)

    async def type(self, view: View, values: dict[str, Any]) -> Delivery | None:
        """Types into a modal without sending it; the bot hears of it only if it asked to."""
        asking = [
            block
            for block in view.blocks
            if block.get("dispatch_action")
            and "on_character_entered"
            in block["element"].get("dispatch_action_config", {}).get("trigger_actions_on", ())
        ]
        if not asking:
            return None
        block = asking[-1]
        act = {
            "type": block["element"]["type"],
            "block_id": block["block_id"],
            "action_id": block["element"]["action_id"],
            "action_ts": self.stamp(),
        }
        payload = self._interaction("block_actions", view.user, view.id) | {
            "actions": [act],
            "container": {"type": "view", "view_id": view.id},
            "view": view.as_json()
            | {"state": {"values": filled(view.blocks, values, whole=False)}},
        }
        return await self.deliver(INTERACTIVE, payload)

    async def shortcut(
        self, user: Any, callback_id: str, message: Message | None = None
    ) -> Delivery:
        """A message shortcut or, with no message, a global one."""
        person = id_of(user)
        kind = "message_action" if message else "shortcut"
        payload = self._interaction(kind, person) | {
            "callback_id": callback_id,
            "action_ts": self.stamp(),
        }
        if message:
            where = self._member_of(person, message.channel)
            payload |= self._place(message, where) | {
                "message_ts": message.ts,
                "response_url": self.response_url(person, where.id, message),
            }
        return await self.deliver(INTERACTIVE, payload)

    async def submit(
        self, view: View, values: dict[str, Any] | None = None, user: Any = None
    ) -> Delivery:
        """Fills in a modal and sends it; then happens what the bot answered."""
        shown = view.as_json() | {"state": {"values": filled(view.blocks, values or {})}}
        person = id_of(user) if user else view.user
        payload = self._interaction("view_submission", person, view.id)
        delivery = await self.deliver(INTERACTIVE, payload | {"view": shown, "response_urls": []})
        if delivery.ok:
            try:
                self._follow(view, delivery.body or {})
            except RefusedError:
                delivery.attempts[-1].reason = "http_error"  # "We had some trouble connecting"
        return delivery

    def _follow(self, view: View, answer: dict[str, Any]) -> None:
        """The response_action of a submission."""
        stack = self.stacks.get(view.user, [])
        kept = next((one for one in stack if one.id == view.id), None)
        if kept is None:
            return
        act = answer.get("response_action")
        if act is None:
            stack.remove(kept)
        elif act == "clear":
            stack.clear()
        elif act == "errors":
            fields = {block["block_id"] for block in kept.blocks if block["type"] == "input"}
            wrong = answer.get("errors") or {}
            if not wrong or wrong.keys() - fields:
                self.break_rule("errors", "invalid_arguments", f"no such fields: {sorted(wrong)}")
            kept.errors = wrong
        elif act in ("update", "push"):
            body = checked(self, f"response_action {act}", answer.get("view"))
            if act == "push":
                push_view(self, view.user, body)
            else:
                replace_view(self, kept, body)
        else:
            self.break_rule("response_action", "invalid_arguments", f"unknown action {act}")

    async def close(self, view: View, everything: bool = False) -> Delivery | None:
        """Closes a modal; the bot hears of it only if it asked to."""
        stack = self.stacks.get(view.user, [])
        clear = everything or bool(view.body.get("clear_on_close"))
        stack[:] = [] if clear else [one for one in stack if one.id != view.id]
        if not view.body.get("notify_on_close"):
            return None
        payload = self._interaction("view_closed", view.user)
        del payload["trigger_id"]
        return await self.deliver(
            INTERACTIVE, payload | {"view": view.as_json(), "is_cleared": clear}
        )

    # -- coming and going ------------------------------------------------------------------------

    async def join(self, user: Any, channel: Any) -> None:
        """Somebody, or the bot itself ("U0BOT"), joins a channel."""
        where = self.channels[id_of(channel)]
        where.members.append(id_of(user))
        await self._moved("member_joined_channel", id_of(user), where)

    async def leave(self, user: Any, channel: Any) -> None:
        where = self.channels[id_of(channel)]
        where.members.remove(id_of(user))
        await self._moved("member_left_channel", id_of(user), where)

    async def _moved(self, kind: str, user: str, where: Channel) -> None:
        if BOT_USER in (user, *where.members):
            letter = "G" if where.private else "C"
            await self.event(
                type=kind, user=user, channel=where.id, channel_type=letter, team=self.team.id
            )

    async def open_home(self, user: Any, tab: str = "home") -> None:
        home = self.homes.get(id_of(user))
        seen = {"view": home.as_json()} if home and tab == "home" else {}
        where = self.dm(user).id
        await self.event(type="app_home_opened", user=id_of(user), channel=where, tab=tab, **seen)

    async def uninstall(self) -> None:
        """The app is removed: its tokens die, and it is told."""
        self._kill_tokens("account_inactive")
        await self.event(type="app_uninstalled")

    async def revoke_tokens(self) -> None:
        self._kill_tokens("token_revoked")
        await self.event(type="tokens_revoked", tokens={"oauth": [], "bot": [BOT_USER]})

    def _kill_tokens(self, error: str) -> None:
        for token in (self.bot_token, *self.extra_tokens):
            self.dead_tokens[token] = error

    # -- what every interaction says -------------------------------------------------------------

    def _member_of(self, user: Any, channel: Any) -> Channel:
        where = self.channels[id_of(channel)]
        if id_of(user) not in where.members:
            raise CannotError(f"{id_of(user)} is not in {where.id}")
        return where

    def _interaction(self, kind: str, user: str, view: str | None = None) -> dict[str, Any]:
        name = self.users[user].name
        return {
            "type": kind,
            "token": "verification",
            "api_app_id": APP_ID,
            "team": {"id": self.team.id, "domain": self.team.domain},
            "user": {"id": user, "username": name, "name": name, "team_id": self.team.id},
            "enterprise": None,
            "is_enterprise_install": False,
            "trigger_id": self.trigger(user, view),
        }

    def _place(self, message: Message, where: Channel) -> dict[str, Any]:
        return {
            "channel": {"id": where.id, "name": where.name},
            "message": message.as_json(),
        }
