"""What each side of a meeting should have before their eyes now. Prompts, stale cards and 'next' all ask here."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from bot.cards import Card
from bot.cards.after import AfterBuddy, AfterStudent
from bot.cards.meetings import Booked, Line, Missed, NothingToDo, Ready
from bot.cards.times import AskConfirm, AskFree, AskPick, LastOfWeek, Time
from bot.domain.booking import LINK_WAIT
from bot.domain.meetings import Meeting, MeetingState, Side
from bot.domain.people import Role
from bot.domain.series import Theme
from bot.domain.times import MIN_NOTICE, cells, same_day, say, wall
from bot.usecases.content import content_of
from bot.usecases.ports import Work

HELD = frozenset({MeetingState.HELD, MeetingState.HELD_SHORT})
A_PAIR = 2
LAST_MOMENT = timedelta(minutes=1)  # before a meeting: nothing waits any longer
OTHER = {Side.BUDDY: Side.STUDENT, Side.STUDENT: Side.BUDDY}


def theme(work: Work, meeting: Meeting) -> Theme:
    """What the meeting is about."""
    return content_of(work, meeting).series.themes[meeting.number - 1]


def side(work: Work, meeting: Meeting) -> Side | None:
    """On which side of this meeting the actor is, None for somebody else."""
    return meeting.side_of(work.actor.id)


def own_needs(work: Work, meeting: Meeting) -> str:
    """What the actor said makes meetings easier; what others said is not theirs to see."""
    return next((one.person.needs or "" for one in meeting.members if one.person.id == work.actor.id), "")


def times(starts: Iterable[datetime]) -> tuple[Time, ...]:
    """Times to choose from."""
    return tuple(Time(say=say(start), value=f"{start:%Y-%m-%dT%H:%MZ}") for start in starts)


def free_card(work: Work, meeting: Meeting, now: datetime, *, changed: bool = False, moved: bool = False) -> AskFree:
    """Asks for free times."""
    return AskFree(
        meeting=meeting.id,
        version=meeting.version,
        cohort=meeting.cohort,
        number=meeting.number,
        title=theme(work, meeting).title,
        student=meeting.names(Side.STUDENT),
        minutes=meeting.minutes,
        earliest=f"{wall(now + MIN_NOTICE):%Y-%m-%d}",
        changed=changed,
        moved=moved,
    )


def pick_card(work: Work, meeting: Meeting, now: datetime, *, changed: bool = False) -> AskPick | None:
    """Asks for picks among the times that are still to come; None when there are none."""
    offered = [start for start, _ in work.meetings.slots(meeting.id) if start > now]
    if not offered:
        return None
    return AskPick(
        meeting=meeting.id,
        version=meeting.version,
        cohort=meeting.cohort,
        number=meeting.number,
        title=theme(work, meeting).title,
        buddy=meeting.names(Side.BUDDY),
        times=times(offered),
        not_checked=work.site.checks and any(work.bookings.unchecked(meeting)),
        changed=changed,
    )


def confirm_card(
    work: Work, meeting: Meeting, now: datetime, *, changed: bool = False, taken: bool = False
) -> AskConfirm | None:
    """Asks for a yes to one of the picks for which everybody is still free; None when there are none."""
    picked = [start for start, chosen in work.meetings.slots(meeting.id) if chosen and start > now]
    wanted = {number for start in picked for number in cells(start, meeting.minutes)}
    full = work.meetings.taken(meeting.people(), wanted) if wanted else frozenset()
    starts = [start for start in picked if full.isdisjoint(cells(start, meeting.minutes))]
    open_ = times(starts)
    if not open_:
        return None
    return AskConfirm(
        meeting=meeting.id,
        version=meeting.version,
        cohort=meeting.cohort,
        number=meeting.number,
        title=theme(work, meeting).title,
        student=meeting.names(Side.STUDENT),
        minutes=meeting.minutes,
        first=open_[0].value,
        times=open_,
        last=last_of_week(work, meeting, starts, now),
        changed=changed,
        taken=taken,
    )


def last_of_week(work: Work, meeting: Meeting, starts: Collection[datetime], now: datetime) -> tuple[LastOfWeek, ...]:
    """Where a limit of the actor's own is reached; those of others are not theirs to know."""
    own = [one for one in meeting.members if one.person.id == work.actor.id and one.side is Side.BUDDY]
    last = work.meetings.last_ones(meeting, starts, now=now) if own else ()
    return tuple(LastOfWeek(say=say(one.start), share=one.share) for one in last)


def _prepare(work: Work, about: Theme, mine: Side) -> str:
    if mine is Side.STUDENT:
        return about.student_prepare
    return about.prepare_for(carer=Role.CARER in work.actor.roles)


def waits_for_link(work: Work, meeting: Meeting, now: datetime | None) -> bool:
    """Whether the meeting's own link may come at any moment; `now` is None for a meeting that was set just now."""
    if not work.site.books or meeting.own_link or meeting.start is None:
        return False
    return now is None or now < min(meeting.since + LINK_WAIT, meeting.start - LAST_MOMENT)


