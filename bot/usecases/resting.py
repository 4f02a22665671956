"""Days of rest: a person's own setting, shown to nobody; and the meetings that fall inside them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.cards.meetings import Another, NotToday
from bot.domain.meetings import Meeting, MeetingState, Side
from bot.domain.times import add_days, say
from bot.usecases.ports import Work
from bot.usecases.showing import side
from bot.usecases.times import Ref


@dataclass(frozen=True, slots=True, kw_only=True)
class OneOf(Ref):
    """A meeting among those that fall into the days of rest; `kept` names those that stay ('12,14')."""

    kept: str = ""


def rest(work: Work, now: datetime, *, after: bool = False) -> datetime:
    """The actor is not written to unasked until then, by the own limits; never shorter than it was.

    `after`: they do not feel so well after a meeting, for which they may have set other days.
    """
    limits = work.joining.limits_of(work.actor.id, now=now)
    until = add_days(now, (limits.rest_days_after if after else limits.rest_days) or 0)
    standing = work.actor.standing
    before = (standing.quiet_until if standing else None) or now
    if until > before:
        work.people.rest(until)
    return max(until, before)


def not_today_card(
    work: Work,
    meeting: Meeting,
    now: datetime,
    until: datetime,
    *,
    moved: bool = False,
    stopped: bool = False,
    without: bool = False,
    kept: str = "",
) -> NotToday:
    """That is fine; with the meetings that fall into the days of rest, each to keep or to move."""
    kept_ids = kept.split(",")
    others = tuple(
        _another(one, one.start, kept)
        for one in (work.meetings.of(work.actor.id) if until > now else ())
        if one.start and one.state is MeetingState.CONFIRMED and now < one.start <= until
        if one.id != meeting.id and str(one.id) not in kept_ids and side(work, one) is Side.BUDDY
    )
    return NotToday(
        meeting=meeting.id,
        version=meeting.version,
        moved=moved,
        stopped=stopped,
        without=without,
        rest=until > now,
        others=others,
    )


def _another(meeting: Meeting, start: datetime, kept: str) -> Another:
    return Another(
        meeting=meeting.id, version=meeting.version, when=say(start), student=meeting.names(Side.STUDENT), kept=kept
    )


def resting_until(work: Work, now: datetime) -> datetime:
    """Until when the actor rests; now, if they do not."""
    standing = work.actor.standing
    return max((standing.quiet_until if standing else None) or now, now)
