"""Two people, or a person and a team, who are not to be matched. Why is asked of nobody and kept nowhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.cards import Card
from bot.cards.staff import Listing, Row, notes
from bot.domain.errors import BadInput
from bot.domain.joining import Conflict
from bot.domain.links import OPEN_LINKS, link_number
from bot.domain.people import Person, PersonId
from bot.usecases.finding import a_person, full_name
from bot.usecases.matching import recheck
from bot.usecases.ports import Work
from bot.usecases.proposing import Deed, Result, done

HOLD = "{link} is on hold from now on, and its people hear that, not why. To end it: match end {link}"
LONGEST_TEAM = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Apart:
    """Somebody, and somebody else or a team."""

    person: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Whose:
    """Whose conflicts are to be seen."""

    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Two:
    """Two people by their numbers, or one (`other` 0) and a team."""

    person: int
    other: int
    team: str


def add(work: Work, request: Apart, now: datetime) -> Card:
    """Kept at once; says so when the two are matched already."""
    two = _two(work, request)
    work.joining.conflict(
        PersonId(two.person), other=PersonId(two.other) if two.other else None, team=two.team, now=now
    )
    work.audit("not to be matched", two.person, now=now)
    resting = recheck(work, PersonId(two.person), now) + (recheck(work, PersonId(two.other), now) if two.other else [])
    together = [HOLD.format(link=link_number(one.id)) for one in resting]
    what = f"{_words(work, two)} are not to be matched. No reason is kept."
    return done(work, Result(what=what, notes=notes(*together), back=Deed(name="conflict_remove", request=two)), now)


def remove(work: Work, request: Apart, now: datetime) -> Card:
    """They may be matched again."""
    return done(work, take_away(work, _two(work, request), now), now)


def take_away(work: Work, request: Two, now: datetime) -> Result:
    """Takes it away, whoever of the two noted it."""
    found = [one for one in work.joining.conflicts_of(PersonId(request.person)) if _same(one, request)]
    if not found:
        raise BadInput("Nothing is noted about these two. To see what is: conflict show S-022")
    for one in found:
        work.joining.forget_conflict(one.id)
    work.audit("may be matched", request.person, now=now)
    back = Deed(name="conflict_add", request=request)
    held = [one for one in work.links.of(PersonId(request.person), *OPEN_LINKS) if one.frozen]
    still = [
        f"{link_number(one.id)} stays on hold. To let it go on: match resume {link_number(one.id)}" for one in held
    ]
    return Result(what=f"{_words(work, request)} may be matched again.", notes=notes(*still), back=back)


def put_back(work: Work, request: Two, now: datetime) -> Result:
    """Notes it again."""
    other = PersonId(request.other) if request.other else None
    work.joining.conflict(PersonId(request.person), other=other, team=request.team, now=now)
    recheck(work, PersonId(request.person), now)
    work.audit("not to be matched", request.person, now=now)
    return Result(what=f"{_words(work, request)} are not to be matched.")


def show(work: Work, request: Whose, _now: datetime) -> Listing:
    """With whom somebody is not to be matched."""
    person = a_person(work, request.words)
    found = work.joining.conflicts_of(person.id)
    rows = tuple(Row(say=_other(work, one, person)) for one in found)
    return Listing(title=f"{full_name(person)}: not to be matched with", rows=rows, nothing="" if rows else "Nobody.")


def _two(work: Work, request: Apart) -> Two:
    """Who is meant; words that name nobody on the list are a team."""
    person = a_person(work, request.person)
    words = " ".join(request.words.split())
    if not words or len(words) > LONGEST_TEAM:
        raise BadInput(f"Please name a person or a team, in at most {LONGEST_TEAM} letters.")
    others = work.people.named(words)
    if len(others) > 1:
        raise BadInput(f"There are several people called '{words[:40]}'. Please use the short id.")
    if others and others[0].id == person.id:
        raise BadInput("Those are one and the same person.")
    return Two(person=person.id, other=others[0].id if others else 0, team="" if others else words)


def _same(one: Conflict, two: Two) -> bool:
    if two.team:
        return one.team.casefold() == two.team.casefold()
    return {one.person, one.other} == {two.person, two.other}


def _words(work: Work, two: Two) -> str:
    other = full_name(work.people.get(PersonId(two.other))) if two.other else f"the team '{two.team}'"
    return f"{full_name(work.people.get(PersonId(two.person)))} and {other}"


def _other(work: Work, one: Conflict, person: Person) -> str:
    if one.other is None:
        return f"the team '{one.team}'"
    return full_name(work.people.get(one.other if one.person == person.id else one.person))
