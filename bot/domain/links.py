"""A link: one or more Buddies or carers with one or more students, from the suggestion to the end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from bot.domain.cohorts import CohortId
from bot.domain.meetings import LinkId, Member, Side
from bot.domain.people import PersonId


class LinkState(StrEnum):
    """Where a link stands. It is active only when every member has said yes."""

    SUGGESTED = "suggested"  # a coordinator's plan; nobody was asked
    ASKED = "asked"  # those who teach are asked
    AGREED = "agreed"  # they said yes; those who learn are asked
    ACTIVE = "active"
    ENDED = "ended"


class Said(StrEnum):
    """What a member answered when asked about the link. No has no reason and no cost."""

    NOTHING = "nothing"
    YES = "yes"
    NO = "no"
    KNOWS = "knows"  # thinks that they know the other


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One link, as the reader may see it. `said` holds what the reader may know of the answers, by person."""

    id: LinkId
    cohort: CohortId
    label: str
    state: LinkState
    since: datetime
    frozen: bool
    members: tuple[Member, ...]
    said: Mapping[PersonId, Said] = field(default_factory=dict)
    join_url: str | None = None
    end_by: date | None = None
    ended_at: datetime | None = None

    def people(self, side: Side | None = None) -> tuple[PersonId, ...]:
        """The ids of the people on this side, or of all, in a steady order."""
        return tuple(sorted(one.person.id for one in self.members if side in (None, one.side)))

    def side_of(self, person: PersonId) -> Side | None:
        """The side on which this person is, None for somebody else."""
        return next((one.side for one in self.members if one.person.id == person), None)


def link_number(link: LinkId | int) -> str:
    """'P-12': how a pair or group is written where names have no place."""
    return f"P-{link}"
