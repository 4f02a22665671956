"""A plan that was worked out, as a coordinator reads it: who with whom and why, who stays without, and what would help.

What has changed since is said: who can't be asked any more is not asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.cards.plans import Proposed
from bot.cards.staff import Row, notes
from bot.domain.cohorts import CohortId
from bot.domain.errors import BadInput, NotThere
from bot.domain.fitting import Field, together_before, waits
from bot.domain.links import LinkState
from bot.domain.matching import APART, CLOSED, NOBODY_WAITS, Facts, shared_words
from bot.domain.meetings import Side, in_words
from bot.domain.plans import Asked, PlanId
from bot.domain.times import say_day, wall
from bot.planning.explain import say_days, say_share
from bot.planning.report import Report, Two
from bot.usecases.finding import full_name
from bot.usecases.plan_problem import people_in
from bot.usecases.ports import Work

PAGE = 8  # pairs, or students without one, on one card
GONE = "I don't keep this plan any more. To start again, type: match all, and the cohort."
NO_BUDDY = "There is no Buddy who can be asked now."
NO_PLACE = "There is no place for them in this plan."
SENT = "Nothing was sent. Nobody is asked before you say yes."
FREE = "They count as free whenever their Buddy is, and pick from the Buddy's times."


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A plan beside how things stand now."""

    report: Report
    field: Field

    def students(self, two: Two) -> Sequence[Facts]:
        """Those who meet the Buddy, as far as they still wait."""
        people = self.field.known.people
        return [people[one] for one in people_in(two.student) if one in people]

    def in_the_way(self, two: Two) -> tuple[str, ...]:
        """Why these can't be asked any more; nothing when they can."""
        return tuple(self._reasons(two))

    def _reasons(self, two: Two) -> Iterator[str]:
        if not self.field.known.is_open:
            yield CLOSED
        students, buddy = self.students(two), self.buddy(two)
        if buddy is None or len(students) < len(people_in(two.student)) or not all(waits(one) for one in students):
            yield "Not all of them wait any more."
            return
        yield from (f"{buddy.person.number} {gate}." for gate in self.field.in_the_way(buddy, Side.BUDDY))
        for one in students:
            yield from (f"{one.person.number} {gate}." for gate in self.field.in_the_way(one, Side.STUDENT))
            if buddy.person.id in self.field.not_with(one):
                yield f"{one.person.number} and {buddy.person.number} {APART}"

    def buddy(self, two: Two) -> Facts | None:
        """The Buddy, if they still teach."""
        return next((self.field.known.people.get(one) for one in people_in(two.buddy)), None)


def the_plan(work: Work, number: int) -> Asked:
    """The plan with this number; raises BadInput for one that is kept no more."""
    try:
        return work.plans.get(PlanId(number))
    except NotThere:
        raise BadInput(GONE) from None


def shown_now(work: Work, asked: Asked, now: datetime) -> Shown:
    """The plan beside how things stand now, in a number of statements that does not grow with it."""
    return Shown(report=Report.read(asked.found), field=field_of(work, asked.cohort, now))


def field_of(work: Work, cohort: CohortId, now: datetime) -> Field:
    """Everybody who could be brought together in a cohort."""
    before = together_before(work.links.in_cohort(cohort, LinkState.ENDED))
    return Field(known=work.links.known(cohort, now=now), day=wall(now).date(), before=before)


def on_page(shown: Shown, page: int) -> Sequence[Two]:
    """The pairs of one page: as many as people can look at with care."""
    return shown.report.pairs[(page - 1) * PAGE : page * PAGE]


def plan_card(work: Work, asked: Asked, now: datetime, *, page: int) -> Proposed:
    """One page of it."""
    shown = shown_now(work, asked, now)
    without = _without(shown)
    first = max(0, (page - 1) * PAGE - len(shown.report.pairs))
    pairs = on_page(shown, page)
    rest = without[first : first + PAGE - len(pairs)]
    more = len(shown.report.pairs) + len(without) - page * PAGE
    return Proposed(
        plan=asked.id,
        page=page,
        cohort=work.cohorts.get(asked.cohort).name,
        summary=notes(*_summary(shown, len(without))) if page == 1 else (),
        pairs=tuple(_pair(shown, two) for two in pairs),
        without=tuple(_alone(shown, one) for one in rest),
        ask=sum(not shown.in_the_way(two) for two in pairs),
        more=max(0, more),
        next_page=page + 1 if more > 0 else 0,
    )


def _without(shown: Shown) -> Sequence[Facts]:
    placed = {one for two in shown.report.pairs for one in people_in(two.student)}
    return [one for one in shown.field.waiting() if one.person.id not in placed]


def _summary(shown: Shown, left: int) -> Iterator[str]:
    served = sum(len(people_in(two.student)) for two in shown.report.pairs)
    if not served + left:
        yield NOBODY_WAITS
        return
    yield f"{served} of {served + left} students could meet a Buddy."
    yield how_sure(shown.report)
    yield SENT
    yield from _times(shown)


def _times(shown: Shown) -> Iterator[str]:
    """Whose usual times are not known."""
    silent = sum(not one.gives_times for one in shown.field.waiting())
    if silent:
        who = "1 student has" if silent == 1 else f"{silent} students have"
        yield f"{who} not said when they are usually free. {FREE}"


def how_sure(report: Report) -> str:
    """Whether more could be served."""
    if report.bound == len(report.pairs):
        return "No other plan has a place for more. That is proven."
    return f"This is the best plan I found in the time. No plan can have more than {report.bound} places."


def _pair(shown: Shown, two: Two) -> Row:
    students, buddy = shown.students(two), shown.buddy(two)
    names = in_words([full_name(one.person) for one in students]) or "Somebody who does not wait any more"
    with_ = full_name(buddy.person) if buddy else "a Buddy who has left"
    reasons = shown.in_the_way(two)
    more = f"Can't be asked any more. {' '.join(reasons)}" if reasons or not buddy else _why(shown, two, buddy)
    return Row(say=f"{names} with {with_}", more=more)


def _why(shown: Shown, two: Two, buddy: Facts) -> str:
    report, line = shown.report, buddy.person.line or ""
    taken = sum(one.buddy == two.buddy for one in report.pairs)
    words = sorted({word for one in shown.students(two) for word in shared_words(one.hope, line)})
    said = [f"{one.person.number} needs: {one.needs}." for one in shown.students(two) if one.needs]
    said += [say_days(two.days, two.needed)] if buddy.gives_times else ["The Buddy has given no free times yet."]
    said += [f"Both write of: {', '.join(words)}."] if words else []
    return " ".join([*said, say_share(taken, buddy.room - buddy.teaches)])


def _alone(shown: Shown, one: Facts) -> Row:
    since = f", waiting since {say_day(wall(one.waits_since).date())}" if one.waits_since else ""
    first = ". First in line" if one.first else ""
    return Row(say=f"{full_name(one.person)}{since}{first}", more=_why_alone(shown, one))


def _why_alone(shown: Shown, one: Facts) -> str:
    if gates := shown.field.in_the_way(one, Side.STUDENT):
        return " ".join(["Can't be asked yet.", *(f"{one.person.number} {gate}." for gate in gates)])
    for each in shown.report.without:
        if one.person.id in people_in(each.student):
            return " ".join(each.words)
    ready = any(not shown.field.in_the_way(buddy, Side.BUDDY) for buddy in shown.field.givers())
    return NO_PLACE if ready else NO_BUDDY
