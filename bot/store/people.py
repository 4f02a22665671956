"""People, their roles, and where each can be written to."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import fields, replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, String, bindparam, delete, func, or_, select, update

from bot.domain.due import Kind
from bot.domain.errors import NotThere, NotYours
from bot.domain.people import GIVERS, TAUGHT, Account, Came, Chat, Person, PersonId, Role, Standing
from bot.domain.sight import Kept
from bot.store.among import among
from bot.store.desk import KEPT, NO_ONE, Desk, columns
from bot.store.places import LOST, places_of
from bot.store.tables import booking, chat, due_work, link_member, meeting, person, person_role

NUMBER = re.compile(r"[A-Z]-?0*(\d{1,12})", re.IGNORECASE)  # S-022

ALL = columns(person, "id", "first_name", "surname", "email", "line")
STANDS = tuple(field.name for field in fields(Standing))
STANDING = columns(person, *STANDS)
PLACE = (chat.c.person_id, chat.c.conversation, chat.c.service_url, chat.c.tenant, chat.c.member, chat.c.open)
PLACES = [column.label(f"at_{column.name}") for column in PLACE]
WHO = select(bindparam("entra_id", type_=String).label("entra_id")).subquery("who")
ACTOR = (  # one row for each role, and one for an account without a person
    select(*ALL, *STANDING, person_role.c.role.label("role"), chat.c.entra_id.label("at"), *PLACES)
    .select_from(WHO)
    .outerjoin(person, person.c.entra_id == WHO.c.entra_id)
    .outerjoin(person_role, person_role.c.person_id == person.c.id)
    .outerjoin(chat, chat.c.entra_id == WHO.c.entra_id)
)
WITH_ROLES = select(*ALL, *STANDING, person_role.c.role.label("role")).join(
    person_role, person_role.c.person_id == person.c.id
)
BY_IDS = WITH_ROLES.where(among(person.c.id, "people"))
BY_ID = WITH_ROLES.where(person.c.id == bindparam("person"))
NAMED = (
    WITH_ROLES.where(
        person.c.left_at.is_(None),
        or_(
            person.c.email == bindparam("words"),
            func.lower(person.c.first_name).startswith(bindparam("start"), autoescape=False),
            func.lower(person.c.surname).startswith(bindparam("start"), autoescape=False),
            func.lower(person.c.first_name + " " + person.c.surname).startswith(bindparam("start"), autoescape=False),
        ),
    )
    .order_by(person.c.id)
    .limit(40)
)
BY_EMAIL = (
    select(*ALL, person_role.c.role.label("role"))
    .join(person_role, person_role.c.person_id == person.c.id)
    .where(among(person.c.email, "emails"))
)
TIE = (
    update(person)
    .where(person.c.email == bindparam("address"), person.c.entra_id.is_(None))
    .values(entra_id=bindparam("account"))
    .returning(person.c.id)
)
PROFILE = select(*columns(person, *(column.name for column in person.columns))).where(
    person.c.id == bindparam("person")
)
NUMBER_OF = select(person.c.id).where(person.c.email == bindparam("address"))
WITH_ROLE = (
    select(func.count())
    .select_from(person_role)
    .join(person, person.c.id == person_role.c.person_id)
    .where(person_role.c.role == bindparam("role"), person.c.left_at.is_(None))
)
WAITING_CHAT = (
    update(chat)
    .where(chat.c.email_digest == bindparam("digest"), chat.c.person_id.is_(None))
    .values(person_id=bindparam("person"), email_digest=None)
    .returning(chat.c.entra_id)
)
WELCOMED = delete(due_work).where(
    due_work.c.person_id == bindparam("person"),
    due_work.c.kind.in_((Kind.WELCOME, Kind.GREETING)),
    due_work.c.state != "doing",
)


INVITED_BY = frozenset({"email", "left_at"})  # what says whether somebody is invited to a meeting, and where
AT_ONCE = datetime(1970, 1, 1, tzinfo=UTC)
LOOK_AGAIN = (
    update(booking)
    .where(
        booking.c.next_at.is_not(None),
        booking.c.meeting_id.in_(
            select(meeting.c.id)
            .join(link_member, link_member.c.link_id == meeting.c.link_id)
            .where(link_member.c.person_id == bindparam("person"))
        ),
    )
    .values(next_at=AT_ONCE)
)


def look_again_at_invitations(desk: Desk, person_id: int) -> None:
    """Meetings of this person that stand in the calendar are looked at next: others may be invited now."""
    desk.execute(LOOK_AGAIN, {"person": person_id})


def actor_with(desk: Desk, entra_id: str) -> Person:
    """Who has this account, with all roles, or NO_ONE; the desk remembers where the person was last spoken to."""
    rows = desk.execute(ACTOR, {"entra_id": entra_id}).all()
    desk.place = tuple(rows[0])[-len(PLACE) :] if rows[0].at else None
    return _actor([row for row in rows if row.role])


def actor_numbered(desk: Desk, number: PersonId) -> Person:
    """The person with this number, with all roles, or NO_ONE."""
    return _actor(desk.execute(BY_ID, {"person": number}).all())


def actors_numbered(connection: Connection, numbers: Collection[PersonId]) -> Mapping[PersonId, Person]:
    """The same for several, in one statement; who is not there is not in it."""
    found: dict[PersonId, list[Row[Any]]] = {}
    rows: Iterable[Row[Any]] = connection.execute(BY_IDS, {"people": list(numbers)})
    for row in rows:
        found.setdefault(row.person_id, []).append(row)
    return {number: _actor(rows) for number, rows in found.items()}


def _actor(rows: Sequence[Row[Any]]) -> Person:
    if not rows:
        return NO_ONE
    first = rows[0]
    standing = Standing(**dict(zip(STANDS, first[len(ALL) : len(ALL) + len(STANDS)], strict=True)))
    roles = frozenset(Role(row.role) for row in rows)
    return Person(
        id=PersonId(first.person_id),
        roles=roles & (GIVERS | TAUGHT) if standing.left_at else roles,  # who has left sees what is their own
        first_name=first.person_first_name,
        surname=first.person_surname,
        email=first.person_email,
        line=first.person_line,
        standing=standing,
    )


class SqlPeople:
    """The list of people; see the port of the same name."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def find(self, emails: Collection[str]) -> Mapping[str, Person]:
        """Only for those who may see everybody's contact details: an address tells who is on the list."""
        if not self._desk.sees(Kept.CONTACT):
            raise NotYours
        found: dict[str, Person] = {}
        for row in self._desk.execute(BY_EMAIL, {"emails": list(emails)}).all():
            known = found.get(row.person_email)
            roles = (known.roles if known else frozenset()) | {Role(row.role)}
            seen = self._desk.person(row, self._desk.tie(row.person_id))
            found[row.person_email] = Person(
                id=seen.id,
                roles=roles,
                first_name=seen.first_name,
                surname=seen.surname,
                email=seen.email,
                line=seen.line,
            )
        return found

    def get(self, person: PersonId) -> Person:
        """With roles and standing, as the actor may see them; raises NotThere."""
        rows = self._desk.execute(BY_ID, {"person": person}).all()
        if not rows:
            raise NotThere
        if not self._desk.sees(Kept.PROFILE, self._desk.tie(person)):
            raise NotYours
        return self._seen(rows)[0]

    def several(self, people: Collection[PersonId]) -> Mapping[PersonId, Person]:
        """In one statement. For those who may see everybody's roles."""
        self._only_those_who_see_all()
        return {one.id: one for one in self._seen(self._desk.execute(BY_IDS, {"people": list(people)}).all())}

    def named(self, words: str) -> Sequence[Person]:
        """For those who may see everybody's contact details."""
        if not self._desk.sees(Kept.CONTACT):
            raise NotYours
        if found := NUMBER.fullmatch(words):
            return self._seen(self._desk.execute(BY_ID, {"person": int(found[1])}).all())
        plain = " ".join(words.lower().split())
        start = plain.replace("\\", "").replace("%", "").replace("_", "")
        return self._seen(self._desk.execute(NAMED, {"words": plain, "start": start}).all()) if start else []

    def _seen(self, rows: Sequence[Row[Any]]) -> list[Person]:
        """One person for each group of rows that differ in the role."""
        people: dict[int, list[Row[Any]]] = {}
        for row in rows:
            people.setdefault(row.person_id, []).append(row)
        return [self._one(group) for group in people.values()]

    def _one(self, rows: Sequence[Row[Any]]) -> Person:
        tie = self._desk.tie(rows[0].person_id)
        seen = self._desk.read(rows[0], tie)
        standing = Standing(**{name: seen[f"person_{name}"] for name in STANDS if seen[f"person_{name}"] is not None})
        roles = frozenset(Role(row.role) for row in rows)
        return replace(self._desk.person(rows[0], tie), roles=roles, standing=standing)

    def profile(self, person_id: PersonId) -> Mapping[str, Any]:
        """Every column of the person's row that the actor may see, by name; raises NotThere."""
        row = self._desk.execute(PROFILE, {"person": person_id}).first()
        if row is None:
            raise NotThere
        seen = self._desk.read(row, self._desk.tie(person_id))
        return {label.removeprefix("person_"): value for label, value in seen.items()}

    def change(self, person_id: PersonId, **values: Any) -> Mapping[str, Any]:
        """Only what the actor may see of that person can be changed; what was there before comes back."""
        tie = self._desk.tie(person_id)
        if not all(self._desk.sees(KEPT[f"person_{name}"], tie) for name in values):
            raise NotYours
        before = self._desk.execute(
            select(*(person.c[name] for name in values)).where(person.c.id == person_id).with_for_update()
        ).first()
        if before is None:
            raise NotThere
        self._desk.execute(update(person).where(person.c.id == person_id).values(**values))
        if person_id == self._desk.actor.id:
            self._desk.actor = actor_numbered(self._desk, person_id)
        elif "email" in values and values["email"] != before.email:
            self._change_account(person_id, before.email, values["email"])
        if INVITED_BY.intersection(values):
            look_again_at_invitations(self._desk, person_id)
        return dict(zip(values, before, strict=True))

    def rest(self, until: datetime) -> None:
        """In one statement, since it is part of 'not today'; nobody else sees it."""
        me = self._desk.actor
        self._desk.execute(update(person).where(person.c.id == me.id).values(quiet_until=until))
        self._desk.actor = replace(me, standing=replace(me.standing or Standing(), quiet_until=until))

    def add(self, *, first_name: str, surname: str, email: str, line: str, now: datetime) -> PersonId:
        """Also ties the account that came before the roster did. For those who may see everybody's roles."""
        self._only_those_who_see_all()
        row = {"first_name": first_name, "surname": surname, "email": email, "line": line, "added_at": now}
        statement = self._desk.insert_new(person, "email", returning=person.c.id)
        number = self._desk.execute(statement, row).scalar()
        if number is None:
            return PersonId(self._desk.execute(NUMBER_OF, {"address": email}).scalar_one())
        self._tie_waiting(number, email)
        return PersonId(number)

    def _tie_waiting(self, number: int, email: str) -> None:
        """Whoever came with this address before it stood on the list is this person."""
        known = {"digest": self._desk.sealer.digest(email), "person": number}
        if (entra_id := self._desk.execute(WAITING_CHAT, known).scalar()) is not None:
            self._desk.execute(update(person).where(person.c.id == number).values(entra_id=entra_id))

    def _change_account(self, number: PersonId, was: str | None, email: str | None) -> None:
        """The earlier address may be somebody else's: its account reads nothing more, and the new one is welcomed."""
        digest = self._desk.sealer.digest(was) if was else None
        self._desk.execute(update(person).where(person.c.id == number).values(entra_id=None))
        stranger = {"person_id": None, "email_digest": digest}
        self._desk.execute(update(chat).where(chat.c.person_id == number).values(**stranger))
        self._desk.execute(WELCOMED, {"person": number})
        if email:
            self._tie_waiting(number, email)

    def with_role(self, role: Role) -> int:
        """For those who may see everybody's roles."""
        self._only_those_who_see_all()
        count: int = self._desk.execute(WITH_ROLE, {"role": role}).scalar_one()
        return count

    def give_role(self, person: PersonId, role: Role) -> None:
        """A role that the person has already stays as it is. For those who may see everybody's roles."""
        self._only_those_who_see_all()
        row = {"person_id": person, "role": role}
        self._desk.execute(self._desk.insert_new(person_role), row)

    def tie(self, account: Account) -> Person | None:
        """By the address that the channel gave, never by name; from here on that person acts."""
        values = {"address": (account.email or "").lower(), "account": account.entra_id}
        number = self._desk.execute(TIE, values).scalar() if account.email else None
        if number is None:  # unless another turn of theirs has tied it just now
            self._desk.actor = actor_with(self._desk, account.entra_id)
        else:
            self._desk.actor = actor_numbered(self._desk, PersonId(number))
        return None if self._desk.actor is NO_ONE else self._desk.actor

    def reach(self, account: Account, chat_now: Chat, *, person: PersonId | None, now: datetime) -> Came:
        """Writes only when something is new, since this is asked in every turn."""
        known = self._desk.place
        place = (chat_now.conversation, chat_now.service_url, chat_now.tenant, chat_now.member, True)
        if known == (person, *place):
            return Came.NOTHING
        row = dict(zip(("conversation", "service_url", "tenant", "member", "open"), place, strict=True))
        digest = self._desk.sealer.digest(account.email) if person is None and account.email else None
        row |= {"person_id": person, "email_digest": digest, "changed_at": now, "away": None}
        statement = self._desk.insert(chat).values(entra_id=account.entra_id, **row)
        self._desk.execute(statement.on_conflict_do_update(index_elements=["entra_id"], set_=row))
        self._desk.place = (person, *place)
        if known is None or known[0] != person:
            return Came.NEW
        return Came.NOTHING if known[-1] else Came.BACK

    def lost(self, account: Account, *, now: datetime) -> None:
        """The place is kept: the person may come back. A second time changes nothing."""
        self._desk.execute(LOST, {"account": account.entra_id, "now": now})

    def chat_of(self, person: PersonId, *, now: datetime) -> Chat | None:
        """The actor's own, or anybody's for those who may see contact details."""
        if person != self._desk.actor.id and not self._desk.sees(Kept.CONTACT):
            raise NotYours
        return places_of(self._desk.connection, [person], now=now).get(person)

    def _only_those_who_see_all(self) -> None:
        if not self._desk.sees(Kept.PROFILE):
            raise NotYours
