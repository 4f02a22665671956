"""Notes that ask for a call, and who is there to take them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, and_, bindparam, delete, func, literal, or_, select, update

from bot.domain.duty import ONE_TAP, OnDuty, Source, Staff, Worry, WorryId, WorryKind
from bot.domain.errors import NotThere, NotYours
from bot.domain.people import Person, PersonId, Role
from bot.domain.sight import Kept, Tie
from bot.store.among import among
from bot.store.desk import Desk, columns
from bot.store.tables import duty, person, person_role, prompt_shown, worry

W = worry.c
NAMES = columns(person, "id", "first_name", "surname", "email", "line")
ALL = select(*(one for one in W if one.name != "person_id"), *NAMES).join(person, person.c.id == W.person_id)
ONE = ALL.where(W.id == bindparam("number"))
FOR_ME = or_(among(W.apart, "apart"), W.person_id == bindparam("actor"))
OPEN = W.closed_at.is_(None)
MINE = (
    ALL.where(W.person_id == bindparam("actor"), W.sent_at >= bindparam("since"))
    .order_by(W.sent_at.desc(), W.id.desc())
    .limit(20)
)
LISTED = (
    ALL.add_columns(func.count().over().label("total"))
    .where(FOR_ME)
    .order_by(W.closed_at.is_not(None), W.seen_at.is_not(None), W.sent_at, W.id)
    .limit(bindparam("at_most"))
)
LISTS = {True: LISTED.where(OPEN), False: LISTED.where(or_(OPEN, W.sent_at >= bindparam("since")))}
WAITING = select(*W).where(OPEN, W.seen_at.is_(None), W.sent_at >= bindparam("since"), FOR_ME)
# Whoever asks twice at once waits here for the first of the two to be kept.
ONE_BY_ONE = select(person.c.id).where(person.c.id == bindparam("actor")).with_for_update()
AGAIN = (
    update(worry)
    .where(
        W.id.in_(
            select(W.id)
            .where(
                W.person_id == bindparam("actor"),
                W.kind == bindparam("of_kind"),
                W.apart == bindparam("is_apart"),
                W.sent_at > bindparam("after"),
                OPEN,
            )
            .order_by(W.id.desc())
            .limit(1)
            .scalar_subquery()
        )
    )
    .returning(worry)
)
TAKE = (
    update(worry)
    .where(W.id == bindparam("number"), W.seen_at.is_(None), OPEN)
    .values(seen_at=bindparam("now"), seen_by=bindparam("actor"), seen_as=bindparam("name"))
)
CLOSE = (
    update(worry)
    .where(W.id == bindparam("number"), OPEN)
    .values(closed_at=bindparam("now"), reference=bindparam("ref"))
)
REOPEN = update(worry).where(W.id == bindparam("number")).values(closed_at=None, reference="")
CLEAR = delete(duty).where(among(duty.c.day, "days"), duty.c.deputy == bindparam("is_deputy"))
TAKERS = (Role.COORDINATOR, Role.LEAD)
STAFF = (
    select(person.c.id, person_role.c.role)
    .join(person_role, person_role.c.person_id == person.c.id)
    .where(person_role.c.role.in_(TAKERS), person.c.left_at.is_(None), person.c.rests_since.is_(None))
)
AWAY = (~STAFF.where(person.c.id == duty.c.person_id).correlate(duty).exists()).label("away")
ROTA = (
    select(duty, AWAY)
    .where(duty.c.day.between(bindparam("first"), bindparam("last")))
    .order_by(duty.c.day, duty.c.deputy)
)
HAS_LEAD = select(STAFF.where(person_role.c.role == Role.LEAD).exists())


class SqlDuty:
    """Notes that ask for a call, and the rota; see the port of the same name."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._rota: dict[tuple[date, date], list[OnDuty]] = {}  # read in this unit of work

    def ask(self, kind: WorryKind, source: Source, *, soon: bool, apart: bool, in_hours: bool, now: datetime) -> Worry:
        """A call that is asked for makes an offer of one a note to wait for; the sooner of two is right."""
        me = self._desk.actor
        self._desk.execute(ONE_BY_ONE, {"actor": me.id})
        again = {"actor": me.id, "of_kind": kind, "is_apart": apart, "after": now - ONE_TAP}
        changed: dict[str, Any] = {"soon": and_(W.soon, literal(soon))}
        if source is not Source.RESPECT:
            changed["source"] = source
        row = self._desk.execute(AGAIN.values(**changed), again).first()
        if row is None:
            values = {"person_id": me.id, "kind": kind, "source": source, "soon": soon, "apart": apart}
            values |= {"sent_at": now, "in_hours": in_hours, "seen_as": "", "reference": ""}
            row = self._desk.execute(worry.insert().returning(worry), values).one()
        return _worry(row, me)

    def get(self, worry: WorryId) -> Worry:
        """By the sort that it is of: some are not for coordinators."""
        row = self._desk.execute(ONE, {"number": worry}).first()
        if row is None:
            raise NotThere if self._sorts() else NotYours
        kept = Kept.WORRY_APART if row.apart else Kept.WORRY
        if not self._desk.sees(kept, self._tie(row)):
            raise NotYours
        return self._seen(row)

    def mine(self, *, since: datetime) -> Sequence[Worry]:
        """At most twenty."""
        rows = self._desk.execute(MINE, {"actor": self._desk.actor.id, "since": since}).all()
        return [self._seen(row) for row in rows]

    def notes(self, *, since: datetime, only_open: bool, at_most: int) -> tuple[int, Sequence[Worry]]:
        """Without those that are not for the actor's eyes, also in the number of them."""
        values = self._for_me() | {"since": since, "at_most": at_most}
        rows = self._desk.execute(LISTS[only_open], values).all()
        return (rows[0].total if rows else 0), [self._seen(row) for row in rows]

    def waiting(self, *, since: datetime) -> Sequence[Worry]:
        """For the assistant: numbers only."""
        rows = self._desk.execute(WAITING, self._for_me() | {"since": since}).all()
        return [_worry(row, Person(id=PersonId(row.person_id))) for row in rows]

    def take(self, worry: WorryId, *, seen_as: str, now: datetime) -> bool:
        """Compare and set, so that one of two has it."""
        self._to_take(worry)
        values = {"number": worry, "now": now, "actor": self._desk.actor.id, "name": seen_as}
        return self._desk.execute(TAKE, values).rowcount == 1

    def close(self, worry: WorryId, *, reference: str, now: datetime) -> bool:
        """The same."""
        self._to_take(worry)
        return self._desk.execute(CLOSE, {"number": worry, "now": now, "ref": reference}).rowcount == 1

    def reopen(self, worry: WorryId) -> None:
        """With whoever had it."""
        self._to_take(worry)
        self._desk.execute(REOPEN, {"number": worry})

    def rota(self, first: date, last: date) -> Sequence[OnDuty]:
        """Who is on duty is nobody's secret."""
        if (first, last) not in self._rota:
            self._rota[first, last] = [
                _on_duty(row) for row in self._desk.execute(ROTA, {"first": first, "last": last})
            ]
        return self._rota[first, last]

    def set(self, days: Collection[OnDuty]) -> None:
        """One person a day, and one deputy."""
        self._only_those_who_plan()
        self._rota.clear()
        rows = [
            {"day": one.day, "deputy": one.deputy, "person_id": one.person, "shown_as": one.shown_as} for one in days
        ]
        if rows:
            statement = self._desk.insert(duty)
            new = {"person_id": statement.excluded.person_id, "shown_as": statement.excluded.shown_as}
            self._desk.execute(statement.on_conflict_do_update(index_elements=["day", "deputy"], set_=new), rows)

    def clear(self, days: Collection[date], *, deputy: bool) -> None:
        """A deputy is a row of their own."""
        self._only_those_who_plan()
        self._rota.clear()
        self._desk.execute(CLEAR, {"days": list(days), "is_deputy": deputy})

    def staff(self) -> Staff:
        """Those who rest or have left take no notes."""
        self._sorts_or_refuse()
        rows = self._desk.execute(STAFF).all()
        of = {role: frozenset(PersonId(row.id) for row in rows if row.role == role) for role in TAKERS}
        return Staff(coordinators=of[Role.COORDINATOR], leads=of[Role.LEAD])

    def has_lead(self) -> bool:
        """Not who."""
        return bool(self._desk.execute(HAS_LEAD).scalar())

    def count(self, pressed: str, *, day: date) -> None:
        """One row a day and button."""
        statement = self._desk.insert(prompt_shown).values(day=day, pressed=pressed, times=1)
        more = {"times": prompt_shown.c.times + 1}
        self._desk.execute(statement.on_conflict_do_update(index_elements=["day", "pressed"], set_=more))

    def _sorts(self) -> list[bool]:
        """Which notes of other people the actor may see: those for coordinators (False), those apart (True)."""
        kinds = {False: Kept.WORRY, True: Kept.WORRY_APART}
        return [apart for apart, kept in kinds.items() if self._desk.sees(kept, Tie.WORRIED)]

    def _sorts_or_refuse(self) -> list[bool]:
        if not (sorts := self._sorts()):
            raise NotYours
        return sorts

    def _for_me(self) -> dict[str, Any]:
        return {"apart": self._sorts_or_refuse(), "actor": self._desk.actor.id}

    def _tie(self, row: Row[Any]) -> Tie:
        tie = self._desk.tie(row.person_id)
        return tie if tie is Tie.OWN else Tie.WORRIED

    def _seen(self, row: Row[Any]) -> Worry:
        return _worry(row, self._desk.person(row, self._tie(row)))

    def _to_take(self, worry: WorryId) -> None:
        """Raises NotYours for a note of the actor's own, and for one that is not for the actor's eyes."""
        if self.get(worry).person.id == self._desk.actor.id:
            raise NotYours

    def _only_those_who_plan(self) -> None:
        if not self._desk.sees(Kept.RECORD):
            raise NotYours


def _on_duty(row: Row[Any]) -> OnDuty:
    return OnDuty(day=row.day, person=PersonId(row.person_id), shown_as=row.shown_as, deputy=row.deputy, away=row.away)


def _worry(row: Row[Any], who: Person) -> Worry:
    return Worry(
        id=WorryId(row.id),
        person=who,
        kind=WorryKind(row.kind),
        source=Source(row.source),
        soon=row.soon,
        apart=row.apart,
        sent_at=row.sent_at,
        in_hours=row.in_hours,
        seen_at=row.seen_at,
        seen_by=PersonId(row.seen_by) if row.seen_by else None,
        seen_as=row.seen_as,
        closed_at=row.closed_at,
        reference=row.reference,
    )
