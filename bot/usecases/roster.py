"""A coordinator brings people in with a list: shown first, done after a yes, taken back while nobody has answered."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

from bot.cards import Card
from bot.cards.people import FaultLine, HowToImport, ImportDropped, Imported, ImportPreview
from bot.cards.staff import notes
from bot.domain.cohorts import FIRST, Cohort, EnrolmentState
from bot.domain.errors import BadInput, HasChanged
from bot.domain.meetings import LinkId, Side
from bot.domain.people import GIVERS, PersonId, Role
from bot.domain.roster import Fault, Row, read
from bot.usecases.content import content_of
from bot.usecases.people import sorry, welcome
from bot.usecases.ports import Work
from bot.usecases.ports.rosters import Newcomer, NewLink, Place, SaidYes
from bot.usecases.proposing import UNDO_MINUTES, Deed, Result, way_back
from bot.usecases.roster_plan import Group, Plan, plan_of
from bot.usecases.roster_room import with_room

SHOW_FAULTS = 10  # on one card; a list with more is best mended first
ANSWERED = "You have answered this before. Type 'today' to see how things are now."
IN_USE = "Somebody has answered by now, so I can't take all of it back. Type 'person leave' for one person."


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """A coordinator's press on a preview."""

    proposal: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeOut:
    """People and links that came in by mistake, and when (UTC)."""

    people: tuple[int, ...]
    links: tuple[int, ...]
    since: datetime


def propose(work: Work, text: str, now: datetime) -> Card:
    """What a CSV text would change; nothing does before a yes."""
    if not text.strip():
        return HowToImport()
    roster = read(text)
    plan = with_room(work, plan_of(work, roster.rows), now)
    faults = (*roster.faults, *plan.faults)
    body = json.dumps([asdict(row) for row in roster.rows])
    return ImportPreview(
        proposal=work.proposals.add(body, now=now) if plan.changes else 0,
        new_people=len(plan.new),
        new_pairs=len(plan.pairs),
        starting=len(plan.starting),
        asked=len(plan.pairs) - len(plan.starting),
        new_links=len(plan.urls),
        same=plan.same,
        fault_count=len(faults),
        faults=_lines(faults),
        more_faults=max(0, len(faults) - SHOW_FAULTS),
        changes=plan.changes,
        nothing=not plan.changes,
    )


def accept(work: Work, request: Answered, now: datetime) -> Card:
    """Brings the people in, as things stand now: what came in meanwhile is not brought in twice."""
    body = work.proposals.take(request.proposal)
    if body is None:
        raise HasChanged(ANSWERED)
    rows = tuple(Row(**{**row, "role": Role(row["role"])}) for row in json.loads(body))
    plan = plan_of(work, rows)
    if any(group.cohort is None for group in plan.groups):
        plan = plan.in_cohort(first_cohort(work))
    plan = with_room(work, plan, now)
    people = _people(work, plan, now)
    links = _links(work, plan, people, now)
    for link, url in plan.urls.items():
        work.links.set_join_url(link, url)
    work.audit("roster brought in", request.proposal, now=now)
    undo = _way_back(work, plan, people, links, now)
    here = {people[row.email] for row in rows if row.email in people}  # a row of a pair with a fault is not
    return Imported(
        new_people=len(plan.new),
        new_pairs=len(plan.pairs),
        starting=len(plan.starting),
        asked=len(plan.pairs) - len(plan.starting),
        new_links=len(plan.urls),
        unreached=work.rosters.unreached(here),
        changes=plan.changes,
        nothing=not plan.changes,
        undo=undo,
        minutes=UNDO_MINUTES,
    )


def drop(work: Work, request: Answered, now: datetime) -> Card:
    """Throws the list away."""
    if work.proposals.take(request.proposal) is None:
        raise HasChanged(ANSWERED)
    work.audit("roster not brought in", request.proposal, now=now)
    return ImportDropped()


