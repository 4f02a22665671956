"""Two records of one person become one: every column that points at a person is named here, with what becomes of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

from sqlalchemy import Column, Row, Table, and_, delete, exists, or_, select, update

from bot.domain.cohorts import EnrolmentState
from bot.domain.errors import HasChanged, NotThere, NotYours
from bot.domain.people import PersonId
from bot.domain.repeating import AT_MOST_ONCE
from bot.domain.sight import Kept
from bot.store.desk import Desk
from bot.store.people import look_again_at_invitations
from bot.store.tables import (
    answer,
    audit,
    cell,
    chat,
    choice,
    claim,
    do_not_match,
    due_work,
    duty,
    enrolment,
    form_done,
    free_time,
    limits,
    link_member,
    note,
    person,
    person_role,
    plan,
    promise,
    proposal,
    reflection,
    registration,
    share,
    survey,
    undo,
    week,
    worry,
)
from bot.usecases.ports.merging import Differ

# These go over as they are: no two rows of one person can be in each other's way.
MOVED: tuple[Column[Any], ...] = (
    *(answer.c.person_id, cell.c.person_id, chat.c.person_id, choice.c.person_id, link_member.c.person_id),
    *(note.c.person_id, reflection.c.person_id, share.c.person_id, share.c.tutor_id, person.c.tutor_id),
    *(do_not_match.c.person_id, do_not_match.c.other_id, free_time.c.person_id, free_time.c.entered_by),
    *(worry.c.person_id, worry.c.seen_by, duty.c.person_id),
    *(plan.c.person_id, proposal.c.person_id, undo.c.person_id, audit.c.person_id, audit.c.entered_by),
)
# What both have stays as the one that is kept has it.
EITHER: tuple[Table, ...] = (form_done, limits, person_role, promise, registration, survey)
SUMMED: Mapping[Table, tuple[str, ...]] = {
    claim: ("minutes", "prep_minutes", "costs"),
    week: ("meetings", "minutes"),
}
# And these in a way of their own: see below.
FURTHEST, TO_SAY = enrolment, due_work
HANDLED = frozenset(
    {*MOVED, *(table.c.person_id for table in (*EITHER, *SUMMED, FURTHEST, TO_SAY))}
)  # tests hold it against all columns
ALONG = tuple(EnrolmentState[name] for name in ("LEFT", "INVITED", "WAITING", "LINKED", "COMPLETE"))
FILLED = ("email", "entra_id", "tutor_id", "line", "university", "discipline", "hope", "course_id", "needs")
PLACED = ("placement", "placement_from", "placement_to")
RESTS = ("rests_since", "rests_until", "silent")
SAYS = [due_work.c[name] for name in ("id", "key", "kind", "person_id", "state", "card_id")]
BEGUN = ("doing", "done", "unsure")


class SqlMerging:
    """Two records of one person become one; see the port of the same name."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def why_not(self, keep: PersonId, drop: PersonId) -> Differ | None:
        """By what is written down of both."""
        self._only_those_who_see_all()
        reasons = {
            Differ.TOGETHER: _both(link_member, "link_id", keep, drop),
            Differ.APART: _apart(keep, drop),
            Differ.BUSY: _both(cell, "cell", keep, drop),
            Differ.WORDS: _has_words(drop),
            Differ.ACCOUNTS: and_(_has_account(drop), or_(_has_account(keep), _has_words(keep))),
        }
        row = self._desk.execute(select(*(sign.label(reason) for reason, sign in reasons.items()))).one()
        return next((reason for reason in reasons if row._mapping[reason]), None)

    def merge(self, keep: PersonId, drop: PersonId) -> None:
        """Nothing that somebody wrote comes under another name, whatever was asked for."""
        both = select(person).where(person.c.id.in_((keep, drop))).with_for_update()
        rows = {row.id: row for row in self._desk.execute(both).all()}
        if len(rows) != len({keep, drop}):
            raise NotThere
        if keep == drop or self.why_not(keep, drop):
            raise HasChanged
        merge_rows(self._desk, rows[keep], rows[drop])
        look_again_at_invitations(self._desk, keep)

    def _only_those_who_see_all(self) -> None:
        seen = (Kept.PROFILE, Kept.CONTACT, Kept.MEETING, Kept.RECORD, Kept.CONFLICT)
        if self._desk.entered_by is not None or not all(self._desk.sees(one) for one in seen):
            raise NotYours


def merge_rows(desk: Desk, keep: Row[Any], drop: Row[Any]) -> None:
    """Everything that points at the second points at the first, and the second is gone."""
    for table in EITHER:
        _leave_out(desk, table, keep.id, drop.id)
    for table, figures in SUMMED.items():
        _sum_up(desk, table, figures, keep.id, drop.id)
    _furthest(desk, keep.id, drop.id)
    _to_say(desk, keep.id, drop.id)
    for column in chain(MOVED, (table.c.person_id for table in (*EITHER, *SUMMED, FURTHEST))):
        desk.execute(update(column.table).where(column == drop.id).values({column.name: keep.id}))
    desk.execute(delete(person).where(person.c.id == drop.id))
    if values := dict(_filled(keep, drop)):
        desk.execute(update(person).where(person.c.id == keep.id).values(values))


