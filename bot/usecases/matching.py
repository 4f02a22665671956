"""A link's way from a suggestion to its end: who is asked, what the answers make of it, and how it comes to an end."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.cohorts import CohortId, EnrolmentState
from bot.domain.due import ASK_FOR, Due, Kind
from bot.domain.errors import BadInput
from bot.domain.links import ASKS, OPEN_LINKS, PATIENCE, Link, LinkState, Said, due_of, link_number, plan
from bot.domain.matching import why_not
from bot.domain.meetings import OPEN, Meeting, MeetingState, Side
from bot.domain.people import PersonId, Standing
from bot.domain.quiet import allowed_from
from bot.domain.times import wall
from bot.usecases.content import content_of
from bot.usecases.ports import Work

SOON = timedelta(days=1)  # quiet hours differ: a meeting this soon after the first usual hour is told of at once
LOOK_BACK = timedelta(days=7)
CAN_NOT = "I can't ask about this yet."


def gates(work: Work, link: Link, now: datetime) -> tuple[str, ...]:
    """Why the people of this link may not be asked, in words for a coordinator; nothing when they may."""
    members = {one.person.id: one.side for one in link.members}
    known = work.links.known(link.cohort, members.keys(), but=link.id, now=now)
    return (*why_not(members, known, wall(now).date()), *size(work, link.cohort, len(link.people(Side.STUDENT))))


def size(work: Work, cohort: CohortId, students: int) -> tuple[str, ...]:
    """Why so many students are not a group of this cohort's series; nothing when they are."""
    series = content_of(work, work.cohorts.get(cohort)).series
    if series.group_min <= students <= series.group_max:
        return ()
    return (f"'{series.title}' is for {series.group_min} to {series.group_max} students together.",)


def ask(work: Work, link: Link, now: datetime) -> Link:
    """Asks those who teach; raises BadInput when something is in the way. Asked before: it stays as it is."""
    if link.state is not LinkState.SUGGESTED:
        return link
    if reasons := gates(work, link, now):
        raise BadInput(" ".join([CAN_NOT, *reasons]))
    link = work.links.change(link, LinkState.ASKED, now=now)
    work.due.record(plan(link), now=now)
    work.audit("asked about a match", link.id, now=now)
    return link


def move_on(work: Work, link: Link, now: datetime) -> Link:
    """Takes the link as far as its answers carry it. It rests, for a coordinator, when something came in the way."""
    state = work.links.by_answers(link)
    if link.frozen or link.state is LinkState.ENDED:
        return link
    if state is LinkState.ENDED:
        return end(work, link, now, rematch=True)
    if not work.links.stands(link, now=now):
        return work.links.change(link, link.state, now=now, frozen=True)
    if state is link.state:
        return link
    link = work.links.change(link, state, now=now)
    if state in ASKS:
        work.due.record(plan(link), now=now)
    else:
        _begin(work, link, now)
    return link


def _begin(work: Work, link: Link, now: datetime) -> None:
    """Everybody hears of the last yes, and the first meeting is planned: what it makes due is found from there."""
    work.links.enrol(link, EnrolmentState.LINKED, now=now)
    _record(work, (due_of(link, Kind.LINKED, person, now) for person in link.people()), now)
    work.links.begin(link, now=now)


def _call_off(work: Work, link: Link, now: datetime, *, rematch: bool, told: bool) -> Link:
    """It never began: who was asked hears that it does not go ahead."""
    ended = work.links.change(link, LinkState.ENDED, now=now, frozen=False)
    if rematch:
        work.links.enrol(link, EnrolmentState.WAITING, now=now)
    asked = link.people() if link.state is LinkState.AGREED else link.people(Side.BUDDY)
    people = [one for one in asked if link.said.get(one) is not Said.NO]
    if told and link.state is not LinkState.SUGGESTED:
        _record(work, (due_of(ended, Kind.MATCH_OFF, person, now) for person in people), now)
    work.audit("a match does not go ahead", link.id, now=now)
    return ended


def hold(work: Work, link: Link, person: PersonId, now: datetime) -> Link:
    """Somebody may know the other: nothing more is said of the link, and the two are not matched. No reason is kept.

    The yes of somebody who knows the other is taken back, and the link stands as it did before that yes.
    """
    link = work.links.answer(link, person, Said.KNOWS, now=now)
    mine = link.side_of(person)
    for other in link.people():
        if link.side_of(other) is not mine:
            work.joining.conflict(person, other=other, now=now)
    work.audit("a match is on hold", link.id, now=now)
    return work.links.change(link, work.links.by_answers(link), now=now, frozen=True)


def recheck(work: Work, person: PersonId, now: datetime) -> list[Link]:
    """The links of this person that rest from now on, since two in them are not to be matched; a coordinator looks."""
    apart = [one for one in work.links.of(person, *OPEN_LINKS) if work.links.apart(one, now=now)]
    for one in apart:
        if one.frozen:  # from now on for this too, if it was for a break alone
            work.links.change(one, one.state, now=now, frozen=True)
    return [_rest(work, one, now) for one in apart if not one.frozen]


