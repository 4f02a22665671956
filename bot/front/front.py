"""The front: whatever the door, one turn becomes one use case in one transaction, and one answer."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import Any, Protocol, TypeVar

import structlog

from bot.cards import Card
from bot.cards.duty import SafetyQuestion, Talk
from bot.cards.help import HelpNow, NotUnderstood
from bot.cards.people import Unknown
from bot.domain.errors import BuddyError, NotForYou, NotOnTheList
from bot.domain.people import Account, ChatKind, PersonId, Role
from bot.domain.roster import decode
from bot.front.actions import ACTIONS, DIALOGS, Action
from bot.front.commands import (
    asks_for_help,
    asks_to_talk,
    find,
    not_understood,
    not_understood_here,
    what_i_can_do,
    what_works_here,
)
from bot.front.commands.command import ANYWHERE, COORDINATORS
from bot.front.fields import BadCard, Fields, whole
from bot.front.safety import AT_ONCE, BELOW, COUNTED, TALK, Net
from bot.front.telemetry import SILENCE, Telemetry
from bot.front.turn import Answer, Door, Happened, Turn
from bot.usecases.acting import ForSomebody
from bot.usecases.joining import on_the_list, take_part
from bot.usecases.people import Arrival, arrive, left, stranger
from bot.usecases.ports import SeenBefore, Work
from bot.usecases.ports.beyond import AskBeyond, Beyond, NothingBeyond
from bot.usecases.rooms import RoomSeen, room_seen
from bot.usecases.safety import SHOWN, count

log = structlog.get_logger(__name__)
Request = TypeVar("Request")
Reply = TypeVar("Reply")
UseCase = Callable[[Work, Any, datetime], Any]
Read = Callable[[datetime], Any]  # makes the request, once it is known that the person may ask
ANYONE = frozenset(Role)
OUR_FAULT = (
    "Something went wrong, and it was our fault. Please try again in a few minutes. "
    "If it happens again, please tell the coordinator this number: {reference}."
)
THEIRS_ALONE = "That is for the person alone. Nobody can do it for them."
ONLY_ALONE = "I can only answer that in our own chat, where nobody else reads it. Please write to me there."
IMPORT = "person import"  # what a file without words means
WENT_AWAY = "That was already done. Type 'next' to see how things are now."


class Store(Protocol):
    """Where use cases are run."""

    async def run(
        self,
        who: Account | None,
        use_case: Callable[[Work, Request, datetime], Reply],
        request: Request,
        *,
        key: str | None = None,
        door: str = "",
    ) -> Reply:
        """Runs a use case for somebody in one transaction; raises SeenBefore for a key that is not new."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Front:
    """Answers turns. `clock` gives the present instant (UTC), `reference` a new number for a bug.

    `wake` is called when something may have become due. `net` finds the words that bring up the question about safety.
    `beyond` is what Microsoft can be asked while a coordinator waits.
    """

    store: Store
    clock: Callable[[], datetime]
    reference: Callable[[], str]
    wake: Callable[[], None]
    net: Net
    telemetry: Telemetry = SILENCE
    beyond: Beyond = field(default_factory=NothingBeyond)

    async def answer(self, turn: Turn) -> Answer:
        """What the person gets back. Never raises: a refusal becomes a note, and a bug a note with a reference."""
        kind = {"happened": str(turn.happened), "verb": _known(turn.verb), "door": str(turn.door)}
        with self.telemetry.span("turn", **kind) as span:
            answer, outcome = await self._in_words(turn)
            span.set(outcome=outcome)
        self.telemetry.count("turns", outcome=outcome, **kind)
        return answer

    async def room_seen(self, seen: RoomSeen, *, key: str | None) -> Answer:
        """The agenda for the meeting's own chat, once. Never raises: nobody waits for an answer there."""
        try:
            card = await self.store.run(None, room_seen, seen, key=key, door=Door.TEAMS)
        except SeenBefore:
            return Answer()
        except Exception as bug:  # noqa: BLE001 - whatever it is, the clock says when people are asked
            log.error("front.room_not_noted", kind=type(bug).__name__)  # noqa: TRY400 - its message may hold an address
            return Answer()
        self.wake()
        return Answer(card=card)

    async def _in_words(self, turn: Turn) -> tuple[Answer, str]:
        """The answer, and how it came about: for those who count."""
        outcome = "answered"
        try:
            answer = await self._answer(turn)
        except SeenBefore:
            silent = turn.happened in {Happened.SAID, Happened.CAME, Happened.LEFT}
            return Answer() if silent else Answer(note=WENT_AWAY), "seen before"
        except BuddyError as refusal:
            log.info("front.refused", code=refusal.code, happened=str(turn.happened), verb=_known(turn.verb))
            answer, outcome = Answer(note=str(refusal)), "refused"
        except Exception as bug:  # noqa: BLE001 - the one place where a bug is turned into words
            reference = self.reference()
            where = "".join(traceback.format_tb(bug.__traceback__))  # the message of a bug may hold what people typed
            log.error("front.bug", reference=reference, kind=type(bug).__name__, where=where)  # noqa: TRY400 - the same
            answer, outcome = Answer(note=OUR_FAULT.format(reference=reference)), "bug"
        return (await self._with_care(turn, answer) if self.net.catches(turn) else answer), outcome

    async def _with_care(self, turn: Turn, answer: Answer) -> Answer:
        """Asks about safety when all that was to be done is done; where others read along it shows who can help."""
        call = await self._counted(turn, SHOWN)
        alone = turn.chat.kind is ChatKind.PERSONAL
        question = SafetyQuestion(call=call) if alone else HelpNow()
        return Answer(card=question) if isinstance(answer.card, NotUnderstood) else replace(answer, also=question)

    async def _counted(self, turn: Turn, pressed: str) -> bool:
        """Counts it, and tells whether the person can ask for a call; a database that is gone stops nothing."""
        try:
            return await self.store.run(turn.account, count, pressed, door=turn.door)
        except Exception as fault:  # noqa: BLE001 - whatever it is, the person is shown who can help
            log.error("front.not_counted", kind=type(fault).__name__)  # noqa: TRY400 - its message may hold personal data
            return False

    async def _at_once(self, turn: Turn, wanted: str) -> Answer:
        """What needs neither the list nor the database."""
        if wanted == TALK and turn.chat.kind is not ChatKind.PERSONAL:
            return Answer(note=ONLY_ALONE)
        if wanted in COUNTED:
            await self._counted(turn, COUNTED[wanted])
        card = AT_ONCE[wanted]()
        return Answer(note=BELOW, also=card) if wanted == TALK and turn.verb else Answer(card=card)

    async def _answer(self, turn: Turn) -> Answer:
        if wanted := _wants_at_once(turn):
            return await self._at_once(turn, wanted)
        match turn.happened:
            case Happened.SAID:
                return await self._said(turn)
            case Happened.PRESSED:
                action, act_for = _action(ACTIONS, turn), _for(turn)
                if act_for and action.own:
                    raise NotForYou(THEIRS_ALONE)
                request = partial(_read, action, turn.fields)
                card = await self._run(turn, action.run, request, roles=action.roles, act_for=act_for)
                return Answer(card=card, act_for=act_for)
            case Happened.OPENED | Happened.SENT_IN:
                action = _action(DIALOGS, turn)
                card = turn.card_id or "" if turn.happened is Happened.OPENED else turn.fields.get("card", "")
                request = partial(_read, action, {**turn.fields, "card": card})
                reply = await self._run(turn, action.run, request, roles=action.roles)
                return Answer(card=reply, dialog=action.dialog, also=Talk() if action.talk else None)
            case _:
                return Answer(card=await self._came_or_left(turn))

    async def _came_or_left(self, turn: Turn) -> Card | None:
        if turn.chat.kind is not ChatKind.PERSONAL:
            return None  # who adds us to a group, or takes us out of it, can be reached as before
        arrival = Arrival(account=turn.account, chat=turn.chat)
        if turn.happened is Happened.CAME:
            card: Card | None = await self._run(turn, arrive, lambda _: arrival)
            return card
        await self.store.run(turn.account, left, arrival, key=turn.key, door=turn.door)
        return None

    async def _said(self, turn: Turn) -> Answer:
        found = find(turn.words) or (find(IMPORT) if turn.files and not turn.words.strip() else None)
        alone = turn.chat.kind is ChatKind.PERSONAL
        if not found:
            unclear = not_understood if alone else not_understood_here
            return Answer(card=await self._run(turn, unclear, lambda _: turn.words, places=ANYWHERE))
        command, rest = found
        if command.run is what_i_can_do and not alone:
            return Answer(card=await self._run(turn, what_works_here, lambda _: None, places=ANYWHERE))
        if command.file and turn.files and not rest:
            rest = decode(await turn.files[0].read())
        request = partial(command.read, rest)
        reply = await self._run(turn, command.run, request, roles=command.roles, places=command.places)
        if isinstance(reply, ForSomebody):
            return Answer(card=reply.card, act_for=reply.person)
        if isinstance(reply, AskBeyond):
            found = await reply.ask(self.beyond)  # between two transactions, never in one
            then = replace(turn, key=f"{turn.key}|then")
            reply = await self._run(then, reply.then, lambda _: found, roles=command.roles, places=command.places)
        return Answer(card=reply)

    async def _run(
        self,
        turn: Turn,
        use_case: UseCase,
        read: Read,
        *,
        roles: frozenset[Role] = ANYONE,
        places: frozenset[ChatKind] = frozenset({ChatKind.PERSONAL}),
        act_for: PersonId | None = None,
    ) -> Any:  # noqa: ANN401 - what the use case returns
        """Runs it for whoever has the account; somebody new is looked up by e-mail address first."""
        if turn.chat.kind not in places:
            raise NotForYou(ONLY_ALONE)
        call = _Call(turn=turn, account=turn.account, use_case=use_case, read=read, roles=roles, act_for=act_for)
        try:
            reply = await self.store.run(turn.account, _serve, call, key=turn.key, door=turn.door)
        except NotOnTheList:
            email = await turn.find_email() if turn.find_email else turn.account.email
            account = replace(turn.account, email=email)
            call = replace(call, account=account)
            reply = await self.store.run(account, _admit, call, key=turn.key, door=turn.door)
        self.wake()
        if isinstance(reply, BuddyError):
            raise reply
        return reply


