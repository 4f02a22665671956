"""A coordinator takes a list out of the scheme, as a file. Reflections and anonymous forms are in none."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from bot.cards import Card
from bot.cards.staff import notes
from bot.domain.cohorts import Cohort, CohortId, cohort_number
from bot.domain.errors import BadInput, NotForYou
from bot.domain.hours import say_pounds
from bot.domain.links import link_number
from bot.domain.meetings import Side, meeting_number
from bot.domain.people import Person, PersonId, Role, Standing
from bot.domain.sheets import as_csv
from bot.domain.times import wall
from bot.usecases.finding import a_cohort
from bot.usecases.marking import how
from bot.usecases.ports import Work
from bot.usecases.proposing import Deed, Result, ask_first

What = Literal["roster", "attendance", "hours", "audit"]
OPEN_FOR = timedelta(minutes=15)
COORDINATORS = frozenset({Role.COORDINATOR})
HOLDS = {
    "roster": "names, addresses, course ids and where each person stands",
    "attendance": "the meetings of each student, and how they went",
    "hours": "the hours and costs of each Buddy and carer",
    "audit": "what coordinators did since the cohort began",
}
TAKE_CARE = (
    "Being on this list tells something about a person's health. Keep the file where only those who need it look."
)
NEVER = "No reflection and no anonymous form is in it."


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """Which file, and of which cohort, as it was typed."""

    list: What
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """The same, once it is known."""

    what: str
    cohort: int


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file to download."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sheet:
    head: tuple[str, ...]
    rows: Callable[[Work, Cohort, datetime], Iterator[Sequence[object]]]


def export(work: Work, request: Export, now: datetime) -> Card:
    """What the file would hold; the short id must be typed to go on."""
    if not request.words:
        raise BadInput("Please name the cohort. For example: export roster C-3")
    one = a_cohort(work, request.words)
    deed = Deed(name="export", request=Wanted(what=request.list, cohort=one.id))
    what = f"I make a file for you, of {one.title}: {HOLDS[request.list]}."
    facts = notes(TAKE_CARE, NEVER)
    return ask_first(work, deed, what=what, notes=facts, now=now, typed=cohort_number(one.id))


def do_export(work: Work, request: Wanted, now: datetime) -> Result:
    """An address for this coordinator alone, for a quarter of an hour."""
    one = work.cohorts.get(CohortId(request.cohort))
    work.audit(f"export of {request.what} asked for", one.id, now=now)
    return Result(
        what=f"The file with the {request.what} of {one.title} is ready.",
        notes=notes("The link works for 15 minutes, and it is yours alone. Please don't pass it on."),
        file=work.site.export_url(request.what, one.id, work.actor.id, now + OPEN_FOR),
    )


def file(work: Work, request: Wanted, now: datetime) -> File:
    """The file as things stand now, for somebody who is a coordinator now; each one made is noted with its length."""
    if not work.actor.is_a(COORDINATORS) or (work.actor.standing or Standing()).left_at:
        raise NotForYou
    one, sheet = work.cohorts.get(CohortId(request.cohort)), SHEETS[request.what]
    rows = list(sheet.rows(work, one, now))
    work.audit(f"exported {request.what}, {len(rows)} rows", one.id, now=now)
    return File(name=f"buddy-{request.what}-{cohort_number(one.id)}.csv", content=as_csv(sheet.head, rows))


def _roster(work: Work, cohort: Cohort, _now: datetime) -> Iterator[Sequence[object]]:
    for one in work.exports.roster(cohort.id):
        about = (one.contact, one.university, one.discipline, one.course_id)
        yield (*_names(one.person), one.role, one.person.email, *about, one.state, _day(one.since))


def _attendance(work: Work, cohort: Cohort, now: datetime) -> Iterator[Sequence[object]]:
    for one in work.attendance.of_cohort(cohort.id):
        meeting = one.meeting
        which = (meeting_number(meeting.id), link_number(meeting.link), meeting.number)
        when = (_day(meeting.start), f"{wall(meeting.start):%H:%M}") if meeting.start else ("", "")
        for member in meeting.members:
            if member.side is Side.STUDENT:
                went = how(meeting, one.said.get(member.person.id, ""), now)
                yield (*which, *when, meeting.minutes, *_student(member.person), went)


def _hours(work: Work, cohort: Cohort, _now: datetime) -> Iterator[Sequence[object]]:
    for person, claim in work.exports.hours(cohort.id):
        figures = (claim.minutes, claim.prep_minutes, say_pounds(claim.costs))
        yield (*_names(person), claim.month, *figures, claim.state or "")


def _audit(work: Work, cohort: Cohort, now: datetime) -> Iterator[Sequence[object]]:
    began = min((one.joined_at for one in work.cohorts.members(cohort.id)), default=now)
    for one in work.exports.log(since=began, until=now):
        by = one.entered_by or one.person
        yield (_day(one.at), f"{wall(one.at):%H:%M:%S}", by, one.person, one.what, one.subject, one.door)


SHEETS = {
    "roster": _Sheet(
        head=(
            *("id", "first_name", "surname", "role", "email", "contact", "university", "discipline", "course_id"),
            *("state", "since"),
        ),
        rows=_roster,
    ),
    "attendance": _Sheet(
        head=("meeting", "pair", "number", "day", "time", "minutes", "id", "first_name", "surname", "how"),
        rows=_attendance,
    ),
    "hours": _Sheet(
        head=("id", "first_name", "surname", "month", "minutes", "to_get_ready", "costs", "state"), rows=_hours
    ),
    "audit": _Sheet(head=("day", "time", "done_by", "done_as", "what", "number", "door"), rows=_audit),
}


def _names(person: Person) -> tuple[object, ...]:
    return person.number, person.first_name, person.surname


def _student(person: Person) -> tuple[object, ...]:
    """Somebody who learns, as the list of a meeting knows them: without roles."""
    return f"S-{PersonId(person.id):03d}", person.first_name, person.surname


def _day(instant: datetime | None) -> str:
    return f"{wall(instant):%Y-%m-%d}" if instant else ""