def _rest(work: Work, link: Link, now: datetime) -> Link:
    """Everybody who knows of it hears that it rests, before a meeting that is set begins; nobody hears why."""
    rests = work.links.change(link, link.state, now=now, frozen=True)
    know = link.people() if link.state is not LinkState.ASKED else link.people(Side.BUDDY)
    starts = [one.start for one in _meetings(work, link) if one.state is MeetingState.CONFIRMED and one.start]
    until = min((start for start in starts if start > now), default=now + ASK_FOR)
    work.due.record([_news(rests, Kind.LINK_HELD, one, now, until=until) for one in know], now=now)
    work.audit("a match is on hold", link.id, now=now)
    return rests


def _news(link: Link, kind: Kind, person: PersonId, now: datetime, *, until: datetime) -> Due:
    key = f"{kind}:{link.id}:{int(now.timestamp())}:{person}"
    return Due(key=key, kind=kind, person=person, subject=link.id, due_at=now, until=until)


def resume(work: Work, link: Link, now: datetime) -> Link:
    """A link that was on hold goes on: who took back a yes is asked again. Raises BadInput while it may not."""
    if not link.frozen or link.state is LinkState.ENDED:
        raise BadInput(f"{link_number(link.id)} is not on hold.")
    if reasons := gates(work, link, now):
        raise BadInput(" ".join([CAN_NOT, *reasons]))
    for person, said in link.said.items():
        if said is Said.KNOWS:
            link = work.links.answer(link, person, Said.NOTHING, now=now)
    link = work.links.change(link, link.state, now=now, frozen=False, anew=link.state in ASKS)
    work.due.record(plan(link), now=now)
    if link.state is LinkState.ACTIVE:
        until = now + ASK_FOR
        _record(work, (_news(link, Kind.LINK_GOES_ON, one, now, until=until) for one in link.people()), now)
    work.audit("a match goes on", link.id, now=now)
    return move_on(work, link, now)


def end(work: Work, link: Link, now: datetime, *, rematch: bool, told: bool = True) -> Link:
    """The link comes to an end: meetings to come are cancelled and kept, and everybody gets the same kind words.

    `rematch`: its students wait again, first in the line; what they have done counts. `told`: whether anybody hears
    of it from the assistant. One that never began is called off.
    """
    if link.state is LinkState.ENDED:
        return link
    meetings = _meetings(work, link)
    if not has_begun(work, link, meetings):
        return _call_off(work, link, now, rematch=rematch, told=told)
    ended = work.links.change(link, LinkState.ENDED, now=now, frozen=False)
    if rematch:
        work.links.enrol(link, EnrolmentState.WAITING, now=now)
    starts = [one.start for one in meetings if _cancel(work, one, now) and one.start]
    if told:
        first, start = allowed_from(Standing(), now, work.site.closed) + SOON, min(starts, default=now + ASK_FOR)
        kind, until = (Kind.LINK_ENDED_SOON, now + ASK_FOR) if start < first else (Kind.LINK_ENDED, start)
        _record(work, (replace(due_of(ended, kind, one, now), until=until) for one in link.people()), now)
    work.audit("a link ends", link.id, now=now)
    return ended


def has_begun(work: Work, link: Link, meetings: Sequence[Meeting] | None = None) -> bool:
    """Whether its people have been brought together, also if somebody has taken their yes back since."""
    return link.state is LinkState.ACTIVE or bool(_meetings(work, link) if meetings is None else meetings)


def _meetings(work: Work, link: Link) -> list[Meeting]:
    people = link.people()
    person = work.actor.id if work.actor.id in people else people[0]
    return [one for one in work.meetings.of(person) if one.link == link.id]


def _cancel(work: Work, meeting: Meeting, now: datetime) -> bool:
    """Whether it was taken out of the calendars. One that has begun is left: its people may still say how it went."""
    if meeting.state not in OPEN or (meeting.start and meeting.start <= now):
        return False
    work.meetings.unbook(meeting.id)
    work.meetings.offer(meeting.id, ())
    work.meetings.change(meeting, MeetingState.CANCELLED, now=now, what=MeetingState.CANCELLED)  # nobody moved it
    return True


def _record(work: Work, dues: Iterable[Due], now: datetime) -> None:
    work.due.record(dues, now=now, answered=work.actor.id)


def due_matches(work: Work, since: datetime, until: datetime) -> Iterable[Due]:
    """What links under way make due in this time: questions, and a nudge to each that finds no answer."""
    waiting = work.links.since(*ASKS, since=since - PATIENCE, until=until)
    return (one for link in waiting for one in plan(link))


def today_lines(work: Work, now: datetime, *, at_most: int) -> tuple[int, tuple[str, ...]]:
    """How many links wait for a coordinator, and what the first of them need, in words."""
    total, links = work.links.needing(asked_before=now - PATIENCE, ended_since=now - LOOK_BACK, at_most=at_most)
    return total, tuple(_line(one) for one in links)


def _line(link: Link) -> str:
    who = f"{link_number(link.id)}, {link.names(Side.STUDENT)} with {link.names(Side.BUDDY)}"
    if link.state is LinkState.ENDED:
        return f"{who}: it does not go ahead. First in line again: {link.names(Side.STUDENT)}"
    if link.frozen:
        return f"{who}: on hold. Type 'match resume' or 'match end'"
    silent = [one for one in link.members if link.said.get(one.person.id) is Said.NOTHING]
    names = " and ".join(one.person.first_name or "" for one in silent if one.side is ASKS[link.state][1])
    return f"{who}: no answer yet from {names}"