def _rest_of_key(table: Table) -> list[str]:
    return [column.name for column in table.primary_key.columns if column.name != "person_id"]


def _leave_out(desk: Desk, table: Table, keep: int, drop: int) -> None:
    """What both have."""
    theirs = table.alias("theirs")
    same = [theirs.c[name] == table.c[name] for name in _rest_of_key(table)]
    both = exists().where(theirs.c.person_id == keep, *same)
    desk.execute(delete(table).where(table.c.person_id == drop, both))


def _sum_up(desk: Desk, table: Table, figures: Sequence[str], keep: int, drop: int) -> None:
    (name,) = _rest_of_key(table)
    rows = desk.execute(select(table).where(table.c.person_id.in_((keep, drop)))).all()
    mine = {row._mapping[name]: row for row in rows if row.person_id == keep}
    for row in rows:
        if row.person_id == drop and (ours := mine.get(row._mapping[name])):
            of = table.c[name] == row._mapping[name]
            sums = {figure: row._mapping[figure] + ours._mapping[figure] for figure in figures}
            if table is claim:  # two halves, of which one may not be looked at yet
                sums["state"] = ours.state if ours.state == row.state else "given"
            desk.execute(update(table).where(of, table.c.person_id == keep).values(sums))
            desk.execute(delete(table).where(of, table.c.person_id == drop))


def _furthest(desk: Desk, keep: int, drop: int) -> None:
    """In a cohort in which both are, the place that is further along counts."""
    places: dict[int, dict[int, Row[Any]]] = {}
    for row in desk.execute(select(enrolment).where(enrolment.c.person_id.in_((keep, drop)))).all():
        places.setdefault(row.cohort_id, {})[row.person_id] = row
    for cohort, found in places.items():
        if len(found) > 1:
            less = min(found.values(), key=lambda row: (ALONG.index(row.state), row.person_id == keep))
            of = enrolment.c.cohort_id == cohort, enrolment.c.person_id == less.person_id
            desk.execute(delete(enrolment).where(*of))


def _to_say(desk: Desk, keep: int, drop: int) -> None:
    """What was said to one was said to both. No worker notes anything about them meanwhile."""
    both = select(*SAYS).where(due_work.c.person_id.in_((keep, drop))).with_for_update()
    rows = desk.execute(both).all()
    mine = {row.key: row for row in rows if row.person_id == keep}
    for row in (one for one in rows if one.person_id == drop):
        start, _, last = row.key.rpartition(":")
        key = f"{start}:{keep}" if last == str(drop) else row.key
        same = mine.get(key)
        gone = row if same and (same.state != "pending" or row.state not in BEGUN) else same
        if gone:
            desk.execute(delete(due_work).where(due_work.c.id == gone.id))
        if gone is not row:
            moved = {"key": key, "person_id": keep} | _let_go(row)
            desk.execute(update(due_work).where(due_work.c.id == row.id).values(moved))


def _let_go(row: Row[Any]) -> dict[str, Any]:
    """What a worker holds for a record that is gone: nobody knows whether it is out already.

    It is looked at again under the new name; or, if twice is worse than never, its lease runs out and it is unsure.
    """
    if row.state != "doing":
        return {}
    if row.kind in AT_MOST_ONCE and row.card_id is None:
        return {"worker": None}
    return {"state": "pending", "worker": None, "lease_until": None}


def _filled(keep: Row[Any], drop: Row[Any]) -> Iterator[tuple[str, Any]]:
    """What the first has not, as the second has it; and a break of either is a break."""
    ours, theirs = keep._mapping, drop._mapping
    found = {name: theirs[name] for name in FILLED if not ours[name] and theirs[name]}
    if found.get("tutor_id") in {keep.id, drop.id}:
        del found["tutor_id"]
    yield from found.items()
    if not ours["placement"] and theirs["placement"]:
        yield from ((name, theirs[name]) for name in PLACED)
    if theirs["rests_since"] and not ours["rests_since"]:
        yield from ((name, theirs[name]) for name in RESTS)
    if theirs["quiet_until"] and (not ours["quiet_until"] or theirs["quiet_until"] > ours["quiet_until"]):
        yield "quiet_until", theirs["quiet_until"]


def _both(table: Table, name: str, keep: int, drop: int) -> Any:
    theirs = table.alias(f"their_{table.name}")
    return exists().where(table.c.person_id == keep, theirs.c.person_id == drop, theirs.c[name] == table.c[name])


def _apart(keep: int, drop: int) -> Any:
    one, other = do_not_match.c.person_id, do_not_match.c.other_id
    return exists().where(or_(and_(one == keep, other == drop), and_(one == drop, other == keep)))


def _has_words(number: int) -> Any:
    sealed = or_(reflection.c.sealed.is_not(None), reflection.c.draft.is_not(None))
    return or_(
        exists().where(reflection.c.person_id == number, sealed),
        exists().where(promise.c.person_id == number, promise.c.sealed.is_not(None)),
        exists().where(or_(share.c.person_id == number, share.c.tutor_id == number)),
    )


def _has_account(number: int) -> Any:
    return or_(
        exists().where(person.c.id == number, person.c.entra_id.is_not(None)),
        exists().where(chat.c.person_id == number),
    )
