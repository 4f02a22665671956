"""Who and what a coordinator means: by short id, name or address; never a guess."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.domain.cohorts import Cohort, cohort_number
from bot.domain.errors import BadInput, NotYours
from bot.domain.links import Link
from bot.domain.meetings import LinkId, Meeting, MeetingId
from bot.domain.people import Person, Role
from bot.usecases.ports import Work

COHORT = re.compile(r"c-?0*(\d{1,12})", re.IGNORECASE)
LINK = re.compile(r"p-?0*(\d{1,12})", re.IGNORECASE)
MEETING = re.compile(r"m-?0*(\d{1,12})", re.IGNORECASE)
SHOWN = 5  # people named in a question back


def full_name(person: Person) -> str:
    """The whole name, as coordinators see it: 'Sam Taylor (S-022)'."""
    return f"{person.first_name} {person.surname}".strip() + f" ({person.number})"


def a_person(work: Work, words: str, *roles: Role) -> Person:
    """The one person who is meant, with one of these roles if any are named; raises BadInput for none or several."""
    found = [one for one in work.people.named(words) if not roles or one.is_a(frozenset(roles))]
    if len(found) == 1:
        return found[0]
    kind = " or ".join(roles) or "person"
    if not found:
        raise BadInput(f"I can't find a {kind} called '{words[:40]}'. Type 'person find' and a part of the name.")
    raise BadInput(
        f"There are several people called '{words[:40]}': {_named(found)}. "
        f"Please use the number, such as {found[0].number}."
    )


def _named(people: Sequence[Person]) -> str:
    return ", ".join(full_name(one) for one in people[:SHOWN])


def a_cohort(work: Work, words: str) -> Cohort:
    """The one cohort that is meant: 'C-3', its name or the beginning of it; raises BadInput for none or several."""
    found = work.cohorts.named(words)
    if len(found) == 1:
        return found[0]
    if not found:
        raise BadInput(f"I can't find a cohort called '{words[:40]}'. Type 'cohort list' to see them all.")
    names = ", ".join(f"{one.name} ({cohort_number(one.id)})" for one in found[:SHOWN])
    raise BadInput(f"There are several cohorts called '{words[:40]}': {names}. Please use the short id.")


def a_link(work: Work, words: str) -> Link:
    """The pair or group that is meant: 'P-12'; raises BadInput for anything else."""
    number = LINK.fullmatch(words.strip())
    try:
        if number:
            return work.links.get(LinkId(int(number[1])))
    except NotYours:
        pass
    raise BadInput(f"I can't find a pair or group called '{words[:40]}'. Please use the short id, such as P-12.")


def a_meeting(work: Work, words: str) -> Meeting:
    """The meeting that is meant: 'M-34'; raises BadInput for anything else."""
    number = MEETING.fullmatch(words.strip())
    try:
        if number:
            return work.meetings.get(MeetingId(int(number[1])))
    except NotYours:
        pass
    raise BadInput(f"I can't find a meeting called '{words[:40]}'. Please use the short id, such as M-34.")
