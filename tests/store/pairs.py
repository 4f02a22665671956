"""People and pairs for tests of the store, brought in without a coordinator."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.cards import Card
from bot.domain.cohorts import FIRST, CohortId, EnrolmentState
from bot.domain.links import LinkState, Said
from bot.domain.meetings import Meeting, MeetingId, Side, Window
from bot.domain.people import Account, PersonId, Role
from bot.store.sql_store import SqlStore
from bot.store.tables import enrolment
from bot.usecases.ports import Work
from bot.usecases.times import Confirm, Offer, Pick, confirm, offer, pick
from tests.world import chat_of, person

SIDES = {Side.BUDDY: Role.BUDDY, Side.STUDENT: Role.STUDENT}


@dataclass(frozen=True, slots=True)
class Pair:
    """A Buddy, a student, and their first meeting."""

    buddy: PersonId
    student: PersonId
    meeting: MeetingId


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody by name, with their roles; `there`: they have opened the chat."""

    account: Account
    roles: Sequence[Role] = field(default=())
    there: bool = True


def _come(work: Work, who: Newcomer, now: datetime) -> PersonId:
    first, _, last = (who.account.email or "").partition("@")[0].partition(".")
    email = who.account.email or ""
    number = work.people.add(first_name=first.title(), surname=last.title(), email=email, line="I knit.", now=now)
    for role in who.roles:
        work.people.give_role(number, role)
    if who.there:
        work.people.tie(who.account)
        work.people.reach(who.account, chat_of(who.account), person=number, now=now)
    return number


def linked(work: Work, members: Mapping[PersonId, Side], now: datetime) -> None:
    """These people meet, in the one cohort; their first meeting is planned."""
    library = work.site.library
    cohort = next(iter(work.cohorts.named(FIRST)), None) or work.cohorts.add(
        FIRST, series=library.default_series, model=library.default_model
    )
    link = work.links.suggest(cohort.id, members, now=now)
    for someone in members:
        link = work.links.answer(link, someone, Said.YES, now=now)
    link = work.links.change(link, LinkState.ACTIVE, now=now)
    work.links.set_join_url(link.id, "https://teams.example/join")
    work.links.begin(link, now=now)


def _meet(work: Work, members: dict[PersonId, Side], now: datetime) -> MeetingId:
    linked(work, members, now)
    return max(meeting.id for meeting in work.meetings.of(max(members)))


async def add_person(store: SqlStore, name: str, *roles: Role, there: bool = True) -> PersonId:
    """A person with the account of that name."""
    return await store.run(None, _come, Newcomer(person(name), roles, there))


async def enrol(store: SqlStore, person: PersonId, cohort: CohortId, state: EnrolmentState) -> None:
    """The person stands so in the cohort from now on."""
    row = {"cohort_id": cohort, "person_id": person, "state": state, "since": store.clock(), "joined_at": store.clock()}
    await store.database.write(lambda connection: connection.execute(enrolment.insert(), row))


async def add_pair(store: SqlStore, buddy: PersonId, student: PersonId) -> Pair:
    """A link between two people, with its first meeting."""
    return Pair(buddy, student, await store.run(None, _meet, {buddy: Side.BUDDY, student: Side.STUDENT}))


def _no_rest(work: Work, buddy: PersonId, now: datetime) -> None:
    work.joining.set_limits(buddy, replace(work.joining.limits_of(buddy, now=now), rest_days=0))


async def no_rest(store: SqlStore, buddy: PersonId) -> None:
    """The Buddy has meetings on any day, also one after another."""
    await store.run(buddy, _no_rest, buddy)


async def new_pair(store: SqlStore, number: int | str) -> Pair:
    """A new Buddy and a new student in a link."""
    buddy = await add_person(store, f"buddy.{number}", Role.BUDDY)
    return await add_pair(store, buddy, await add_person(store, f"student.{number}", Role.STUDENT))


def meeting_of(work: Work, meeting: MeetingId, _now: datetime) -> Meeting:
    return work.meetings.get(meeting)


async def version_of(store: SqlStore, pair: Pair) -> int:
    return (await store.read(pair.buddy, meeting_of, pair.meeting)).version


async def offered(store: SqlStore, pair: Pair, *starts: datetime) -> int:
    """The Buddy offers these hours; the version of the meeting afterwards."""
    windows = tuple(Window(start=start, end=start + timedelta(hours=1)) for start in starts)
    version = await version_of(store, pair)
    await store.run(pair.buddy, offer, Offer(meeting=pair.meeting, version=version, windows=windows))
    return version + 1


async def picked(store: SqlStore, pair: Pair, *starts: datetime) -> int:
    """The student picks all of the hours that the Buddy offers; the version of the meeting afterwards."""
    version = await offered(store, pair, *starts)
    await store.run(pair.student, pick, Pick(meeting=pair.meeting, version=version, times=starts))
    return version + 1


async def confirmed(store: SqlStore, pair: Pair, start: datetime) -> Card:
    """The Buddy says yes to the one time; what the Buddy sees."""
    version = await picked(store, pair, start)
    return await store.run(pair.buddy, confirm, Confirm(meeting=pair.meeting, version=version, time=start))
