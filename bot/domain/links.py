"""A link: one or more Buddies or carers with one or more students, from the suggestion to the end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from bot.domain.cohorts import CohortId
from bot.domain.due import ASK_FOR, Due, Kind
from bot.domain.meetings import LinkId, Side, Together
from bot.domain.people import Person, PersonId

NUDGE_AFTER = timedelta(hours=48)
PATIENCE = timedelta(hours=72)  # unanswered for longer, a link is for the coordinator


class LinkState(StrEnum):
    """Where a link stands. It is active only when every member has said yes."""

    SUGGESTED = "suggested"  # a coordinator's plan; nobody was asked
    ASKED = "asked"  # those who teach are asked
    AGREED = "agreed"  # they said yes; those who learn are asked
    ACTIVE = "active"
    ENDED = "ended"


OPEN_LINKS = frozenset({LinkState.ASKED, LinkState.AGREED, LinkState.ACTIVE})  # these take up somebody's room
UNDER_WAY = OPEN_LINKS - {LinkState.ACTIVE}
ASKS = {LinkState.ASKED: (Kind.MATCH_ASK, Side.BUDDY), LinkState.AGREED: (Kind.MATCHED, Side.STUDENT)}


class Said(StrEnum):
    """What a member answered when asked about the link. No has no reason and no cost."""

    NOTHING = "nothing"
    YES = "yes"
    NO = "no"
    KNOWS = "knows"  # thinks that they know the other


@dataclass(frozen=True, slots=True, kw_only=True)
class Link(Together):
    """One link, as the reader may see it. `said` holds what the reader may know of the answers, by person.

    `gone`: who has left a link that goes on without them.
    """

    id: LinkId
    cohort: CohortId
    label: str
    state: LinkState
    since: datetime
    frozen: bool
    said: Mapping[PersonId, Said] = field(default_factory=dict)
    join_url: str | None = None
    end_by: date | None = None
    ended_at: datetime | None = None
    gone: tuple[Person, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Learner:
    """What a student says of studies, hopes and placement, for those who are asked to teach them."""

    person: PersonId
    first_name: str | None
    discipline: str
    university: str
    hope: str
    placement: str


def link_number(link: LinkId | int) -> str:
    """'P-12': how a pair or group is written where names have no place."""
    return f"P-{link}"


def state_by(said: Mapping[PersonId, Said], *, buddies: Iterable[PersonId], students: Iterable[PersonId]) -> LinkState:
    """Where a link stands by what all its members said: one no ends it, and it is active by every yes alone."""
    if Said.NO in said.values():
        return LinkState.ENDED
    if not all(said.get(one) is Said.YES for one in buddies):
        return LinkState.ASKED
    return LinkState.ACTIVE if all(said.get(one) is Said.YES for one in students) else LinkState.AGREED


def plan(link: Link) -> Iterator[Due]:
    """The questions that this link, as it stands, makes due, and a nudge to each that finds no answer.

    A link that stands like this anew is asked about anew: the key holds since when.
    """
    if link.state not in ASKS:
        return
    kind, side = ASKS[link.state]
    for person in link.people(side):
        if link.said.get(person, Said.NOTHING) is Said.NOTHING:
            yield due_of(link, kind, person, link.since)
            yield due_of(link, Kind.MATCH_NUDGE, person, link.since, wait=NUDGE_AFTER)


def stepped_out(link: Link, person: PersonId, now: datetime) -> Iterator[Due]:
    """That somebody has left, for everybody else in a link that goes on."""
    for other in link.people():
        if other != person:
            key = f"{Kind.STEPPED_OUT}:{link.id}:{int(now.timestamp())}:{person}:{other}"
            yield Due(key=key, kind=Kind.STEPPED_OUT, person=other, subject=link.id, due_at=now, until=now + ASK_FOR)


def due_of(link: Link, kind: Kind, person: PersonId, now: datetime, *, wait: timedelta = timedelta()) -> Due:
    """One message about this link to one person, once for each time that the link comes to stand as it does."""
    key = f"{kind}:{link.id}:{int(link.since.timestamp())}:{person}"
    return Due(key=key, kind=kind, person=person, subject=link.id, due_at=now + wait, until=now + ASK_FOR)