def booked_card(
    work: Work,
    meeting: Meeting,
    start: datetime,
    *,
    changed: bool = False,
    link_here: bool = False,
    now: datetime | None = None,
) -> Booked:
    """A time is set; once it has begun there is a way to say that nobody is here."""
    mine = side(work, meeting) or Side.STUDENT
    about = theme(work, meeting)
    join_url = "" if waits_for_link(work, meeting, now) else meeting.join_url or ""
    today = now is not None and same_day(start, now)
    return Booked(
        meeting=meeting.id,
        version=meeting.version,
        cohort=meeting.cohort,
        number=meeting.number,
        title=about.title,
        other=meeting.names(OTHER[mine]),
        when=say(start),
        minutes=meeting.minutes,
        join_url=join_url,
        ics_url=work.site.ics_url(meeting.id, work.actor.id),
        teams_url=work.site.teams_url(start, meeting.end or start),
        prepare=_prepare(work, about, mine),
        changed=changed,
        link_here=link_here,
        link_follows=work.site.books and not join_url,
        no_link=not work.site.books and not join_url,
        another=mine is Side.BUDDY and not today,
        not_today=mine is Side.BUDDY and today,
        student=mine is Side.STUDENT,
        begun=now is not None and start <= now,
        ready=mine is Side.STUDENT and (now is None or now < start),
    )


def ready_card(work: Work, meeting: Meeting, start: datetime) -> Ready:
    """Helps a student to get ready."""
    about = theme(work, meeting)
    return Ready(
        meeting=meeting.id,
        version=meeting.version,
        cohort=meeting.cohort,
        title=about.title,
        when=say(start),
        buddy=meeting.names(Side.BUDDY),
        prepare=about.student_prepare,
        aims=tuple(Line(say=one) for one in about.aims),
        questions=tuple(Line(say=one) for one in about.student_prompts),
        agreement=bool(about.agreement),
        needs=own_needs(work, meeting),
        note=about.content_note,
    )


def speaks_as_carer(work: Work) -> bool:
    """Whether the words for carers are the right ones for the actor."""
    return Role.CARER in work.actor.roles and Role.BUDDY not in work.actor.roles


def after_card(work: Work, meeting: Meeting, *, nudge: bool = False) -> AfterBuddy | AfterStudent:
    """Asks how it went."""
    one, several = meeting.one_or_several(OTHER[side(work, meeting) or Side.STUDENT])
    if side(work, meeting) is Side.STUDENT:
        title = theme(work, meeting).title
        return AfterStudent(
            meeting=meeting.id,
            version=meeting.version,
            cohort=meeting.cohort,
            number=meeting.number,
            title=title,
            other=one,
            others=several,
            everyone="both of you" if len(meeting.members) == A_PAIR else "all of you",
            nudge=nudge,
        )
    carer = speaks_as_carer(work)
    return AfterBuddy(
        meeting=meeting.id,
        version=meeting.version,
        cohort=meeting.cohort,
        number=meeting.number,
        student=meeting.names(Side.STUDENT),
        other=one,
        others=several,
        buddy=not carer,
        carer=carer,
        nudge=nudge,
    )


def missed_card(work: Work, meeting: Meeting) -> Missed:
    """Asks a student who wasn't able to come whether that is right, and what they would like."""
    own = work.answers.took_place(meeting).get(work.actor.id) == "absent_self"
    frozen = meeting.held_back
    return Missed(
        meeting=meeting.id,
        version=meeting.version,
        number=meeting.number,
        told=not own,
        own=own,
        again=not frozen,
        call_first=frozen,
    )


def card_now(work: Work, meeting: Meeting, now: datetime, *, changed: bool = False) -> Card:
    """What this meeting asks of the actor now; else the news that nothing does."""
    mine = side(work, meeting)
    card: Card | None = None
    match meeting.state:
        case MeetingState.PLANNED if mine is Side.BUDDY:
            card = free_card(work, meeting, now, changed=changed)
        case MeetingState.OFFERED if mine is Side.STUDENT:
            card = pick_card(work, meeting, now, changed=changed)
        case MeetingState.OFFERED if mine is Side.BUDDY and pick_card(work, meeting, now) is None:
            card = free_card(work, meeting, now, changed=True)  # every time given has passed
        case MeetingState.HALF_CONFIRMED if work.actor.id in meeting.to_agree:
            card = confirm_card(work, meeting, now, changed=changed) or free_card(work, meeting, now, changed=changed)
        case MeetingState.CONFIRMED if meeting.start and meeting.end and now < meeting.end:
            card = booked_card(work, meeting, meeting.start, changed=changed, now=now)
        case MeetingState.MISSED if mine is Side.STUDENT:
            card = missed_card(work, meeting)
        case MeetingState.CONFIRMED | MeetingState.HELD | MeetingState.HELD_SHORT | MeetingState.MISSED:
            card = None if work.actor.id in work.answers.took_place(meeting) else after_card(work, meeting)
        case _:
            pass
    return card or nothing_card(work, meeting)


def nothing_card(work: Work, meeting: Meeting) -> NothingToDo:
    """The other side's turn, or nobody's."""
    waiting = meeting.state in {MeetingState.PLANNED, MeetingState.OFFERED, MeetingState.HALF_CONFIRMED}
    return NothingToDo(
        number=meeting.number,
        title=theme(work, meeting).title,
        other=meeting.names(OTHER[side(work, meeting) or Side.STUDENT]),
        waiting=waiting,
        done=not waiting,
    )