def take_out(work: Work, request: TakeOut, now: datetime) -> Result:
    """Takes people and links out again, all of them or none."""
    people = [PersonId(one) for one in request.people]
    told = work.rosters.take_out(people, [LinkId(one) for one in request.links], since=request.since, now=now)
    if told is None:
        raise BadInput(IN_USE)
    work.due.record([sorry(one, now) for one in told], now=now)
    work.audit("taken out", people[0] if len(people) == 1 else None, now=now)
    count = len(people)
    what = f"Taken out: {count} {'person' if count == 1 else 'people'}. They are on no list of mine now."
    return Result(what=what, notes=notes("Who had been written to reads that it was a mistake." if told else ""))


def _people(work: Work, plan: Plan, now: datetime) -> dict[str, PersonId]:
    """Everybody in the new links, by address, with their places; the new ones get a welcome when they can be reached.

    Who said yes outside Teams has a choice on file, and who entered it.
    """
    people = {email: person.id for email, person in plan.known.items()}
    new = [_newcomer(row) for row in plan.new]
    numbers = work.rosters.add_people(new, now=now) if new else []
    people |= {one.email: number for one, number in zip(plan.new, numbers, strict=True)}
    work.due.record([welcome(number, now) for number in numbers], now=now)
    places = [_place(row, group, people) for group in plan.groups for row in group.rows]
    work.rosters.give_places(places, now=now)
    said = {(row.email, row.role): row for group in plan.groups for row in group.rows if row.said_yes or row.registered}
    work.rosters.said_yes([_said(work, row, people) for row in said.values()], now=now)
    return people


def _newcomer(row: Row) -> Newcomer:
    return Newcomer(
        first_name=row.first_name,
        surname=row.surname,
        email=row.email,
        line=row.line,
        university=row.university,
        discipline=row.discipline,
    )


def first_cohort(work: Work) -> Cohort:
    """The cohort of those who come in without one."""
    found = [one for one in work.cohorts.named(FIRST) if one.name == FIRST]
    library = work.site.library
    return found[0] if found else work.cohorts.add(FIRST, series=library.default_series, model=library.default_model)


def _place(row: Row, group: Group, people: Mapping[str, PersonId]) -> Place:
    state = EnrolmentState.WAITING if row.said_yes else EnrolmentState.INVITED
    if group.starts and group.label:
        state = EnrolmentState.LINKED
    cohort = group.cohort.id if group.cohort else None
    return Place(person=people[row.email], role=row.role, cohort=cohort, state=state)


def _said(work: Work, row: Row, people: Mapping[str, PersonId]) -> SaidYes:
    lines = work.site.library.agreements[row.role] if row.said_yes else ()
    return SaidYes(person=people[row.email], role=row.role, lines=lines, registered=row.registered)


def _links(work: Work, plan: Plan, people: Mapping[str, PersonId], now: datetime) -> list[LinkId]:
    new = [
        NewLink(
            cohort=group.cohort.id,
            label=group.label,
            members={people[row.email]: Side.BUDDY if row.role in GIVERS else Side.STUDENT for row in group.rows},
            active=group.starts,
            minutes=content_of(work, group.cohort).series.minutes,
            join_url=group.join_url,
        )
        for group in plan.pairs
        if group.cohort
    ]
    return list(work.rosters.add_links(new, now=now)) if new else []


def _way_back(work: Work, plan: Plan, people: Mapping[str, PersonId], links: Iterable[LinkId], now: datetime) -> int:
    """The number under which all of it can be taken back, 0 if nobody came in."""
    new = tuple(people[row.email] for row in plan.new)
    if not plan.groups:
        return 0
    deed = Deed(name="take_out", request=TakeOut(people=new, links=tuple(links), since=now))
    return way_back(work, "people brought in", deed, now)


def _lines(faults: tuple[Fault, ...]) -> tuple[FaultLine, ...]:
    ordered = sorted(faults, key=lambda fault: fault.number)[:SHOW_FAULTS]
    return tuple(FaultLine(number=fault.number, why=fault.why) for fault in ordered)
