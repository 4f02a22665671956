"""A coordinator asks the people of a plan, a page at a time: shown first with the words, and each gate asked again."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from bot.cards import Card
from bot.cards.staff import notes
from bot.domain.cohorts import CohortId
from bot.domain.errors import BadInput
from bot.domain.fitting import Two as Pair
from bot.domain.fitting import together_before
from bot.domain.links import LinkState, Said, link_number
from bot.domain.matching import APART, Known, why_not
from bot.domain.meetings import LinkId, Side, in_words
from bot.domain.people import PersonId
from bot.domain.plans import PlanState
from bot.domain.times import wall
from bot.planning.explain import students_
from bot.usecases.finding import full_name
from bot.usecases.match_words import OFF_NOTE
from bot.usecases.matching import CAN_NOT, ask, end, size
from bot.usecases.pairing import Making, telling_of
from bot.usecases.plan_cards import on_page, shown_now, the_plan
from bot.usecases.plan_problem import people_in
from bot.usecases.ports import Work
from bot.usecases.proposing import Deed, Result, ask_first

NOBODY_LEFT = "Nobody on this page can be asked any more. To see how things stand, type: match all, and the cohort."
ORDER = "The students are asked only when the Buddy has said yes. Anybody can say no."
AGAIN = "To see who still waits, type: match all, and the cohort."


@dataclass(frozen=True, slots=True, kw_only=True)
class AskThem:
    """A press on 'Ask these' on one page of a plan."""

    plan: int
    page: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """The same, as it was shown: students (those of a group joined) and the Buddy of each."""

    cohort: int
    students: tuple[str, ...]
    buddies: tuple[str, ...]

    @property
    def pairs(self) -> list[Making]:
        """Each as one link to be made."""
        return [
            Making(cohort=self.cohort, students=people_in(students), buddies=people_in(buddy))
            for students, buddy in zip(self.students, self.buddies, strict=True)
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """Links, by number."""

    links: tuple[int, ...]


def propose(work: Work, request: AskThem, now: datetime) -> Card:
    """Shows who would be asked, in which words."""
    asked = the_plan(work, request.plan)
    if asked.state is not PlanState.READY or request.page < 1:
        raise BadInput(NOBODY_LEFT)
    shown = shown_now(work, asked, now)
    twos = [two for two in on_page(shown, request.page) if not shown.in_the_way(two)]
    if not twos:
        raise BadInput(NOBODY_LEFT)
    asking = Asking(
        cohort=asked.cohort, students=tuple(two.student for two in twos), buddies=tuple(two.buddy for two in twos)
    )
    known = shown.field.known
    served = students_(sum(len(one.students) for one in asking.pairs))
    return ask_first(
        work,
        Deed(name="match_all", request=asking),
        what=f"Ask whether they would like to meet: {served}, each with the Buddy of the plan.",
        notes=notes(ORDER, *(f"{_names(known, one)}." for one in asking.pairs)),
        telling=[telling for one in asking.pairs for telling in telling_of(work, known, one)],
        now=now,
    )


def _names(known: Known, making: Making) -> str:
    students, buddies = (
        in_words([full_name(known.people[PersonId(one)].person) for one in people])
        for people in (making.students, making.buddies)
    )
    return f"{students} with {buddies}"


def do_ask(work: Work, request: Asking, now: datetime) -> Result:
    """Asks each; those for whom something came in the way meanwhile are left out, and named."""
    cohort = CohortId(request.cohort)
    before = together_before(work.links.in_cohort(cohort, LinkState.ENDED))
    links: list[int] = []
    left: list[str] = []
    for making in request.pairs:
        sides = dict.fromkeys(map(PersonId, making.students), Side.STUDENT)
        sides |= dict.fromkeys(map(PersonId, making.buddies), Side.BUDDY)
        known = work.links.known(cohort, sides.keys(), now=now)
        reasons = (*why_not(sides, known, wall(now).date()), *size(work, cohort, len(making.students)))
        if reasons or (reasons := _before(known, making, before)):
            left.append(f"Left out: {_names(known, making)}. {' '.join(reasons)}")
            continue
        links.append(ask(work, work.links.suggest(cohort, sides, now=now), now).id)
    if not links:
        raise BadInput(" ".join([CAN_NOT, *left]))
    numbers = in_words([link_number(one) for one in links])
    return Result(
        what=f"{numbers} {'is' if len(links) == 1 else 'are'} asked.",
        notes=notes(*left, AGAIN),
        back=Deed(name="match_all_undo", request=Links(links=tuple(links))),
    )


def _before(known: Known, making: Making, before: Collection[Pair]) -> tuple[str, ...]:
    buddy = PersonId(making.buddies[0])
    return tuple(
        f"{known.people[PersonId(one)].person.number} and {known.people[buddy].person.number} {APART}"
        for one in making.students
        if frozenset({PersonId(one), buddy}) in before
    )


def undo(work: Work, request: Links, now: datetime) -> Result:
    """Takes back each question that nobody has answered."""
    links = work.links.several([LinkId(one) for one in request.links])
    back = [one for one in links if one.state is LinkState.ASKED and set(one.said.values()) == {Said.NOTHING}]
    if not back:
        raise BadInput("They have all been answered, so I can't take them back.")
    for link in back:
        end(work, link, now, rematch=False)
    kept = [link_number(one.id) for one in links if one not in back]
    return Result(
        what=f"{in_words([link_number(one.id) for one in back])}: not asked any more.",
        notes=notes(OFF_NOTE, f"Somebody has answered already, so it stays: {in_words(kept)}." if kept else ""),
    )
