"""The front: whatever the door, one turn becomes one use case in one transaction, and one answer."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Protocol, TypeVar

import structlog

from bot.cards import Card
from bot.cards.help import HelpNow
from bot.cards.people import Unknown
from bot.domain.errors import BuddyError, NotForYou, NotOnTheList
from bot.domain.people import Account, ChatKind, Role
from bot.domain.roster import decode
from bot.front.actions import ACTIONS, DIALOGS, Action
from bot.front.commands import ANYWHERE, asks_for_help, find, not_understood
from bot.front.fields import BadCard
from bot.front.turn import Answer, Happened, Turn
from bot.usecases.people import Arrival, arrive, left, stranger
from bot.usecases.ports import SeenBefore, Work

log = structlog.get_logger(__name__)
Request = TypeVar("Request")
Reply = TypeVar("Reply")
UseCase = Callable[[Work, Any, datetime], Card | None]
ANYONE = frozenset(Role)
OUR_FAULT = (
    "Something went wrong, and it was our fault. Please try again in a few minutes. "
    "If it happens again, please tell the coordinator this number: {reference}."
)
ONLY_ALONE = "I can only answer that in our own chat, where nobody else reads it. Please write to me there."
IMPORT = "person import"  # what a file without words means
WENT_AWAY = "That was already done. Type 'next' to see how things are now."


class Store(Protocol):
    """Where use cases are run."""

    async def run(
        self,
        who: Account,
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

    `wake` is called when something may have become due.
    """

    store: Store
    clock: Callable[[], datetime]
    reference: Callable[[], str]
    wake: Callable[[], None]

    async def answer(self, turn: Turn) -> Answer:
        """What the person gets back. Never raises: a refusal becomes a note, and a bug a note with a reference."""
        try:
            return await self._answer(turn)
        except SeenBefore:
            return (
                Answer() if turn.happened in {Happened.SAID, Happened.CAME, Happened.LEFT} else Answer(note=WENT_AWAY)
            )
        except BuddyError as refusal:
            log.info("front.refused", code=refusal.code, happened=str(turn.happened), verb=_known(turn.verb))
            return Answer(note=str(refusal))
        except Exception as bug:  # noqa: BLE001 - the one place where a bug is turned into words
            reference = self.reference()
            where = "".join(traceback.format_tb(bug.__traceback__))  # the message of a bug may hold what people typed
            log.error("front.bug", reference=reference, kind=type(bug).__name__, where=where)  # noqa: TRY400 - the same
            return Answer(note=OUR_FAULT.format(reference=reference))

    async def _answer(self, turn: Turn) -> Answer:
        match turn.happened:
            case Happened.SAID if asks_for_help(turn.words):
                return Answer(card=HelpNow())
            case Happened.SAID:
                return await self._said(turn)
            case Happened.PRESSED:
                action = _action(ACTIONS, turn)
                return Answer(card=await self._run(turn, action.run, action.read(turn.fields), roles=action.roles))
            case Happened.OPENED | Happened.SENT_IN:
                action = _action(DIALOGS, turn)
                card = turn.card_id or "" if turn.happened is Happened.OPENED else turn.fields.get("card", "")
                request = action.read({**turn.fields, "card": card})
                return Answer(card=await self._run(turn, action.run, request, roles=action.roles), dialog=action.dialog)
            case _:
                return Answer(card=await self._came_or_left(turn))

    async def _came_or_left(self, turn: Turn) -> Card | None:
        if turn.chat.kind is not ChatKind.PERSONAL:
            return None  # who adds us to a group, or takes us out of it, can be reached as before
        arrival = Arrival(account=turn.account, chat=turn.chat)
        if turn.happened is Happened.CAME:
            return await self._run(turn, arrive, arrival)
        await self.store.run(turn.account, left, arrival, key=turn.key, door=turn.door)
        return None

    async def _said(self, turn: Turn) -> Answer:
        found = find(turn.words) or (find(IMPORT) if turn.files and not turn.words.strip() else None)
        if not found:
            return Answer(card=await self._run(turn, not_understood, turn.words, places=ANYWHERE))
        command, rest = found
        if command.file and turn.files and not rest:
            rest = decode(await turn.files[0].read())
        request = command.read(rest, self.clock())
        card = await self._run(turn, command.run, request, roles=command.roles, places=command.places)
        return Answer(card=card)

    async def _run(
        self,
        turn: Turn,
        use_case: UseCase,
        request: object,
        *,
        roles: frozenset[Role] = ANYONE,
        places: frozenset[ChatKind] = frozenset({ChatKind.PERSONAL}),
    ) -> Card | None:
        """Runs it for whoever has the account; somebody new is looked up by e-mail address first."""
        if turn.chat.kind not in places:
            raise NotForYou(ONLY_ALONE)
        call = _Call(turn=turn, account=turn.account, use_case=use_case, request=request, roles=roles)
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
    request: Any
    roles: frozenset[Role]


def _serve(work: Work, call: _Call, now: datetime) -> Card | BuddyError | None:
    """The use case, for those whose role includes it. A refusal is audited, and so it is no exception here."""
    me, chat = work.actor, call.turn.chat
    if chat.kind is ChatKind.PERSONAL and work.people.reach(call.account, chat, person=me.id, now=now):
        work.due.release(me.id, now=now)
    if not me.is_a(call.roles):
        work.audit("not for this role", now=now)
        return NotForYou()
    return call.use_case(work, call.request, now)


def _admit(work: Work, call: _Call, now: datetime) -> Card | BuddyError | None:
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
    card, new = stranger(work, arrival, now)
    return card if new or call.use_case is not arrive else None


def _action(table: Mapping[str, Action], turn: Turn) -> Action:
    action = table.get(turn.verb)
    if action is None:
        raise BadCard("verb")
    return action


def _known(verb: str) -> str:
    """The verb if it is one of ours: anything else may be what somebody typed."""
    return verb if verb in ACTIONS or verb in DIALOGS else "unknown" if verb else ""
