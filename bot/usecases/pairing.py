"""A coordinator brings people together, ends a link, or lets it go on: shown first, with the words that are sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.cards import Card
from bot.cards.staff import Telling, notes
from bot.domain.cohorts import CohortId, EnrolmentState
from bot.domain.errors import BadInput
from bot.domain.fitting import shared_times
from bot.domain.links import Link, LinkState, Said, link_number
from bot.domain.matching import Known, why_not
from bot.domain.meetings import LinkId, Side
from bot.domain.people import GIVERS, Person, PersonId, Role
from bot.domain.times import wall
from bot.usecases import match_words as words
from bot.usecases.content import content_of
from bot.usecases.finding import a_cohort, a_link, a_person, full_name
from bot.usecases.matching import CAN_NOT, ask, end, gates, has_begun, resume, size
from bot.usecases.ports import Work
from bot.usecases.proposing import Deed, Result, ask_first

NO_TIME = "No time in a usual week suits all of them. They may still find one."
STUDENT = frozenset({Role.STUDENT})
ANSWERED = "Somebody has answered already, so I can't take it back. Type 'match end {link}' if it should not go on."


@dataclass(frozen=True, slots=True, kw_only=True)
class Make:
    """Students and Buddies, in any order, by short id or name; the cohort if a student is in more than one."""

    people: tuple[str, ...]
    cohort: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Making:
    """The same, as it was shown."""

    cohort: int
    students: tuple[int, ...]
    buddies: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """A link that comes to an end; its students wait again; nobody is told."""

    pair: str
    rematch: bool = False
    quiet: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """The same, as it was shown."""

    link: int
    rematch: bool
    told: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OnePair:
    """A link, as it was typed."""

    pair: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OneLink:
    """A link, by its number."""

    link: int


def propose(work: Work, request: Make, now: datetime) -> Card:
    """Shows who would be asked, in which words; says why not when something is in the way."""
    people = [(typed, a_person(work, typed, Role.STUDENT, *GIVERS)) for typed in dict.fromkeys(request.people)]
    sides = {one.id: _side(typed, one) for typed, one in people}
    cohort = _cohort(work, request, [number for number, side in sides.items() if side is Side.STUDENT])
    known = work.links.known(cohort, sides.keys(), now=now)
    students = [number for number, side in sides.items() if side is Side.STUDENT]
    if reasons := (*why_not(sides, known, wall(now).date()), *size(work, cohort, len(students))):
        raise BadInput(" ".join([CAN_NOT, *reasons]))
    buddies = [number for number, side in sides.items() if side is Side.BUDDY]
    making = Making(cohort=cohort, students=tuple(students), buddies=tuple(buddies))
    return ask_first(
        work,
        Deed(name="match_make", request=making),
        what=f"Ask whether they would like to meet: {_named(known, students)} with {_named(known, buddies)}.",
        now=now,
        notes=notes(
            "The students are asked only when the Buddy has said yes. Anybody can say no.", _times(work, making, now)
        ),
        telling=telling_of(work, known, making),
    )


def _times(work: Work, making: Making, now: datetime) -> str:
    """A word of warning where the usual weeks of these people have no hour in common."""
    one, *others = map(PersonId, (*making.buddies, *making.students))
    usual = work.free.usual([one, *others], on=wall(now).date())
    minutes = content_of(work, work.cohorts.get(CohortId(making.cohort))).series.minutes
    both = shared_times(usual.get(one, ()), *(usual.get(other, ()) for other in others), minutes=minutes)
    return NO_TIME if both == 0 else ""


def _side(typed: str, one: Person) -> Side:
    """Who is both is meant as the short id says."""
    teaches, learns = one.is_a(GIVERS), one.is_a(STUDENT)
    if teaches and learns and typed[:2].lower() not in {"s-", "b-"}:
        number = f"{one.id:03d}"
        raise BadInput(f"{one.first_name} is a student and a Buddy. Please type S-{number} or B-{number}.")
    if teaches and learns:
        return Side.STUDENT if typed[:1].lower() == "s" else Side.BUDDY
    return Side.BUDDY if teaches else Side.STUDENT


def _cohort(work: Work, request: Make, students: list[PersonId]) -> CohortId:
    """The cohort that was named, or the one in which all of these students wait."""
    if request.cohort:
        return a_cohort(work, request.cohort).id
    if not students:
        raise BadInput("Please name at least one student and one Buddy.")
    places = [
        {one.cohort for one in work.cohorts.enrolments(student) if one.state is EnrolmentState.WAITING}
        for student in students
    ]
    common = set.intersection(*places)
    if not common:
        raise BadInput(
            "These students do not wait for a Buddy in one cohort. Type 'person show' to see where they are."
        )
    if len(common) > 1:
        raise BadInput("They wait in more than one cohort. Please say which, such as --cohort C-3.")
    return common.pop()


def _named(known: Known, people: list[PersonId]) -> str:
    return ", ".join(full_name(known.people[one].person) for one in people)


def telling_of(work: Work, known: Known, making: Making) -> list[Telling]:
    """Who would be asked, in which words."""
    ahead = work.links.ahead(CohortId(making.cohort), [PersonId(one) for one in making.students])
    students = [known.people[PersonId(one)] for one in making.students]
    buddies = [known.people[PersonId(one)].person for one in making.buddies]
    learners = [words.learner(work.people.profile(one.person.id)) for one in students]
    asked = [
        Telling(who=full_name(one), words=words.ask_buddy(learners, [b for b in buddies if b != one], ahead))
        for one in buddies
    ]
    later = words.ask_student(buddies, len(students), ahead)
    return [*asked, *(Telling(who=f"{full_name(one.person)}, after a yes,", words=later) for one in students)]


def make(work: Work, request: Making, now: datetime) -> Result:
    """Makes the link and asks; refused if something came in the way meanwhile."""
    sides = dict.fromkeys(map(PersonId, request.students), Side.STUDENT)
    sides |= dict.fromkeys(map(PersonId, request.buddies), Side.BUDDY)
    link = ask(work, work.links.suggest(CohortId(request.cohort), sides, now=now), now)
    number = link_number(link.id)
    return Result(what=f"{number} is asked.", back=Deed(name="match_undo", request=OneLink(link=link.id)))


def unmake(work: Work, request: OneLink, now: datetime) -> Result:
    """Takes the question back while nobody has answered it."""
    link = work.links.get(LinkId(request.link))
    if link.state is not LinkState.ASKED or set(link.said.values()) != {Said.NOTHING}:
        raise BadInput(ANSWERED.format(link=link_number(link.id)))
    end(work, link, now, rematch=False)
    return Result(what=f"{link_number(link.id)} is not asked any more.", notes=notes(words.OFF_NOTE))


def propose_end(work: Work, request: End, now: datetime) -> Card:
    """Shows who would be told, in which words."""
    link = a_link(work, request.pair)
    if link.state is LinkState.ENDED:
        raise BadInput(f"{link_number(link.id)} has ended already.")
    quiet, begun = request.quiet or link.state is LinkState.SUGGESTED, has_begun(work, link)
    hint = "" if quiet or not link.frozen else "It is on hold. To tell nobody, add --quiet, and speak to them yourself."
    deed = Deed(name="match_end", request=Ending(link=link.id, rematch=request.rematch, told=not quiet))
    return ask_first(
        work,
        deed,
        what=f"End {link_number(link.id)}: {link.names(Side.STUDENT)} with {link.names(Side.BUDDY)}.",
        now=now,
        notes=notes(
            "Meetings to come are cancelled. What was done counts.",
            "The students come first in the line." if request.rematch else "The students do not wait for a new Buddy.",
            hint,
            "" if quiet or begun else words.OFF_NOTE,
        ),
        telling=() if quiet else _told(link, begun=begun, rematch=request.rematch),
    )


def _told(link: Link, *, begun: bool, rematch: bool) -> list[Telling]:
    """Who would hear of the end; of one that never began, those who were asked."""
    buddies = words.ended(link.names(Side.STUDENT)) if begun else words.OFF_BUDDY
    students = words.new_buddy(link.names(Side.BUDDY), rematch=rematch) if begun else words.OFF_STUDENT
    told = [Telling(who=link.names(Side.BUDDY), words=buddies)]
    if begun or link.state is LinkState.AGREED:
        told.append(Telling(who=link.names(Side.STUDENT), words=students))
    return told


def finish(work: Work, request: Ending, now: datetime) -> Result:
    """Ends it."""
    link = end(work, work.links.get(LinkId(request.link)), now, rematch=request.rematch, told=request.told)
    return Result(what=f"{link_number(link.id)} has ended.")


def propose_resume(work: Work, request: OnePair, now: datetime) -> Card:
    """Shows what would go on; says why not when something is in the way."""
    link = a_link(work, request.pair)
    number = link_number(link.id)
    if not link.frozen or link.state is LinkState.ENDED:
        raise BadInput(f"{number} is not on hold.")
    if reasons := gates(work, link, now):
        raise BadInput(" ".join([CAN_NOT, *reasons]))
    return ask_first(
        work,
        Deed(name="match_resume", request=OneLink(link=link.id)),
        what=f"Let {number} go on: {link.names(Side.STUDENT)} with {link.names(Side.BUDDY)}.",
        now=now,
        notes=notes("Who has not answered is asked again. Messages about it go out again."),
    )


def go_on(work: Work, request: OneLink, now: datetime) -> Result:
    """Lets it go on."""
    link = resume(work, work.links.get(LinkId(request.link)), now)
    return Result(what=f"{link_number(link.id)} goes on.")
