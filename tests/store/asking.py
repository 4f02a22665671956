"""Every question that a use case can ask of a unit of work, asked by whoever."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from bot.domain.due import Due, Kind
from bot.domain.errors import BuddyError
from bot.domain.meetings import LinkId, Meeting, MeetingId, MeetingState, Side
from bot.domain.people import Account, Chat, Person, PersonId, Role
from bot.domain.reflections import Reflection, ReflectionState
from bot.store.desk import Desk
from bot.store.sql_store import SqlStore
from bot.store.work import SqlWork
from bot.usecases.ports import Work
from tests.world import MONDAY

LONG_AGO, FAR_OFF = MONDAY - timedelta(days=300), MONDAY + timedelta(days=300)
SOMEBODY = Account(tenant="t", entra_id="entra-new", email="new@university.example")
SOMEWHERE = Chat(conversation="c", service_url="https://s.example", tenant="t")


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What is asked about: a meeting of somebody, with that person's proposal."""

    author: PersonId
    buddy: PersonId
    meeting: Meeting
    reflection: Reflection
    proposal: int

    @property
    def id(self) -> MeetingId:
        return self.meeting.id

    @property
    def due(self) -> Due:
        return Due(
            key="k", kind=Kind.AFTER, person=self.author, subject=self.id, due_at=MONDAY, until=FAR_OFF, card_id=None
        )


@dataclass(frozen=True, slots=True)
class Refused:
    """The question was refused."""

    code: str


Ask = Callable[[Work, About], object]
HELD = MeetingState.HELD
SAVED = ReflectionState.SAVED

# `about(work)` is asked with the numbers of others: what comes back must be for the eyes of whoever asks.
ASK: Mapping[str, Ask] = MappingProxyType(
    {
        "people.find": lambda work, _: work.people.find({"author@university.example", "bee@university.example"}),
        "people.add": lambda work, _: work.people.add(first_name="", surname="", email="x@y", line="", now=MONDAY),
        "people.with_role": lambda work, _: work.people.with_role(Role.STUDENT),
        "people.give_role": lambda work, it: work.people.give_role(it.author, Role.LEAD),
        "people.tie": lambda work, _: work.people.tie(SOMEBODY),
        "people.reach": lambda work, _: work.people.reach(SOMEBODY, SOMEWHERE, person=None, now=MONDAY) and None,
        "people.lost": lambda work, _: work.people.lost(SOMEBODY, now=MONDAY),
        "people.unreached": lambda work, _: work.people.unreached(at_most=9),
        "people.chat_of": lambda work, it: work.people.chat_of(it.author),
        "links.find": lambda work, _: work.links.find({"the pair"}),
        "links.add": lambda work, it: work.links.add("L", {it.author: Side.STUDENT}, join_url=None, now=MONDAY),
        "links.set_join_url": lambda work, _: work.links.set_join_url(LinkId(1), "https://x.example"),
        "meetings.get": lambda work, it: work.meetings.get(it.id),
        "meetings.of": lambda work, it: work.meetings.of(it.author),
        "meetings.live": lambda work, _: work.meetings.live(since=LONG_AGO, until=FAR_OFF),
        "meetings.change": lambda work, it: work.meetings.change(it.meeting, HELD, now=MONDAY),
        "meetings.slots": lambda work, it: work.meetings.slots(it.id),
        "meetings.offer": lambda work, it: work.meetings.offer(it.id, [FAR_OFF]),
        "meetings.pick": lambda work, it: work.meetings.pick(it.id, [FAR_OFF]),
        "meetings.book": lambda work, it: work.meetings.book(it.meeting, FAR_OFF),
        "meetings.unbook": lambda work, it: work.meetings.unbook(it.id),
        "meetings.taken": lambda work, it: work.meetings.taken({it.author}, range(10)),
        "meetings.last_start": lambda work, it: work.meetings.last_start(it.id),
        "meetings.last_begun": lambda work, it: work.meetings.last_begun(it.id),
        "meetings.next_number": lambda work, it: work.meetings.next_number(it.meeting.link, 2, now=MONDAY),
        "answers.put": lambda work, it: work.answers.put(it.meeting, took_place="held", now=MONDAY),
        "answers.took_place": lambda work, it: work.answers.took_place(it.meeting),
        "reflections.open": lambda work, it: work.reflections.open(it.id, model="m", due_at=MONDAY),
        "reflections.get": lambda work, it: work.reflections.get(it.id),
        "reflections.read": lambda work, it: work.reflections.read(it.id, now=MONDAY),
        "reflections.save": lambda work, it: work.reflections.save(it.reflection, {"a": "b"}, SAVED, now=MONDAY),
        "proposals.add": lambda work, _: work.proposals.add("{}", now=MONDAY),
        "proposals.take": lambda work, it: work.proposals.take(it.proposal),
        "due.record": lambda work, it: work.due.record([it.due], now=MONDAY),
        "due.release": lambda work, it: work.due.release(it.author, now=MONDAY),
        "overview.counts": lambda work, _: work.overview.counts(),
        "overview.starting": lambda work, _: work.overview.starting(since=LONG_AGO, until=FAR_OFF),
        "overview.unsettled": lambda work, _: work.overview.unsettled(before=FAR_OFF, at_most=9),
        "overview.flags": lambda work, _: work.overview.flags(since=LONG_AGO),
        "overview.moved": lambda work, _: work.overview.moved(since=LONG_AGO),
        "overview.without_link": lambda work, _: work.overview.without_link(now=LONG_AGO),
        "overview.failed": lambda work, _: work.overview.failed(),
        "actor": lambda work, _: work.actor,
        "audit": lambda work, it: work.audit("looked", it.id, now=MONDAY),
    }
)
# These make something of the actor's own or of the machinery's, or take what a checked token says; they tell nothing.
OPEN_TO_ALL = frozenset(
    {"people.tie", "people.reach", "people.lost", "proposals.add", "due.record", "due.release", "audit", "actor"}
)


def desk(store: SqlStore, connection: Connection, actor: Person) -> Desk:
    return Desk(connection=connection, site=store.site, sealer=store.sealer, door="teams", writing=True, actor=actor)


def asked(store: SqlStore, connection: Connection, actor: Person, about: About) -> dict[str, object]:
    """What this actor gets for each question; each is asked in a unit of work of its own, which leaves no trace."""
    return {name: _one(store, connection, actor, about, ask) for name, ask in ASK.items()}


def _one(store: SqlStore, connection: Connection, actor: Person, about: About, ask: Ask) -> object:
    with connection.begin_nested() as trial:
        try:
            return ask(SqlWork(desk(store, connection, actor)), about)
        except BuddyError as refusal:
            return Refused(refusal.code)
        except IntegrityError:
            return Refused("not a person")  # the assistant, or somebody unknown, cannot have things of their own
        finally:
            trial.rollback()
