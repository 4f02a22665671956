"""What counts about people before they are asked to meet: two statements, however many people it is about."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Row,
    Select,
    and_,
    bindparam,
    cast,
    func,
    literal_column,
    null,
    or_,
    select,
    union,
    union_all,
)

from bot.domain.cohorts import CohortId, CohortState, EnrolmentState
from bot.domain.joining import ChoiceSaid, Conflict, Limits, Registered, Step, StepState
from bot.domain.links import OPEN_LINKS, LinkState
from bot.domain.matching import Facts, Known
from bot.domain.meetings import LinkId, Side
from bot.domain.people import GIVERS, PersonId, Role
from bot.domain.places import Places, limits_of
from bot.domain.times import wall
from bot.store.among import among
from bot.store.desk import Desk, columns
from bot.store.tables import (
    choice,
    cohort,
    do_not_match,
    enrolment,
    free_time,
    limits,
    link,
    link_member,
    person,
    person_role,
    registration,
)
from bot.store.tables.kinds import Number

Which = Callable[[Any], ColumnElement[bool]]  # whether a column holds the number of one of those who are asked about

EVERYBODY = union(  # all who teach, and all who wait in the cohort
    select(person_role.c.person_id).where(person_role.c.role.in_(GIVERS)),
    select(enrolment.c.person_id).where(
        enrolment.c.cohort_id == bindparam("cohort"), enrolment.c.state == EnrolmentState.WAITING
    ),
)
ROLES = (
    select(func.aggregate_strings(person_role.c.role, ","))
    .where(person_role.c.person_id == person.c.id)
    .scalar_subquery()
)
GIVES_TIMES = (
    select(free_time.c.id)
    .where(
        free_time.c.person_id == person.c.id,
        or_(free_time.c.kind == "weekly", free_time.c.day >= bindparam("today")),
        free_time.c.kind != "away",
        or_(free_time.c.until.is_(None), free_time.c.until >= bindparam("today")),
    )
    .exists()
)
ABOUT = [
    *columns(
        person,
        "id",
        "first_name",
        "surname",
        "line",
        "rests_since",
        "silent",
        "left_at",
        "placement",
        "hope",
        "needs",
        *("university", "discipline"),
    ),
    *columns(limits, "students", "raised", "raised_at"),
    *columns(enrolment, "state", "joined_at", "first"),
    ROLES.label("roles"),
    GIVES_TIMES.label("gives_times"),
]


def _named(number: Any) -> ColumnElement[bool]:
    return among(number, "who")


def _anybody(number: Any) -> ColumnElement[bool]:
    found: ColumnElement[bool] = number.in_(EVERYBODY)
    return found


def _people(who: Which) -> Select[Any]:
    here = (enrolment.c.person_id == person.c.id) & (enrolment.c.cohort_id == bindparam("cohort"))
    return (
        select(*ABOUT)
        .outerjoin(limits, limits.c.person_id == person.c.id)
        .outerjoin(enrolment, here)
        .where(who(person.c.id))
        .order_by(person.c.id)
    )


def _notes(who: Which) -> Any:
    """The cohort, steps, choices, open links and conflicts, in rows of one shape: a sort, whose, words, number, day."""
    no_day, no_number = cast(null(), Date), cast(null(), Number)
    no_word: ColumnElement[str] = literal_column("''")
    steps = registration.c
    said = choice.c
    conflict = do_not_match.c
    return union_all(
        select(
            literal_column("'step'").label("sort"),
            steps.person_id.label("person"),
            steps.step.label("word"),
            steps.state.label("more"),
            no_number.label("number"),
            steps.expires.label("day"),
        ).where(who(steps.person_id)),
        select(
            literal_column("'cohort'"),
            cohort.c.id,
            cohort.c.state,
            func.coalesce(cohort.c.places, no_word),
            no_number,
            cohort.c.ends,
        ).where(cohort.c.id == bindparam("cohort")),
        _taken(),
        select(literal_column("'said'"), said.person_id, said.role, said.said, said.id, no_day).where(
            who(said.person_id)
        ),
        select(literal_column("'link'"), link_member.c.person_id, link_member.c.side, no_word, link.c.cohort_id, no_day)
        .join(link, link.c.id == link_member.c.link_id)
        .where(who(link_member.c.person_id), link.c.state.in_(OPEN_LINKS), link.c.id != bindparam("but")),
        select(literal_column("'apart'"), conflict.person_id, conflict.team, no_word, conflict.other_id, no_day).where(
            or_(who(conflict.person_id), who(conflict.other_id))
        ),
        *(
            _of_a_family(who, conflict.person_id, conflict.other_id),
            _of_a_family(who, conflict.other_id, conflict.person_id),
        ),
    )


def _taken() -> Select[Any]:
    """How many students of each university and course have a place in the cohort, or are asked about one."""
    return (
        select(
            literal_column("'taken'"),
            literal_column("0"),
            person.c.university,
            person.c.discipline,
            func.count(person.c.id.distinct()),
            cast(null(), Date),
        )
        .select_from(link)
        .join(link_member, link_member.c.link_id == link.c.id)
        .join(person, person.c.id == link_member.c.person_id)
        .where(
            link.c.cohort_id == bindparam("cohort"),
            link.c.state.in_(OPEN_LINKS),
            link.c.id != bindparam("but"),
            link_member.c.side == Side.STUDENT,
        )
        .group_by(person.c.university, person.c.discipline)
    )


def _of_a_family(who: Which, one: Any, other: Any) -> Select[Any]:
    """Who meets, or met, one of two Buddies who are not to be matched is kept apart from the other of them too."""
    teaches, learns = link_member.alias(), link_member.alias()
    return (
        select(
            literal_column("'apart'"),
            learns.c.person_id,
            literal_column("''"),
            literal_column("''"),
            other,
            cast(null(), Date),
        )
        .select_from(do_not_match)
        .join(teaches, and_(teaches.c.person_id == one, teaches.c.side == Side.BUDDY))
        .join(learns, and_(learns.c.link_id == teaches.c.link_id, learns.c.side == Side.STUDENT))
        .join(link, link.c.id == teaches.c.link_id)
        .where(other.is_not(None), who(learns.c.person_id), link.c.state != LinkState.SUGGESTED)
    )


# Nobody can be asked twice at once: who asks about a Buddy waits for whoever does so too. Other keys are free to refer
# to the row meanwhile.
PEOPLE, PEOPLE_HELD = _people(_named), _people(_named).with_for_update(of=person, key_share=True)
NOTES = _notes(_named)
ALL_PEOPLE, ALL_NOTES = _people(_anybody), _notes(_anybody)


def known(
    desk: Desk, cohort_id: CohortId, people: Collection[PersonId] | None, *, but: LinkId | None, now: datetime
) -> Known:
    """What counts, for whoever may know it: see the callers."""
    values: dict[str, Any] = {"cohort": cohort_id, "but": but or 0, "today": wall(now).date()}
    if people is not None:
        values["who"] = sorted(people)
    about = ALL_PEOPLE if people is None else PEOPLE_HELD if desk.writing else PEOPLE
    rows = desk.execute(about, values).all()
    notes = desk.execute(ALL_NOTES if people is None else NOTES, values).all()
    by_person: Mapping[int, list[Row[Any]]] = {
        number: list(group) for number, group in groupby(sorted(notes, key=_whose), key=_whose)
    }
    facts = {
        PersonId(row.person_id): _facts(desk, row, by_person.get(row.person_id, []), cohort_id, now) for row in rows
    }
    here = next(note for note in notes if note.sort == "cohort")
    conflicts = tuple(_conflict(note) for note in notes if note.sort == "apart")
    taken = {(note.word, note.more): note.number for note in notes if note.sort == "taken"}
    places = Places(limits=limits_of(here.more), taken=taken)
    is_open = here.word == CohortState.OPEN
    return Known(people=facts, conflicts=conflicts, is_open=is_open, ends=here.day, places=places)


def _whose(note: Row[Any]) -> int:
    number: int = note.person
    return number


def _facts(desk: Desk, row: Row[Any], notes: Iterable[Row[Any]], cohort_id: CohortId, now: datetime) -> Facts:
    notes = list(notes)
    links = [note for note in notes if note.sort == "link"]
    roles = frozenset(Role(role) for role in (row.roles or "").split(",") if role)
    seen = desk.person(row, desk.tie(row.person_id))
    return Facts(
        person=replace(seen, roles=roles),
        chose=_chose(notes),
        away=bool(row.person_rests_since or row.person_silent or row.person_left_at),
        steps={
            Step(note.word): Registered(state=StepState(note.more), expires=note.day)
            for note in notes
            if note.sort == "step"
        },
        room=_room(row, now),
        teaches=sum(note.word == Side.BUDDY for note in links),
        learns=sum(note.word == Side.STUDENT and note.number == cohort_id for note in links),
        enrolled=EnrolmentState(row.enrolment_state) if row.enrolment_state else None,
        waits_since=row.enrolment_joined_at,
        first=bool(row.enrolment_first),
        placement=row.person_placement,
        university=row.person_university,
        discipline=row.person_discipline,
        hope=row.person_hope,
        needs=row.person_needs,
        gives_times=row.gives_times,
    )


def _chose(notes: Iterable[Row[Any]]) -> frozenset[Role]:
    """The last thing that was said in each role counts."""
    said = sorted((note for note in notes if note.sort == "said"), key=lambda note: note.number)
    last = {Role(note.word): note.more for note in said}
    return frozenset(role for role, word in last.items() if word == ChoiceSaid.YES)


def _room(row: Row[Any], now: datetime) -> int:
    """What was raised counts from its day on."""
    if row.limits_raised and row.limits_raised_at and row.limits_raised_at <= now:
        raised: Mapping[str, int] = json.loads(row.limits_raised)
        return raised.get("students", row.limits_students)
    return Limits().students if row.limits_students is None else int(row.limits_students)


def _conflict(note: Row[Any]) -> Conflict:
    other = PersonId(note.number) if note.number else None
    return Conflict(id=0, person=PersonId(note.person), other=other, team=note.word)
