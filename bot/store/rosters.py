"""Many people at once: a statement for all of them, whatever their number."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date, datetime
from itertools import groupby
from typing import Any

from sqlalchemy import and_, bindparam, delete, func, or_, select, update

from bot.domain.cohorts import CohortId, CohortState, EnrolmentState
from bot.domain.errors import NotYours
from bot.domain.joining import ChoiceSaid, Registered, Step, StepState, version_of
from bot.domain.links import LinkState, Said
from bot.domain.meetings import LinkId, MeetingState, Side
from bot.domain.people import GIVERS, Person, PersonId, Role
from bot.domain.sight import Kept
from bot.domain.times import wall
from bot.store.among import among
from bot.store.desk import Desk, columns
from bot.store.tables import (
    audit,
    chat,
    choice,
    cohort,
    do_not_match,
    enrolment,
    link,
    link_member,
    meeting,
    person,
    person_role,
    registration,
)
from bot.store.taking_out import take_out
from bot.usecases.ports.rosters import KnownLink, Newcomer, NewLink, Place, SaidYes

LINKS = (
    select(link.c.id, link.c.cohort_id, link.c.folded, link.c.state, link.c.join_url, link_member.c.person_id)
    .join(link_member, link_member.c.link_id == link.c.id)
    .where(among(link.c.folded, "labels"))
    .order_by(link.c.id)
)
NUMBERS = select(link.c.id, link.c.cohort_id, link.c.folded).where(among(link.c.folded, "labels"))
BY_EMAIL = select(person.c.email, person.c.id).where(among(person.c.email, "emails"))
WAITING_CHATS = select(chat.c.entra_id, chat.c.email_digest).where(
    among(chat.c.email_digest, "digests"), chat.c.person_id.is_(None)
)
TIE_CHAT = (
    update(chat).where(chat.c.entra_id == bindparam("account")).values(person_id=bindparam("of"), email_digest=None)
)
TIE_PERSON = update(person).where(person.c.id == bindparam("of")).values(entra_id=bindparam("account"))
LINKED = (
    update(enrolment)
    .where(
        enrolment.c.cohort_id == bindparam("of_cohort"),
        enrolment.c.person_id == bindparam("of_person"),
        or_(enrolment.c.state == EnrolmentState.INVITED, enrolment.c.state == EnrolmentState.WAITING),
    )
    .values(state=EnrolmentState.LINKED, since=bindparam("now"))
)
APART = select(do_not_match.c.person_id, do_not_match.c.other_id).where(
    among(do_not_match.c.person_id, "people"),
    among(do_not_match.c.other_id, "people"),
)
GIVING = frozenset({Role.BUDDY})  # carers and Buddies are written alike: B-014
REGISTRATIONS = (
    select(
        *columns(person, "id", "first_name", "surname", "email", "line"),
        registration.c.step,
        registration.c.state,
        registration.c.done_on,
        registration.c.expires,
    )
    .outerjoin(registration, registration.c.person_id == person.c.id)
    .where(
        person.c.left_at.is_(None),
        select(person_role.c.role)
        .where(person_role.c.person_id == person.c.id, person_role.c.role.in_(GIVERS))
        .exists(),
    )
    .order_by(person.c.id, registration.c.step)
)
SAID_YES = select(choice.c.id).where(choice.c.person_id == link_member.c.person_id, choice.c.said == ChoiceSaid.YES)
STEPS_DONE = (
    select(func.count())
    .select_from(registration)
    .where(
        registration.c.person_id == link_member.c.person_id,
        registration.c.state.in_((StepState.DONE, StepState.NA)),
    )
    .scalar_subquery()
)
UNREADY = select(link_member.c.person_id).where(
    link_member.c.link_id == link.c.id,
    or_(~SAID_YES.exists(), and_(link_member.c.side == Side.BUDDY, len(Step) > STEPS_DONE)),
)
PAGE = 100
RIPE = (
    select(link.c.id)
    .join(cohort, cohort.c.id == link.c.cohort_id)
    .where(
        link.c.state == LinkState.SUGGESTED,
        ~link.c.frozen,
        cohort.c.state == CohortState.OPEN,
        link.c.id > bindparam("after"),
        ~UNREADY.exists(),
    )
    .order_by(link.c.id)
    .limit(PAGE)
)
REACHED = select(func.count(chat.c.person_id.distinct())).where(among(chat.c.person_id, "people"), chat.c.open)


class SqlRosters:
    """Many people at once; see the port of the same name."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def links(self, labels: Collection[str]) -> Mapping[tuple[CohortId, str], KnownLink]:
        """For those who may see everything of everybody's list."""
        self._only_those_who_see_all()
        rows = self._desk.execute(LINKS, {"labels": [label.casefold() for label in labels]}).all()
        found: dict[tuple[CohortId, str], KnownLink] = {}
        for _, group in groupby(rows, key=lambda row: row.id):
            members = list(group)
            one, people = members[0], frozenset(PersonId(row.person_id) for row in members)
            known = KnownLink(id=LinkId(one.id), people=people, state=LinkState(one.state), join_url=one.join_url)
            found[CohortId(one.cohort_id), one.folded] = known
        return found

    def apart(self, people: Collection[PersonId]) -> Collection[frozenset[PersonId]]:
        """Each two once, whoever of them said so."""
        self._only_those_who_see_all()
        rows = self._desk.execute(APART, {"people": list(people)}).all()
        return {frozenset({PersonId(row.person_id), PersonId(row.other_id)}) for row in rows}

    def ripe(self, *, after: LinkId) -> Sequence[LinkId]:
        """A first look in one statement: whether something else stands in the way is asked of each afterwards."""
        if not (self._desk.sees(Kept.PROFILE) and self._desk.sees(Kept.MEETING)):
            raise NotYours
        return [LinkId(number) for number in self._desk.execute(RIPE, {"after": after}).scalars()]

    def add_people(self, people: Sequence[Newcomer], *, now: datetime) -> Sequence[PersonId]:
        """Also ties the accounts that came before they were on the list."""
        self._only_those_who_see_all()
        rows = [asdict(one) | {"added_at": now} for one in people]
        named = [row for row in rows if row["email"] is not None]
        numbers = self._with_address(named) if named else {}
        return [PersonId(numbers[row["email"]] if row["email"] else self._nameless(row)) for row in rows]

    def _nameless(self, row: dict[str, Any]) -> int:
        number: int = self._desk.execute(person.insert().returning(person.c.id), row).scalar_one()
        return number

    def _with_address(self, rows: list[dict[str, Any]]) -> dict[str, int]:
        statement = self._desk.insert_new(person, "email", returning=person.c.email)
        new = set(self._desk.execute(statement, rows).scalars())
        emails = [row["email"] for row in rows]
        numbers = {row.email: row.id for row in self._desk.execute(BY_EMAIL, {"emails": emails}).all()}
        digests = {self._desk.sealer.digest(email): numbers[email] for email in new}
        waiting = self._desk.execute(WAITING_CHATS, {"digests": list(digests)}).all()
        if ties := [{"account": row.entra_id, "of": digests[row.email_digest]} for row in waiting]:
            self._desk.execute(TIE_CHAT, ties)
            self._desk.execute(TIE_PERSON, ties)
        return numbers

    def give_places(self, places: Sequence[Place], *, now: datetime) -> None:
        """What is there already is left alone."""
        self._only_those_who_see_all()
        if not places:
            return
        roles = [{"person_id": one.person, "role": one.role} for one in places]
        self._desk.execute(self._desk.insert_new(person_role), roles)
        enrolled = [one for one in places if one.cohort is not None]
        rows = [
            {"cohort_id": one.cohort, "person_id": one.person, "state": one.state, "since": now, "joined_at": now}
            for one in enrolled
        ]
        if rows:
            self._desk.execute(self._desk.insert_new(enrolment), rows)
        linked = [one for one in enrolled if one.state is EnrolmentState.LINKED]
        if linked:
            values = [{"of_cohort": one.cohort, "of_person": one.person, "now": now} for one in linked]
            self._desk.execute(LINKED, values)

    def said_yes(self, said: Sequence[SaidYes], *, now: datetime) -> None:
        """A step that still counts stays as it was noted."""
        self._only_those_who_see_all()
        if not said:
            return
        if chosen := [_choice(one, now) for one in said if one.lines]:
            self._desk.execute(choice.insert(), chosen)
        steps = [
            {
                "person_id": one.person,
                "step": step,
                "state": StepState.DONE,
                "done_on": wall(now).date(),
                "expires": None,
            }
            for one in said
            if one.registered
            for step in Step
        ]
        if steps:
            self._desk.execute(self._renewed(wall(now).date()), steps)
        note = {"at": now, "entered_by": self._desk.actor.id, "door": self._desk.door}
        notes = [
            note
            | {"person_id": one.person, "subject": one.person}
            | {"what": "yes entered" if one.lines else "registration entered"}
            for one in said
        ]
        self._desk.execute(audit.insert(), notes)

    def _renewed(self, today: date) -> Any:
        """Notes a step as done, unless it is noted so and still counts."""
        statement = self._desk.insert(registration)
        new = {name: statement.excluded[name] for name in ("state", "done_on", "expires")}
        open_ = or_(registration.c.state == StepState.TODO, registration.c.state == StepState.EXPIRED)
        over = or_(open_, registration.c.expires < today)
        return statement.on_conflict_do_update(index_elements=["person_id", "step"], set_=new, where=over)

    def add_links(self, links: Sequence[NewLink], *, now: datetime) -> Sequence[LinkId]:
        """In the order in which they are given."""
        self._only_those_who_see_all()
        if not links:
            return []
        self._desk.execute(link.insert(), [_link(one, now) for one in links])
        there = self._desk.execute(NUMBERS, {"labels": [one.label.casefold() for one in links]}).all()
        known = {(row.cohort_id, row.folded): row.id for row in there}
        numbers = [known[one.cohort, one.label.casefold()] for one in links]
        new = list(zip(numbers, links, strict=True))
        said = {True: Said.YES, False: Said.NOTHING}
        members = [
            {"link_id": number, "person_id": someone, "side": side, "said": said[one.active]}
            for number, one in new
            for someone, side in sorted(one.members.items())
        ]
        self._desk.execute(link_member.insert(), members)
        first = {"number": 1, "state": MeetingState.PLANNED, "start": None, "since": now, "version": 1, "sequence": 0}
        if begun := [first | {"link_id": number, "minutes": one.minutes} for number, one in new if one.active]:
            self._desk.execute(meeting.insert(), begun)
        return [LinkId(number) for number in numbers]

    def unreached(self, people: Collection[PersonId]) -> int:
        """For those who may see everybody's contact details."""
        self._only_those_who_see_all()
        reached: int = self._desk.execute(REACHED, {"people": list(people)}).scalar_one()
        return len(people) - reached

    def registrations(self) -> Sequence[tuple[Person, Mapping[Step, Registered]]]:
        """In the order of their numbers."""
        self._only_those_who_see_all()
        found: dict[PersonId, tuple[Person, dict[Step, Registered]]] = {}
        for row in self._desk.execute(REGISTRATIONS).all():
            one = self._desk.person(row, self._desk.tie(row.person_id))
            _, steps = found.setdefault(one.id, (replace(one, roles=GIVING), {}))
            if row.step:
                kept = Registered(state=StepState(row.state), done_on=row.done_on, expires=row.expires)
                steps[Step(row.step)] = kept
        return list(found.values())

    def take_place(self, person: PersonId, role: Role, cohort: CohortId | None, *, since: datetime) -> None:
        """A place that was there before stays."""
        self._only_those_who_see_all()
        of = person_role.c.person_id == person, person_role.c.role == role
        self._desk.execute(delete(person_role).where(*of))
        here = enrolment.c.person_id == person, enrolment.c.cohort_id == cohort, enrolment.c.joined_at == since
        self._desk.execute(delete(enrolment).where(*here))

    def take_out(
        self, people: Collection[PersonId], links: Collection[LinkId], *, since: datetime, now: datetime
    ) -> Collection[PersonId] | None:
        """For those who may see everybody's list."""
        self._only_those_who_see_all()
        return take_out(self._desk, people, links, since=since, now=now)

    def _only_those_who_see_all(self) -> None:
        if not all(self._desk.sees(kept) for kept in (Kept.PROFILE, Kept.CONTACT, Kept.MEETING, Kept.RECORD)):
            raise NotYours


def _choice(one: SaidYes, now: datetime) -> dict[str, Any]:
    lines, version = json.dumps(list(one.lines)), version_of(one.lines)
    return {
        "person_id": one.person, "role": one.role, "said": ChoiceSaid.YES, "lines": lines, "version": version, "at": now
    }  # fmt: skip


def _link(one: NewLink, now: datetime) -> dict[str, Any]:
    state = LinkState.ACTIVE if one.active else LinkState.SUGGESTED
    row = {"cohort_id": one.cohort, "label": one.label, "folded": one.label.casefold(), "state": state}
    return row | {"join_url": one.join_url, "since": now}
