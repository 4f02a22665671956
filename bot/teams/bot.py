"""From an activity to a turn, and from its answer to a reply."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any, Protocol

import structlog
from botbuilder.core import ActivityHandler, TurnContext

from bot.cards import Card
from bot.domain.people import Account
from bot.front.acting import for_somebody
from bot.front.turn import Answer, Door, Happened, Json, Turn
from bot.front.voice import MayHaveArrived, NotNow, Unreachable
from bot.teams import deeds, replies
from bot.teams.activity import Received
from bot.teams.connector import Connector
from bot.teams.deeds import Deed
from bot.teams.files import Files
from bot.teams.meeting_events import happened_in_room, join_url_of
from bot.teams.replies import Outgoing
from bot.teams.who import account_of, chat_of, email_finder, is_bot, names_bot
from bot.teams.words import typed
from bot.usecases.rooms import RoomSeen

PATIENCE = 12.0  # the channel itself gives up after fifteen seconds
WAITS = (0.5, 1.0)  # between three tries
NOT_RECOGNISED = "I can't recognise your account here. Please open me in Teams with your work or university account."

log = structlog.get_logger(__name__)


def received(turn_context: TurnContext) -> Received:
    """The activity of a turn: every one of ours was read by our own reader."""
    activity = turn_context.activity
    if not isinstance(activity, Received):
        raise TypeError("an activity came from elsewhere")
    return activity


class Front(Protocol):
    """Answers turns."""

    async def answer(self, turn: Turn) -> Answer:
        """The answer to a turn; never raises."""
        ...

    async def room_seen(self, seen: RoomSeen, *, key: str | None) -> Answer:
        """What is said in the chat of a meeting; never raises."""
        ...


class TeamsBot(ActivityHandler):  # type: ignore[misc]  # the SDK ships no types
    """One method a kind of activity; kinds that are not here are taken and ignored."""

    def __init__(
        self,
        *,
        front: Front,
        render: Callable[[Card], dict[str, Json]],
        connector: Connector,
        files: Files,
        sleep: Callable[[float], Awaitable[None]],
        chance: Callable[[], float],
    ) -> None:
        self.unsaid: Counter[str] = Counter()
        self._front = front
        self._render = render
        self._connector = connector
        self._files = files
        self._sleep = sleep
        self._chance = chance
        self._patience = PATIENCE

    async def on_message_activity(self, turn_context: TurnContext) -> None:
        """Typed words, or a press on Action.Submit."""
        activity = received(turn_context)
        if is_bot(activity.from_property):
            return
        if activity.value is None:
            await self._say(turn_context, await self._ask(activity, self._said(activity)))
            return
        answer = await self._ask(activity, deeds.submitted(activity.value))
        await self._say(turn_context, answer, in_place_of=activity.reply_to_id)

    async def on_conversation_update_activity(self, turn_context: TurnContext) -> None:
        """The bot was added to a chat or removed from it; other people coming and going is not our business."""
        activity = received(turn_context)
        if names_bot(activity.members_added, activity.recipient):
            await self._event(turn_context, Happened.CAME)
        elif names_bot(activity.members_removed, activity.recipient):
            await self._event(turn_context, Happened.LEFT)

    async def on_installation_update(self, turn_context: TurnContext) -> None:
        """Installed or removed; an upgrade is neither."""
        match received(turn_context).action:
            case "add":
                await self._event(turn_context, Happened.CAME)
            case "remove":
                await self._event(turn_context, Happened.LEFT)

    async def on_event_activity(self, turn_context: TurnContext) -> None:
        """A meeting began or ended in the chat of which the bot is; other events are not our business."""
        activity = received(turn_context)
        if (seen := happened_in_room(activity)) is None:
            return
        if not seen.join_url:
            seen = replace(seen, join_url=await join_url_of(self._connector, activity))
        named = activity.id or seen.at  # what has neither may come twice: that changes nothing
        key = f"{activity.conversation.id}|{activity.id}|{seen.what}|{seen.at}" if named else None
        await self._say(turn_context, await self._front.room_seen(seen, key=key))

    async def on_invoke_activity(self, turn_context: TurnContext) -> None:
        """Buttons and dialogs whose answer is the HTTP response itself."""
        await turn_context.send_activity(await self._invoked(turn_context))

    async def _invoked(self, turn_context: TurnContext) -> Outgoing:
        activity = received(turn_context)
        match activity.name:
            case "adaptiveCard/action" if deeds.is_automatic(activity.value):
                body = replies.pressed(card=None, note=None)
            case "adaptiveCard/action":
                answer = await self._ask(activity, deeds.executed(activity.value))
                body = replies.pressed(card=self._drawn(answer), note=answer.note)
                await self._say_beside(turn_context, answer)
            case "task/fetch":
                body = await self._dialog(turn_context, deeds.opened(activity.value))
            case "task/submit":
                body = await self._dialog(turn_context, deeds.sent_in(activity.value))
            case _:
                return replies.response(501)
        return replies.response(200, body)

    async def _dialog(self, turn_context: TurnContext, deed: Deed) -> dict[str, Json]:
        answer = await self._ask(received(turn_context), deed)
        await self._say_beside(turn_context, answer)
        return replies.dialog(card=self._drawn(answer), note=answer.note, title=answer.dialog)

    async def _event(self, turn_context: TurnContext, happened: Happened) -> None:
        activity = received(turn_context)
        account = account_of(activity)
        if account is None:
            return
        answer = await self._front.answer(self._turn(activity, account, Deed(happened=happened)))
        if happened is Happened.CAME:
            await self._say(turn_context, answer)

    def _said(self, activity: Received) -> Deed:
        words = typed(
            activity.text, text_format=activity.text_format, entities=activity.entities, bot=activity.recipient.id
        )
        return Deed(happened=Happened.SAID, words=words, files=self._files.of(activity.attachments))

    async def _ask(self, activity: Received, deed: Deed) -> Answer:
        account = account_of(activity)
        if account is None:
            return Answer(note=NOT_RECOGNISED)
        return await self._front.answer(self._turn(activity, account, deed))

    def _turn(self, activity: Received, account: Account, deed: Deed) -> Turn:
        return Turn(
            key=f"{activity.conversation.id}|{activity.id}",
            account=account,
            chat=chat_of(activity),
            door=Door.TEAMS,
            happened=deed.happened,
            words=deed.words,
            verb=deed.verb,
            fields=deed.fields,
            files=deed.files,
            card_id=activity.reply_to_id if deed.verb else None,
            find_email=email_finder(self._connector, activity),
        )

    def _drawn(self, answer: Answer) -> dict[str, Json] | None:
        if answer.card is None:
            return None
        card = self._render(answer.card)
        return card if answer.act_for is None else for_somebody(card, answer.act_for)

    async def _say_beside(self, turn_context: TurnContext, answer: Answer) -> None:
        # The response holds one thing only; words or another card that come with it are said in the chat.
        if answer.card is not None and answer.note is not None:
            await self._say(turn_context, Answer(note=answer.note))
        if answer.also is not None:
            await self._say(turn_context, Answer(card=answer.also))

    async def _say(self, turn_context: TurnContext, answer: Answer, *, in_place_of: str | None = None) -> None:
        card = self._drawn(answer)
        try:
            async with asyncio.timeout(self._patience):
                if card is not None and in_place_of and await self._replace(turn_context, card, in_place_of):
                    card = None
                if card is not None or answer.note is not None:
                    reply = replies.message(card=card, note=answer.note)
                    reply.targeted = received(turn_context).targeted
                    await self._patiently(lambda: turn_context.send_activity(reply))
        except (NotNow, Unreachable, MayHaveArrived, TimeoutError) as error:
            self.unsaid[type(error).__name__] += 1
            log.warning("teams.reply_not_said", how=type(error).__name__, why=str(error))
        if answer.also is not None:
            await self._say(turn_context, Answer(card=answer.also))

    async def _replace(self, turn_context: TurnContext, card: dict[str, Json], message: str) -> bool:
        shown = replies.message(card=card)
        shown.id = message
        shown.targeted = received(turn_context).targeted
        try:
            await self._patiently(lambda: turn_context.update_activity(shown))
        except Unreachable:  # the message is gone: what came of the press is said as a new one
            return False
        return True

    async def _patiently(self, action: Callable[[], Awaitable[Any]]) -> None:
        for wait in WAITS:
            try:
                await action()
            except NotNow as error:
                if error.after >= self._patience:
                    raise
                await self._sleep(max(error.after, wait) * (1 + self._chance() / 2))
            else:
                return
        await action()