@dataclass(frozen=True, slots=True, kw_only=True)
class _Call:
    """A use case with all that is needed to decide whether this person may have it run."""

    turn: Turn
    account: Account
    use_case: UseCase
    read: Read
    roles: frozenset[Role]
    act_for: PersonId | None = None


def _serve(work: Work, call: _Call, now: datetime) -> Any:  # noqa: ANN401 - a card, a refusal, or what a command returns
    """The use case, for those whose role includes it. A refusal is audited, and so it is no exception here."""
    me, chat = work.actor, call.turn.chat
    alone = chat.kind is ChatKind.PERSONAL and call.use_case is not arrive  # who arrives is looked after there
    if alone and work.people.reach(call.account, chat, person=me.id, now=now):
        work.due.release(me.id, now=now)
    if call.act_for and me.is_a(COORDINATORS):
        work = work.for_somebody(call.act_for)
    elif call.act_for:
        work.audit("not for this role", now=now)
        return NotForYou()
    if not work.actor.is_a(call.roles):
        work.audit("not for this role", now=now)
        return NotForYou()
    return call.use_case(work, call.read(now), now)


def _admit(work: Work, call: _Call, now: datetime) -> Any:  # noqa: ANN401 - the same
    """The same for an account that is new: it is tied to its roster row, if there is one.

    A group is no place to write to one person, so it is not kept.
    """
    arrival = Arrival(account=call.account, chat=call.turn.chat)
    alone = call.turn.chat.kind is ChatKind.PERSONAL
    if work.people.tie(call.account):
        greeted = arrive(work, arrival, now) if alone else None
        return greeted if call.use_case is arrive else _serve(work, call, now)
    if not alone:
        return Unknown(contact=work.site.contact)
    if call.use_case is on_the_list:
        return take_part(work, arrival, now)
    card, new = stranger(work, arrival, now)
    return card if new or call.use_case is not arrive else None


def _read(action: Action, fields: Fields, _now: datetime) -> Any:  # noqa: ANN401 - the action's request
    return action.read(fields)


def _for(turn: Turn) -> PersonId | None:
    """For whom a coordinator pressed, if not for themselves."""
    return PersonId(whole(turn.fields, "for")) if "for" in turn.fields else None


def _wants_at_once(turn: Turn) -> str:
    """Which of the cards that need nothing this turn asks for, '' for none."""
    if turn.happened is Happened.SAID:
        return "who_can_help" if asks_for_help(turn.words) else TALK if asks_to_talk(turn.words) else ""
    return turn.verb if turn.verb in AT_ONCE else ""


def _action(table: Mapping[str, Action], turn: Turn) -> Action:
    action = table.get(turn.verb)
    if action is None:
        raise BadCard("verb")
    return action


def _known(verb: str) -> str:
    """The verb if it is one of ours: anything else may be what somebody typed."""
    return verb if verb in ACTIONS or verb in DIALOGS or verb in AT_ONCE else "unknown" if verb else ""
