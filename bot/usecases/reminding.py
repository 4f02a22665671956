"""Reflections in time: two reminders and then none, one more if the student asks for it, and a list of one's own."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from bot.cards import Card
from bot.cards.reflection import InYourTime, MyReflections, ReflectionRow, RemindFirst, RemindLast
from bot.domain.due import Due, Kind
from bot.domain.meetings import Meeting, MeetingId
from bot.domain.people import Standing
from bot.domain.reflections import Reflection, later_today, nudges
from bot.domain.times import say, say_day, wall
from bot.usecases.content import model_of
from bot.usecases.ports import Work
from bot.usecases.reflection import DONE, About
from bot.usecases.saying import Prompt
from bot.usecases.showing import theme

BEFORE, AFTER = timedelta(days=7), timedelta(days=7)  # of the reminders lie the times by which things are asked for
LATER_FOR = timedelta(days=2)
SHOWN = 12


def planned(work: Work, since: datetime, until: datetime) -> Iterable[Due]:
    """The reminders of everybody's reflections."""
    found = work.reflections.unwritten(since=since - BEFORE, until=until + AFTER)
    return (due for one in found for due in nudges(one, work.site.closed))


def say_reminder(work: Work, meeting: Meeting, prompt: Prompt, _now: datetime) -> Card | None:
    """Nothing to somebody who has written."""
    mine = work.reflections.get(meeting.id)
    if mine is None or mine.state in DONE:
        return None
    title = theme(work, meeting).title
    if prompt.kind is Kind.REFLECT_2:
        return RemindLast(meeting=meeting.id, title=title)
    minutes = model_of(work, meeting, mine.model).minutes
    first = prompt.kind is Kind.REFLECT_1
    return RemindFirst(meeting=meeting.id, title=title, minutes=minutes, later=first)


def later(work: Work, request: About, now: datetime) -> Card:
    """One more reminder, today."""
    meeting = work.meetings.get(MeetingId(request.meeting))
    at = later_today(now, (work.actor.standing or Standing()).quiet_from)
    key = f"{Kind.REFLECT_LATER}:{meeting.id}:{work.actor.id}:{now:%Y%m%d}"
    due = Due(
        key=key,
        kind=Kind.REFLECT_LATER,
        person=work.actor.id,
        subject=meeting.id,
        due_at=at,
        until=at + LATER_FOR,
    )
    work.due.record([due], now=now)
    return InYourTime(meeting=meeting.id, at=say(at), remind=True)


def more_time(work: Work, request: About, _now: datetime) -> Card:
    """Nobody is reminded any more."""
    return InYourTime(meeting=work.meetings.get(MeetingId(request.meeting)).id)


def mine(work: Work, _request: None, _now: datetime) -> MyReflections:
    """What the actor has begun, how it stands, and what the tutor can read."""
    return list_card(work)


def list_card(work: Work, *, taken_back: bool = False) -> MyReflections:
    """The newest first."""
    meetings = {one.id: one for one in work.meetings.of(work.actor.id)}
    shared = {one.meeting for one in work.sharing.mine()}
    found = [one for one in work.reflections.mine() if one.meeting in meetings]
    rows = [_row(work, one, meetings[MeetingId(one.meeting)], shared=one.meeting in shared) for one in found[:SHOWN]]
    return MyReflections(rows=tuple(rows), none=not rows, taken_back=taken_back)


def _row(work: Work, one: Reflection, meeting: Meeting, *, shared: bool) -> ReflectionRow:
    saved = one.state in DONE
    when = f"Saved on {say_day(wall(one.saved_at).date())}." if one.saved_at else "Not written yet. Late is fine."
    when += " Your tutor can read what you chose." if shared else ""
    return ReflectionRow(
        meeting=one.meeting,
        title=f"Meeting {meeting.number}: {theme(work, meeting).title}",
        when=when,
        saved=saved,
        waiting=not saved,
        shared=shared,
        not_shared=saved and not shared,
    )
