"""Pairs that came in with a list are asked as soon as nothing stands in the way, whoever did the last step."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import groupby

from bot.domain.cohorts import CohortId
from bot.domain.links import Link, link_number
from bot.domain.matching import why_not
from bot.domain.meetings import LinkId, Side
from bot.domain.times import wall
from bot.usecases.matching import ask, gates, size
from bot.usecases.ports import Work

REASONS = 2  # for one pair, in one line


def ready_to_ask(work: Work, _request: None, now: datetime) -> Sequence[LinkId]:
    """The links that can be asked about now, however many others wait before them; reading only."""
    ready: list[LinkId] = []
    after = LinkId(0)
    while page := work.rosters.ripe(after=after):
        ready += [link for link, reasons in _reasons(work, work.links.several(page), now).items() if not reasons]
        after = page[-1]
    return ready


def ask_them(work: Work, links: Sequence[LinkId], now: datetime) -> None:
    """Asks about each, if it still may be: one may take up the room that another needs."""
    for number in links:
        link = work.links.get(number)
        if not gates(work, link, now):
            ask(work, link, now)


def today_lines(work: Work, now: datetime, *, at_most: int) -> tuple[int, tuple[str, ...]]:
    """How many pairs nobody could be asked about yet, and why not, of the first."""
    total, links = work.links.suggested(at_most=at_most)
    why = _reasons(work, links, now)
    return total, tuple(_line(one, why[one.id]) for one in links)


def _line(link: Link, reasons: Sequence[str]) -> str:
    who = f"{link_number(link.id)}, {link.names(Side.STUDENT)} with {link.names(Side.BUDDY)}"
    return f"{who}: {' '.join(reasons[:REASONS]) or 'they are asked next.'}"


def _reasons(work: Work, links: Iterable[Link], now: datetime) -> Mapping[LinkId, tuple[str, ...]]:
    """Why each may not be asked about yet: for all of a cohort at once."""
    by_cohort = groupby(sorted(links, key=lambda one: (one.cohort, one.id)), key=lambda one: one.cohort)
    return {
        link: reasons for cohort, group in by_cohort for link, reasons in _in_cohort(work, cohort, list(group), now)
    }


def _in_cohort(
    work: Work, cohort: CohortId, links: Sequence[Link], now: datetime
) -> Iterable[tuple[LinkId, tuple[str, ...]]]:
    known = work.links.known(cohort, {person for one in links for person in one.people()}, now=now)
    for one in links:
        members = {member.person.id: member.side for member in one.members}
        students = len(one.people(Side.STUDENT))
        yield one.id, (*why_not(members, known, wall(now).date()), *size(work, cohort, students))
