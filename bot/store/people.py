"""People, their roles, and where each can be written to."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, String, bindparam, func, select, update

from bot.domain.errors import NotYours
from bot.domain.people import Account, Chat, Person, PersonId, Role
from bot.domain.sight import Kept
from bot.store.desk import NO_ONE, Desk, columns
from bot.store.tables import chat, person, person_role

ALL = columns(person, "id", "first_name", "surname", "email", "line")
PLACE = (chat.c.person_id, chat.c.conversation, chat.c.service_url, chat.c.tenant, chat.c.member, chat.c.open)
PLACES = [column.label(f"at_{column.name}") for column in PLACE]
WHO = select(bindparam("entra_id", type_=String).label("entra_id")).subquery("who")
ACTOR = (  # one row for each role, and one for an account without a person
    select(*ALL, person_role.c.role.label("role"), chat.c.entra_id.label("at"), *PLACES)
    .select_from(WHO)
    .outerjoin(person, person.c.entra_id == WHO.c.entra_id)
    .outerjoin(person_role, person_role.c.person_id == person.c.id)
    .outerjoin(chat, chat.c.entra_id == WHO.c.entra_id)
)
BY_ID = (
    select(*ALL, person_role.c.role.label("role"))
    .join(person_role, person_role.c.person_id == person.c.id)
    .where(person.c.id == bindparam("person"))
)
BY_EMAIL = (
    select(*ALL, person_role.c.role.label("role"))
    .join(person_role, person_role.c.person_id == person.c.id)
    .where(person.c.email.in_(bindparam("emails", expanding=True)))
)
TIE = (
    update(person)
    .where(person.c.email == bindparam("address"), person.c.entra_id.is_(None))
    .values(entra_id=bindparam("account"))
    .returning(person.c.id)
)
CHAT_OF = (
    select(chat.c.conversation, chat.c.service_url, chat.c.tenant, chat.c.member)
    .where(chat.c.person_id == bindparam("person"), chat.c.open)
    .order_by(chat.c.changed_at.desc())
    .limit(1)
)
NUMBER_OF = select(person.c.id).where(person.c.email == bindparam("address"))
WITH_ROLE = select(func.count()).select_from(person_role).where(person_role.c.role == bindparam("role"))
UNREACHED = (
    select(*ALL, func.count().over().label("total"))
    .where(~select(chat.c.entra_id).where(chat.c.person_id == person.c.id, chat.c.open).exists())
    .order_by(person.c.id)
    .limit(bindparam("at_most"))
)
WAITING_CHAT = (
    update(chat)
    .where(chat.c.email_digest == bindparam("digest"), chat.c.person_id.is_(None))
    .values(person_id=bindparam("person"), email_digest=None)
    .returning(chat.c.entra_id)
)


def actor_with(desk: Desk, entra_id: str) -> Person:
    """Who has this account, with all roles, or NO_ONE; the desk remembers where the person was last spoken to."""
    rows = desk.execute(ACTOR, {"entra_id": entra_id}).all()
    desk.place = tuple(rows[0])[-len(PLACE) :] if rows[0].at else None
    return _actor([row for row in rows if row.role])


def actor_numbered(desk: Desk, number: PersonId) -> Person:
    """The person with this number, with all roles, or NO_ONE."""
    return _actor(desk.execute(BY_ID, {"person": number}).all())


def _actor(rows: Sequence[Row[Any]]) -> Person:
    if not rows:
        return NO_ONE
    first = rows[0]
    return Person(
        id=PersonId(first.person_id),
        roles=frozenset(Role(row.role) for row in rows),
        first_name=first.person_first_name,
        surname=first.person_surname,
        email=first.person_email,
        line=first.person_line,
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

    def add(self, *, first_name: str, surname: str, email: str, line: str, now: datetime) -> PersonId:
        """Also ties the account that came before the roster did. For those who may see everybody's roles."""
        self._only_those_who_see_all()
        row = {"first_name": first_name, "surname": surname, "email": email, "line": line, "added_at": now}
        statement = self._desk.insert_new(person, "email", returning=person.c.id)
        number = self._desk.execute(statement, row).scalar()
        if number is None:
            return PersonId(self._desk.execute(NUMBER_OF, {"address": email}).scalar_one())
        known = {"digest": self._desk.sealer.digest(email), "person": number}
        if (entra_id := self._desk.execute(WAITING_CHAT, known).scalar()) is not None:
            self._desk.execute(update(person).where(person.c.id == number).values(entra_id=entra_id))
        return PersonId(number)

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
        if not account.email:
            return None
        values = {"address": account.email.lower(), "account": account.entra_id}
        number = self._desk.execute(TIE, values).scalar()
        if number is None:
            return None
        self._desk.actor = actor_numbered(self._desk, PersonId(number))
        return self._desk.actor

    def reach(self, account: Account, chat_now: Chat, *, person: PersonId | None, now: datetime) -> bool:
        """Writes only when something is new, since this is asked in every turn."""
        known = self._desk.place
        place = (chat_now.conversation, chat_now.service_url, chat_now.tenant, chat_now.member, True)
        if known == (person, *place):
            return False
        row = dict(zip(("conversation", "service_url", "tenant", "member", "open"), place, strict=True))
        digest = self._desk.sealer.digest(account.email) if person is None and account.email else None
        row |= {"person_id": person, "email_digest": digest, "changed_at": now}
        statement = self._desk.insert(chat).values(entra_id=account.entra_id, **row)
        self._desk.execute(statement.on_conflict_do_update(index_elements=["entra_id"], set_=row))
        self._desk.place = (person, *place)
        return known is None or known[0] != person or not known[-1]

    def lost(self, account: Account, *, now: datetime) -> None:
        """The place is kept: the person may come back."""
        values = {"open": False, "changed_at": now}
        self._desk.execute(update(chat).where(chat.c.entra_id == account.entra_id).values(values))

    def unreached(self, *, at_most: int) -> tuple[int, Sequence[Person]]:
        """For those who may see everybody's contact details."""
        if not self._desk.sees(Kept.CONTACT):
            raise NotYours
        rows = self._desk.execute(UNREACHED, {"at_most": at_most}).all()
        people = [self._desk.person(row, self._desk.tie(row.person_id)) for row in rows]
        return (rows[0].total if rows else 0), people

    def chat_of(self, person: PersonId) -> Chat | None:
        """The actor's own, or anybody's for those who may see contact details."""
        if not self._desk.sees(Kept.CONTACT, self._desk.tie(person)):
            raise NotYours
        row = self._desk.execute(CHAT_OF, {"person": person}).first()
        return Chat(**row._mapping) if row else None

    def _only_those_who_see_all(self) -> None:
        if not self._desk.sees(Kept.PROFILE):
            raise NotYours
