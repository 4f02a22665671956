"""Registering as a volunteer: only which steps are done, and until when. What a check said is never kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from bot.cards import Card
from bot.cards.registration import Lapses, Lapsing
from bot.cards.staff import Listing, Note, Row, notes
from bot.domain.due import Due, Kind
from bot.domain.errors import BadInput
from bot.domain.joining import Registered, Step, StepState, ready, to_do
from bot.domain.people import GIVERS, Person, PersonId, Role
from bot.domain.registration import NOTICES, day_of, plan
from bot.domain.times import say_day, wall
from bot.usecases import unsure
from bot.usecases.finding import a_person, full_name
from bot.usecases.ports import Work
from bot.usecases.proposing import Deed, Result, done
from bot.usecases.saying import Prompt

Steps = Mapping[Step, Registered]
GIVING = tuple(role for role in Role if role in GIVERS)
SOON = timedelta(days=30)
MOST = 20
ALL = "all"
MARK = {StepState.DONE: "done", StepState.NA: "not needed", StepState.EXPIRED: "expired", StepState.TODO: "to do"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Show:
    """One person, or everybody with something to do or to renew."""

    words: str
    missing: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Set:
    """One step of one person: how it stands, since when, and the last day on which it counts."""

    person: str
    step: str
    state: str
    on: date | None = None
    expires: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """The same, once it is known who is meant."""

    person: int
    step: Step
    state: StepState
    done_on: date | None
    expires: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AsBefore:
    """How each step of one person stood: 'training|done|2026-11-02|2027-11-30'."""

    person: int
    steps: tuple[str, ...]


def show(work: Work, request: Show, now: datetime) -> Listing:
    """The steps of one person; or who has steps to do or to renew."""
    if not request.words:
        return _everybody(work, now, missing=request.missing)
    person = a_person(work, request.words, *GIVING)
    steps = work.joining.steps_of(person.id)
    wanted = to_do(steps, wall(now).date()) if request.missing else tuple(Step)
    rows = tuple(_step(step, steps.get(step)) for step in wanted)
    return Listing(
        title=f"{full_name(person)}: registration",
        rows=(Row(say=_readiness(steps, now)), *rows),
        hint=f"Type: reg set {person.number} training done --expires 2027-11-30",
    )


def _everybody(work: Work, now: datetime, *, missing: bool) -> Listing:
    """Those who are not ready, and those whose registration lapses soon."""
    today = wall(now).date()
    people = work.rosters.registrations()
    late = [Row(say=full_name(one), more=_todo(steps, today)) for one, steps in people if not ready(steps, today)]
    soon = [
        Row(say=full_name(one), more=_until(steps))
        for one, steps in people
        if ready(steps, today) and not ready(steps, today + SOON)
    ]
    rows = late if missing else [*map(unsure.row, unsure.beyond(work, now)), *late, *soon]
    shown = rows[:MOST]
    return Listing(
        title="Registration",
        rows=tuple(shown),
        more=len(rows) - len(shown),
        hint="Type: reg show B-014",
        nothing="" if shown else "Everybody is registered, for the next thirty days too.",
    )


def set_step(work: Work, request: Set, now: datetime) -> Card:
    """Notes it at once. A pair that waited for it is asked by itself."""
    person = a_person(work, request.person, *GIVING)
    today = wall(now).date()
    if request.step.lower() == ALL:
        return _set_all(work, person, request, now)
    noted = _noted(person, request, today)
    before = work.joining.steps_of(person.id).get(noted.step, Registered(state=StepState.TODO))
    result = note(work, noted, now)
    back = Noted(person=person.id, step=noted.step, state=before.state, done_on=before.done_on, expires=before.expires)
    told = _told(work, person, now)
    return done(work, Result(what=result.what, notes=told, back=Deed(name="reg_set", request=back)), now)


def _set_all(work: Work, person: Person, request: Set, now: datetime) -> Card:
    """Every step at once; each stands as before after an undo."""
    noted = [_noted(person, replace(request, step=step), wall(now).date()) for step in Step]
    known = work.joining.steps_of(person.id)
    before = tuple(_written(step, known.get(step, Registered(state=StepState.TODO))) for step in Step)
    for one in noted:
        note(work, one, now)
    what = f"{full_name(person)}: every step: {MARK[noted[0].state]}."
    back = Deed(name="reg_set_all", request=AsBefore(person=person.id, steps=before))
    return done(work, Result(what=what, notes=_told(work, person, now), back=back), now)


def _written(step: Step, one: Registered) -> str:
    days = [day.isoformat() if day else "" for day in (one.done_on, one.expires)]
    return "|".join([step, one.state, *days])


def put_back(work: Work, request: AsBefore, now: datetime) -> Result:
    """Every step as it stood before."""
    for line in request.steps:
        step, state, done_on, expires = line.split("|")
        days = [date.fromisoformat(day) if day else None for day in (done_on, expires)]
        one = Noted(person=request.person, step=Step(step), state=StepState(state), done_on=days[0], expires=days[1])
        note(work, one, now)
    return Result(what=f"{full_name(work.people.get(PersonId(request.person)))}: the steps are as they were.")


def _told(work: Work, person: Person, now: datetime) -> tuple[Note, ...]:
    steps = work.joining.steps_of(person.id)
    after = [unsure.row(one).say for one in unsure.beyond(work, now, of=person.id)]
    return notes(_readiness(steps, now), *(f"{one}: registration does not last until then." for one in after))


def note(work: Work, request: Noted, now: datetime) -> Result:
    """How one step stands from now on."""
    person = PersonId(request.person)
    kept = Registered(state=request.state, done_on=request.done_on, expires=request.expires)
    today, before = wall(now).date(), work.joining.steps_of(person)
    work.joining.set_step(person, request.step, kept)
    if ready({**before, request.step: kept}, today) and not ready(before, today):
        unsure.renewed(work, person, now)
    work.audit("registration noted", person, now=now)
    who = full_name(work.people.get(person))
    return Result(what=f"{who}: {_step(request.step, kept).say}.")


def _noted(person: Person, request: Set, today: date) -> Noted:
    step, state = request.step.lower(), request.state.lower()
    if step not in list(Step):
        raise BadInput(f"The step must be one of: {', '.join(Step)}, or all.")
    if state not in list(StepState):
        raise BadInput(f"The state must be one of: {', '.join(StepState)}.")
    if request.on and request.on > today:
        raise BadInput(f"{say_day(request.on)} has not come yet. Please write the step down when it is done.")
    is_done = state == StepState.DONE
    if request.expires and (not is_done or request.expires < (request.on or today)):
        raise BadInput("The last day goes with a step that is done, and must be later than that.")
    return Noted(
        person=person.id,
        step=Step(step),
        state=StepState(state),
        done_on=(request.on or today) if is_done else None,
        expires=request.expires,
    )


def _step(step: Step, noted: Registered | None) -> Row:
    noted = noted or Registered(state=StepState.TODO)
    day = f" on {say_day(noted.done_on)}" if noted.done_on else ""
    until = f", until {say_day(noted.expires)} {noted.expires.year}" if noted.expires else ""
    return Row(say=f"{step}: {MARK[noted.state]}{day}{until}")


def _readiness(steps: Steps, now: datetime) -> str:
    return f"Ready to match: {'yes' if ready(steps, wall(now).date()) else 'no'}."


def _todo(steps: Steps, day: date) -> str:
    return f"To do: {', '.join(to_do(steps, day))}."


def _until(steps: Steps) -> str:
    return f"Lapses on {say_day(last)} {last.year}." if (last := last_day(steps)) else ""


def last_day(steps: Steps) -> date | None:
    """The last day on which every step counts; None if there is none."""
    return min((one.expires for one in steps.values() if one.state is StepState.DONE and one.expires), default=None)


def today_lines(work: Work, now: datetime, *, at_most: int) -> tuple[int, tuple[str, ...]]:
    """How many registrations lapse within thirty days, and the first of them, in words."""
    today = wall(now).date()
    people = [(person, last_day(steps)) for person, steps in work.rosters.registrations()]
    lapsing = sorted((day, person.id, person) for person, day in people if day and today <= day <= today + SOON)
    return len(lapsing), tuple(f"{full_name(one)}: until {say_day(day)}" for day, _, one in lapsing[:at_most])


def planned(work: Work, since: datetime, until: datetime) -> Iterable[Due]:
    """The notices about every registration that lapses near this time."""
    first, last = wall(since).date(), (wall(until) + max(NOTICES.values())).date()
    days = {(person, day) for person, _, day in work.joining.expiring(since=first, until=last)}
    return (due for person, day in sorted(days) for due in plan(person, day))


def say_lapses(work: Work, prompt: Prompt, now: datetime) -> Card | None:
    """That some steps need to be done again soon; nothing if they were renewed meanwhile."""
    day = day_of(prompt.key)
    steps = work.joining.steps_of(work.actor.id)
    due = [step for step, one in steps.items() if one.state is StepState.DONE and one.expires == day]
    if not due or day < wall(now).date():
        return None
    names = work.site.library.steps
    return Lapses(
        steps=tuple(Lapsing(say=names[step]) for step in Step if step in due),
        day=f"{say_day(day)} {day.year}",
        soon=prompt.kind is Kind.REG_7,
        early=prompt.kind is Kind.REG_30,
    )
