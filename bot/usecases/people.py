"""People come, are greeted once, and go; a coordinator brings them in."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from bot.cards import Card
from bot.cards.people import (
    FaultLine,
    HowToImport,
    ImportDropped,
    Imported,
    ImportPreview,
    Unknown,
    WelcomeBuddy,
    WelcomeCoordinator,
    WelcomeStudent,
)
from bot.domain.due import Due, Kind
from bot.domain.errors import HasChanged
from bot.domain.meetings import LinkId, Side
from bot.domain.people import GIVERS, Account, Chat, Person, PersonId, Role
from bot.domain.roster import Fault, Row, pairs, read
from bot.usecases.ports import Work

SHOW_FAULTS = 10  # on one card; a list with more is best mended first
WELCOME_FOR = timedelta(days=90)


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """An account, and where it can be written to."""

    account: Account
    chat: Chat


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """A coordinator's press on a preview."""

    proposal: int


def arrive(work: Work, request: Arrival, now: datetime) -> Card | None:
    """Somebody of ours opened the chat: what waits for them goes out, with one welcome. Says nothing itself."""
    work.people.reach(request.account, request.chat, person=work.actor.id, now=now)
    work.due.record([_welcome(work.actor.id, now)], now=now)
    work.due.release(work.actor.id, now=now)
    return None


def stranger(work: Work, request: Arrival, now: datetime) -> tuple[Card, bool]:
    """What somebody who is not on the list is told, and whether it is news.

    A fingerprint of the address is kept, so that a roster that comes later can be matched.
    """
    new = work.people.reach(request.account, request.chat, person=None, now=now)
    return Unknown(contact=work.site.contact), new


def left(work: Work, request: Arrival, now: datetime) -> None:
    """Somebody removed or blocked the assistant: nothing is sent until they come back."""
    work.people.lost(request.account, now=now)


def welcome_card(work: Work, _subject: int, _now: datetime) -> Card:
    """The first card, by role."""
    me = work.actor
    if Role.COORDINATOR in me.roles:
        return WelcomeCoordinator(first_name=me.first_name or "")
    if me.is_a(GIVERS):
        return WelcomeBuddy(first_name=me.first_name or "")
    library = work.site.library
    return WelcomeStudent(first_name=me.first_name or "", meetings=len(library.series[library.default_series].themes))


def ensure_coordinator(work: Work, email: str, now: datetime) -> None:
    """Somebody is a coordinator: the person named in the settings, while nobody else is."""
    if not work.people.with_role(Role.COORDINATOR):
        name = re.split(r"[.@]", email)[0].capitalize()  # all that is known of them until they say otherwise
        person = work.people.add(first_name=name, surname="", email=email.lower(), line="", now=now)
        work.people.give_role(person, Role.COORDINATOR)
        work.due.record([_welcome(person, now)], now=now)


def propose_roster(work: Work, text: str, now: datetime) -> Card:
    """What a CSV text would change; nothing does before a yes."""
    if not text.strip():
        return HowToImport()
    roster = read(text)
    plan = _plan(work, roster.rows)
    changes = plan.people + len(plan.links) + len(plan.urls) > 0
    body = json.dumps([asdict(row) for row in roster.rows])
    return ImportPreview(
        proposal=work.proposals.add(body, now=now) if changes else 0,
        new_people=plan.people,
        new_pairs=len(plan.links),
        new_links=len(plan.urls),
        same=plan.same,
        fault_count=len(roster.faults) + len(plan.faults),
        faults=_lines((*roster.faults, *plan.faults)),
        more_faults=max(0, len(roster.faults) + len(plan.faults) - SHOW_FAULTS),
        changes=changes,
        nothing=not changes,
    )


