"""The demo's stand-in for Teams: makes the activities that Teams would send, and takes the answers as Teams would."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any
from zoneinfo import ZoneInfo

from aiohttp import ClientError, ClientSession, ClientTimeout

from bot.front.turn import Json
from bot.web.demo_chats import Chat, Contents, Dialog, Message
from bot.web.form import Press
from bot.web.known import CannotShow, Node, check

BOT = {"id": "28:buddy-demo", "name": "Buddy"}
CARD = "application/vnd.microsoft.card.adaptive"
NOTE = "application/vnd.microsoft.activity.message"
LARGEST_CARD = 28 * 1024
PATIENCE = ClientTimeout(total=30)
LONDON = ZoneInfo("Europe/London")
FAULT = "Something went wrong, and nothing was sent. Please try again."
SILENCE = "The assistant did not answer. Please try again."


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What the demo needs from the program around it.

    post_url: where the bot takes activities. base_url: this server's own address, on loopback.
    clock: the demo's time. new_id: an id never given before, also not by an earlier run.
    settle: waits until all that is due now has been said. jump: moves the clock to the next event and tells in words
    what happened. again: puts everything back to the beginning.
    """

    post_url: str
    base_url: str
    tenant: str
    clock: Callable[[], datetime]
    new_id: Callable[[], str]
    settle: Callable[[], Awaitable[None]]
    jump: Callable[[], Awaitable[str]]
    again: Callable[[], Awaitable[None]]
    example_csv: str


def clock_words(time: datetime) -> str:
    """A moment as people say it, in London: 'Tuesday 1 December 2026, 09:00'."""
    there = time.astimezone(LONDON)
    return f"{there:%A} {there.day} {there:%B %Y}, {there:%H:%M}"


def stamp(time: datetime) -> str:
    """The same in short, for a message: 'Tue 1 Dec, 09:00'."""
    there = time.astimezone(LONDON)
    return f"{there:%a} {there.day} {there:%b, %H:%M}"


def acceptable(card: Node) -> Node:
    """The card, if Teams would take it and the page can show it; CannotShow otherwise."""
    check(card)
    size = len(json.dumps(card, ensure_ascii=False).encode())
    if size > LARGEST_CARD:
        raise CannotShow(f"The card has {size} bytes; Teams takes {LARGEST_CARD}.")
    return card


class NoAnswer(Exception):
    """The bot did not answer in a way that Teams could show: says what the person reads then."""


class StandIn:
    """Does for one page what Teams does for everybody: carries activities to the bot and shows what it answers."""

    def __init__(self, around: Around) -> None:
        self._around = around

    async def came(self, chat: Chat) -> None:
        """The person has the assistant installed."""
        await self._tell(chat, {"type": "installationUpdate", "action": "add"})

    async def say(self, chat: Chat, words: str, *, files: tuple[dict[str, Json], ...] = ()) -> None:
        """The person sends words, perhaps with a file."""
        said = {"type": "message", "text": words, "textFormat": "plain", "attachments": list(files)}
        await self._tell(chat, said)

    async def press(self, chat: Chat, *, message: Message, press: Press, typed: Mapping[str, str]) -> None:
        """The person presses a button of a card."""
        sent = press.merged(typed)
        try:
            if press.type == "Action.Execute":
                await self._execute(chat, message=message, verb=press.verb, data=sent)
            elif press.opens_dialog:
                await self._open(chat, message=message, data=sent)
            else:
                await self._tell(chat, {"type": "message", "value": sent, "replyToId": message.id})
        except NoAnswer as error:
            chat.tell(message.id, str(error))

    async def send_in(self, chat: Chat, *, dialog: Dialog, press: Press, typed: Mapping[str, str]) -> None:
        """The person sends the form of a dialog."""
        if press.type != "Action.Submit":
            raise CannotShow("A dialog's form is sent with Action.Submit; Teams knows nothing else there.")
        about = {"data": press.merged(typed), "context": {"theme": "default"}}
        try:
            body = await self._invoke(chat, {"name": "task/submit", "value": about})
            chat.dialog = shown_dialog(body, dialog) if body else None
        except NoAnswer as error:
            chat.dialog = replace(dialog, note=str(error))

    async def _execute(self, chat: Chat, *, message: Message, verb: str, data: dict[str, Json]) -> None:
        about = {"action": {"type": "Action.Execute", "verb": verb, "data": data}, "trigger": "manual"}
        asked = {"name": "adaptiveCard/action", "value": about, "replyToId": message.id}
        match await self._invoke(chat, asked):
            case {"type": kind, "value": dict(card)} if kind == CARD:
                chat.put(message.id, contents=Contents(card=acceptable(card)), new=False)
            case {"type": kind, "value": str(words)} if kind == NOTE:
                raise NoAnswer(words)
            case {"type": _} | {"value": _}:
                raise NoAnswer(FAULT)

    async def _open(self, chat: Chat, *, message: Message, data: dict[str, Json]) -> None:
        about = {"data": data, "context": {"theme": "default"}}
        body = await self._invoke(chat, {"name": "task/fetch", "value": about, "replyToId": message.id})
        if body:
            chat.dialog = shown_dialog(body, Dialog(title="", card={}, opener=message.id))

    async def _invoke(self, chat: Chat, asked: Mapping[str, object]) -> dict[str, Any]:
        status, body = await self._post(chat, {"type": "invoke", **asked})
        if status != HTTPStatus.OK:
            raise NoAnswer(FAULT)
        return body

    async def _tell(self, chat: Chat, said: Mapping[str, object]) -> None:
        try:
            status, _ = await self._post(chat, said)
            if status >= HTTPStatus.BAD_REQUEST:
                chat.note = FAULT
        except NoAnswer as error:
            chat.note = str(error)

    async def _post(self, chat: Chat, said: Mapping[str, object]) -> tuple[int, dict[str, Any]]:
        activity = {**self._envelope(chat), **said}
        try:
            async with (
                ClientSession(timeout=PATIENCE) as session,
                session.post(self._around.post_url, json=activity) as answer,
            ):
                body = await answer.json() if answer.content_type == "application/json" else None
                return answer.status, body or {}
        except (ClientError, TimeoutError) as error:
            raise NoAnswer(SILENCE) from error

    def _envelope(self, chat: Chat) -> dict[str, object]:
        person, tenant = chat.person, self._around.tenant
        return {
            "id": self._around.new_id(),
            "timestamp": self._around.clock().astimezone(UTC).isoformat(timespec="milliseconds"),
            "serviceUrl": f"{self._around.base_url}/demo/connector/",
            "channelId": "msteams",
            "locale": "en-GB",
            "from": {"id": person.member, "name": person.name, "aadObjectId": person.entra_id},
            "conversation": {"id": person.conversation, "conversationType": "personal", "tenantId": tenant},
            "recipient": BOT,
            "entities": [{"type": "clientInfo", "locale": "en-GB", "country": "GB", "platform": "Web"}],
            "channelData": {"tenant": {"id": tenant}},
        }


def shown_dialog(body: dict[str, Any], before: Dialog) -> Dialog:
    """The dialog that the bot asks for; NoAnswer if it has only words to say."""
    match body.get("task"):
        case {"type": "continue", "value": {"title": str(title), "card": {"content": dict(card)}}}:
            return Dialog(title=title, card=acceptable(card), opener=before.opener)
        case {"type": "message", "value": str(words)}:
            raise NoAnswer(words)
    raise CannotShow(f"Teams would not understand this answer to a dialog: {sorted(body)}")
