"""What is said, unasked, to those who join and wait: what the timetable finds, and whether it still holds."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from bot.cards import Card
from bot.cards.joining import AskBefore, StillLooking, WelcomeNudge
from bot.domain import comings
from bot.domain.cohorts import CohortId, CohortState, Enrolment, EnrolmentState
from bot.domain.due import Due
from bot.domain.links import LinkState
from bot.domain.meetings import Side
from bot.domain.people import Role
from bot.domain.times import wall
from bot.usecases.ports import Work
from bot.usecases.profile import TAKING_PART
from bot.usecases.saying import HeldBack, Prompt

SLACK = timedelta(days=1)  # the clocks may change in between
LONGEST_WAIT = timedelta(days=366)
LATE = timedelta(days=10)  # a question after a break may wait for the end of the holidays


def planned(work: Work, since: datetime, until: datetime) -> Iterable[Due]:
    """All of it."""
    return (one for source in (invitations, news, questions, breaks) for one in source(work, since, until))


def invitations(work: Work, since: datetime, until: datetime) -> Iterable[Due]:
    """A nudge for each who was greeted five days ago and has said nothing."""
    days = timedelta(days=comings.NUDGE_AFTER)
    greeted = work.presence.greeted(since=since - days - SLACK, until=until - days + SLACK)
    return [comings.invited(cohort, person, at) for cohort, person, at in greeted]


def news(work: Work, since: datetime, until: datetime) -> Iterable[Due]:
    """News for each who waits, every seven days."""
    first = timedelta(days=comings.NEWS_EVERY)
    begun = (since - LONGEST_WAIT, until - first + SLACK)
    waiting = work.cohorts.standing_since(EnrolmentState.WAITING, since=begun[0], until=begun[1])
    return [one for enrolment in waiting for one in comings.waiting(enrolment, since=since, until=until)]


def questions(work: Work, since: datetime, until: datetime) -> Iterable[Due]:
    """The questions of before, for each student whose link has just begun."""
    links = work.links.since(LinkState.ACTIVE, since=since - comings.BEFORE_AFTER, until=until)
    return [comings.matched(link.cohort, one, link.since) for link in links for one in link.people(Side.STUDENT)]


def breaks(work: Work, since: datetime, until: datetime) -> Iterable[Due]:
    """The question at the end of each break."""
    resting = work.presence.breaks_ending(since=wall(since - LATE).date(), until=wall(until).date())
    return [one for person in resting for one in comings.on_a_break(person, work.site.closed)]


def nudge(work: Work, prompt: Prompt, _now: datetime) -> Card | None:
    """Only for somebody who is still invited and has said neither yes nor not now."""
    me, place = work.actor, _place(work, prompt.subject)
    roles = [role for role in TAKING_PART if role in me.roles]
    if place is None or place.state is not EnrolmentState.INVITED or not roles:
        return None
    if any(work.joining.choice_of(me.id, role) for role in roles):
        return None
    return WelcomeNudge(first_name=me.first_name or "", role=roles[0])


def still_looking(work: Work, prompt: Prompt, _now: datetime) -> Card | None:
    """Only for a student who waits since then."""
    place = _place(work, prompt.subject)
    if place is None or Role.STUDENT not in work.actor.roles:
        return None
    same = prompt.key.split(":")[3] == f"{place.since:%Y%m%d%H%M}"
    return StillLooking() if place.state is EnrolmentState.WAITING and same else None


def before(work: Work, prompt: Prompt, _now: datetime) -> Card | None:
    """Only while the series goes on, and not after an answer."""
    place = _place(work, prompt.subject)
    if place is None or place.state is not EnrolmentState.LINKED:
        return None
    answered = work.surveys.answered(place.cohort, "before")
    return None if answered else AskBefore(cohort=place.cohort)


def _place(work: Work, cohort: int) -> Enrolment | None:
    mine = work.cohorts.enrolments(work.actor.id)
    place = next((one for one in mine if one.cohort == CohortId(cohort)), None)
    if place and work.cohorts.get(place.cohort).state is CohortState.PAUSED:
        raise HeldBack
    return place