def accept_roster(work: Work, request: Answered, now: datetime) -> Card:
    """Brings the people in, as things stand now: what came in meanwhile is not brought in twice."""
    body = work.proposals.take(request.proposal)
    if body is None:
        raise HasChanged("You have answered this before. Type 'today' to see how things are now.")
    rows = tuple(Row(**{**row, "role": Role(row["role"])}) for row in json.loads(body))
    plan = _plan(work, rows)
    people = _bring_in(work, plan, rows, now)
    for label, members in plan.links.items():
        sides = {people[row.email]: Side.BUDDY if row.role in GIVERS else Side.STUDENT for row in members}
        work.links.add(label, sides, join_url=_join_url(members), now=now)
    for link, url in plan.urls.items():
        work.links.set_join_url(link, url)
    work.audit("roster brought in", request.proposal, now=now)
    here = {people[row.email] for row in rows if row.email in people}  # a row of a pair with a fault is not
    unreached = sum(work.people.chat_of(person) is None for person in here)
    changes = plan.people + len(plan.links) + len(plan.urls) > 0
    return Imported(
        new_people=plan.people,
        new_pairs=len(plan.links),
        new_links=len(plan.urls),
        unreached=unreached,
        changes=changes,
        nothing=not changes,
    )


def drop_roster(work: Work, request: Answered, now: datetime) -> Card:
    """Throws the list away."""
    if work.proposals.take(request.proposal) is None:
        raise HasChanged("You have answered this before. Type 'today' to see how things are now.")
    work.audit("roster not brought in", request.proposal, now=now)
    return ImportDropped()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    """What is new in a list of rows, against what is known."""

    known: Mapping[str, Person]
    people: int
    links: Mapping[str, tuple[Row, ...]]
    urls: Mapping[LinkId, str]
    same: int
    faults: tuple[Fault, ...]


def _plan(work: Work, rows: tuple[Row, ...]) -> _Plan:
    if not rows:
        return _Plan(known={}, people=0, links={}, urls={}, same=0, faults=())
    known = work.people.find({row.email for row in rows})
    groups = pairs(rows)
    there = work.links.find(groups)
    links, urls, faults, same = {}, {}, [], 0
    for label, members in groups.items():
        if label.casefold() not in there:
            links[label] = members
            continue
        link, people, url = there[label.casefold()]
        if {known[row.email].id if row.email in known else None for row in members} != people:
            faults += [
                Fault(number=row.number, why=f"pair '{label}' is here already, with other people") for row in members
            ]
        elif (wanted := _join_url(members)) and wanted != url:
            urls[link] = wanted
        else:
            same += len(members)
    wrong = {fault.number for fault in faults}
    new = {row.email for row in rows if row.number not in wrong} - known.keys()
    return _Plan(known=known, people=len(new), links=links, urls=urls, same=same, faults=tuple(faults))


def _bring_in(work: Work, plan: _Plan, rows: tuple[Row, ...], now: datetime) -> dict[str, PersonId]:
    """Everybody in the new links, with their roles; the new ones get a welcome when they can be reached."""
    people = {email: person.id for email, person in plan.known.items()}
    wanted = {row.email for members in plan.links.values() for row in members}
    for row in rows:
        if row.email not in wanted:
            continue
        if row.email not in people:
            first, last = row.first_name, row.surname
            people[row.email] = work.people.add(first_name=first, surname=last, email=row.email, line=row.line, now=now)
            work.due.record([_welcome(people[row.email], now)], now=now)
        work.people.give_role(people[row.email], row.role)
    return people


def _welcome(person: PersonId, now: datetime) -> Due:
    key = f"{Kind.WELCOME}:{person}"
    return Due(key=key, kind=Kind.WELCOME, person=person, subject=person, due_at=now, until=now + WELCOME_FOR)


def _join_url(members: tuple[Row, ...]) -> str | None:
    return next((row.join_url for row in members if row.join_url), None)


def _lines(faults: tuple[Fault, ...]) -> tuple[FaultLine, ...]:
    ordered = sorted(faults, key=lambda fault: fault.number)[:SHOW_FAULTS]
    return tuple(FaultLine(number=fault.number, why=fault.why) for fault in ordered)
