"""What each due message says, asked at the moment of sending, for the eyes of the person who gets it.

A prompt that returns None is not due any more: it is withdrawn and never sent.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType

from bot.cards import Card
from bot.cards.people import Sorry
from bot.domain import sends
from bot.domain.booking import CHECK_WAIT
from bot.domain.due import HELD, LEFT_OUT, MORNING_LEAD, SOON, Kind
from bot.domain.errors import NotOnTheList, NotYours
from bot.domain.meetings import Meeting, MeetingState, Side
from bot.domain.people import Chat, Standing
from bot.domain.quiet import Held, awake_from
from bot.domain.quiet import not_before as may_write
from bot.domain.times import day_start
from bot.usecases import (
    attending,
    booking_news,
    breaks,
    closing,
    comings,
    day,
    ending,
    forms,
    free,
    hours,
    match_cards,
    moving_meetings,
    nudging,
    offering,
    plans,
    registration,
    reminding,
    retention,
    rota,
    sends_news,
    sharing,
    thanking,
    unsure,
    untaken,
)
from bot.usecases.day import is_about
from bot.usecases.people import welcome_card
from bot.usecases.ports import Work
from bot.usecases.ports.sends import Pace
from bot.usecases.reflection import DONE, saved_card
from bot.usecases.saying import HeldBack, Prompt, Ready, Says, SaysOfMeeting, about_meeting, wait_since
from bot.usecases.showing import HELD as HELD_STATES
from bot.usecases.showing import after_card, confirm_card, free_card, pick_card, side

OVER = HELD_STATES | {MeetingState.CONFIRMED, MeetingState.MISSED}
APART = timedelta(hours=1)  # a nudge comes so long after anything else that was said
IN_TIME = MORNING_LEAD - SOON  # the card of the morning waits for its reader's hours as long as an hour is left
AGAIN = timedelta(seconds=5)
LATER = timedelta(hours=12)  # who takes a break, or whose link rests, is asked about again then


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A message that is looked at, and what is read for many at once: where its reader is, and what may hold it."""

    prompt: Prompt
    chat: Chat | None
    pace: Pace


def prepare(work: Work, asked: Asked, now: datetime) -> Ready:
    """The card that is due, if it still is, and where and from when its reader can be written to."""
    prompt = asked.prompt
    try:
        standing = work.actor.standing or Standing()
        if standing.fewer and prompt.kind in LEFT_OUT:
            return Ready(card=None, chat=None)
        card = SAYS[prompt.kind](work, prompt, now)
    except (NotYours, NotOnTheList):  # the reader has no part in it any more
        return Ready(card=None, chat=None)
    except HeldBack as held:
        return Ready(card=None, chat=None, not_before=held.until or now + LATER)
    if card is None:
        return Ready(card=None, chat=None)
    at = max(not_before(work, prompt.kind, prompt.until, now), _paced(prompt.kind, asked.pace, now))
    return Ready(card=card, chat=asked.chat, not_before=at if at > now else None)


def not_before(work: Work, kind: Kind, until: datetime, now: datetime) -> datetime:
    """From when on the reader may get a message of this kind; what would come too late is sent at once if it must."""
    held = HELD.get(kind, Held.UNASKED)
    at = may_write(work.actor.standing or Standing(), held, now, closed=work.site.closed)
    if at is None:
        return now + LATER
    if held is Held.NUDGE:
        return max(at, _not_crowding(work, now))
    if held is Held.CHANGE and at >= until:  # rest and days off do not hold it then; the night does, if there is time
        at = awake_from(work.actor.standing or Standing(), now)
        return at if at < until - IN_TIME else now
    return now if held is Held.REMINDER and at > until - IN_TIME else at


def _not_crowding(work: Work, now: datetime) -> datetime:
    """One nudge a day, and none close to anything else that is said."""
    if work.due.nudged(work.actor.id, since=day_start(now)):
        return day_start(now, days=1)
    return now + APART if work.due.spoken_to(work.actor.id, since=now - APART) else now


def _paced(kind: Kind, pace: Pace, now: datetime) -> datetime:
    """From when on it may go: a coordinator holds it back, or much has been said to its reader just now."""
    if not sends.may_hold(kind):
        return now
    if pace.held:
        return now + LATER
    return sends.bit_by_bit(kind, due_at=pace.due_at, said=pace.said, now=now)


def _free(work: Work, meeting: Meeting, prompt: Prompt, now: datetime) -> Card | None:
    asked = meeting.state is MeetingState.PLANNED and is_about(meeting, prompt)
    return free_card(work, meeting, now) if asked else None


def _pick(work: Work, meeting: Meeting, prompt: Prompt, now: datetime) -> Card | None:
    if meeting.state is not MeetingState.OFFERED or not is_about(meeting, prompt):
        return None
    if work.site.checks and now < meeting.since + CHECK_WAIT and work.bookings.unchecked(meeting)[0]:
        raise HeldBack(now + AGAIN)  # people's calendars are being looked at
    return pick_card(work, meeting, now)


def _confirm(work: Work, meeting: Meeting, prompt: Prompt, now: datetime) -> Card | None:
    asked = meeting.state is MeetingState.HALF_CONFIRMED and work.actor.id in meeting.to_agree
    if not asked or not is_about(meeting, prompt):
        return None
    return confirm_card(work, meeting, now) or free_card(work, meeting, now, changed=True)


def _after(work: Work, meeting: Meeting, prompt: Prompt, now: datetime) -> Card | None:
    over = meeting.state in OVER and not (meeting.state is MeetingState.MISSED and side(work, meeting) is Side.STUDENT)
    if not over or not is_about(meeting, prompt) or work.actor.id in work.answers.took_place(meeting):
        return None
    nudge = prompt.kind is Kind.AFTER_NUDGE
    if nudge and meeting.state is not MeetingState.CONFIRMED and side(work, meeting) is Side.BUDDY:
        return None
    if nudge:
        asked = work.due.said(prompt.key.replace(Kind.AFTER_NUDGE, Kind.AFTER, 1))
        wait_since(asked, now, work.site.closed)  # the question itself may have waited for the reader's own hours
    return after_card(work, meeting, nudge=nudge)


def _saved(work: Work, meeting: Meeting, _prompt: Prompt, _now: datetime) -> Card | None:
    mine = work.reflections.get(meeting.id)
    return saved_card(work, meeting, mine) if mine and mine.state in DONE else None


OF_MEETINGS: Mapping[Kind, SaysOfMeeting] = {
    Kind.FREE: _free,
    Kind.PICK: _pick,
    Kind.CONFIRM: _confirm,
    Kind.BOOKED: day.booked,
    Kind.READY: day.ready,
    Kind.DAY_BEFORE: day.day_before,
    Kind.MORNING: day.morning,
    Kind.SOON: day.soon,
    Kind.AFTER: _after,
    Kind.AFTER_NUDGE: _after,
    Kind.ANSWER_NUDGE: nudging.say_answer,
    Kind.MOVED: day.moved,
    Kind.MOVED_TODAY: day.moved,
    Kind.MISSED: day.missed,
    Kind.SAVED: _saved,
    Kind.REFLECT_1: reminding.say_reminder,
    Kind.REFLECT_2: reminding.say_reminder,
    Kind.REFLECT_LATER: reminding.say_reminder,
    Kind.FREE_NUDGE: offering.nudge,
    Kind.PICK_NUDGE: offering.nudge,
    Kind.CONFIRM_NUDGE: offering.nudge,
    Kind.RESET: moving_meetings.reset_card,
    Kind.CALLED_OFF: moving_meetings.called_off_card,
    Kind.LINK_HERE: booking_news.say_link,
    Kind.STILL_ON: booking_news.say_still_on,
}
SAYS: Mapping[Kind, Says] = MappingProxyType(
    {kind: about_meeting(say) for kind, say in OF_MEETINGS.items()}
    | {
        Kind.FREE_DRY: free.dry_card,
        Kind.SHARED: sharing.say_shared,
        Kind.RETENTION_30: retention.say_notice,
        Kind.RETENTION_7: retention.say_notice,
        Kind.PROMISE: ending.say_promise,
        Kind.END_FORM: forms.say_end_form,
        Kind.FORM_NUDGE: nudging.say_form,
        Kind.AFTER_SURVEY: ending.say_after_survey,
        Kind.NOTE_ASK: thanking.say_ask_note,
        Kind.NOTE: thanking.say_note,
        Kind.NOTE_BACK: thanking.say_back,
        Kind.DONE: ending.say_done,
        Kind.LAST_ONE: ending.say_last_one,
        Kind.FOLLOW_UP: forms.say_follow_up,
        Kind.HOURS: hours.say_hours,
        Kind.HOURS_OK: hours.say_copy,
        Kind.WELCOME: lambda work, prompt, now: welcome_card(work, prompt.subject, now),
        Kind.GREETING: lambda work, prompt, now: welcome_card(work, prompt.subject, now),
        Kind.SORRY: lambda work, _prompt, _now: Sorry(contact=work.site.contact),
        Kind.WELCOME_NUDGE: comings.nudge,
        Kind.WAITING_NEWS: comings.still_looking,
        Kind.BEFORE: comings.before,
        Kind.BREAK_OVER: breaks.break_over,
        Kind.WORRY: untaken.say_note,
        Kind.WORRY_DEPUTY: untaken.say_unseen,
        Kind.WORRY_LEAD: untaken.say_unseen,
        Kind.WORRY_WAITING: untaken.say_waiting,
        Kind.WORRY_SEEN: untaken.say_seen,
        Kind.NO_DUTY: rota.say_no_duty,
        Kind.MOVED_NOTE: attending.say_moved,
        Kind.MISSED_NOTE: attending.say_missed,
        Kind.MATCH_ASK: match_cards.say_question,
        Kind.MATCHED: match_cards.say_question,
        Kind.MATCH_NUDGE: match_cards.say_again,
        Kind.MATCH_OFF: match_cards.say_off,
        Kind.LINKED: match_cards.say_linked,
        Kind.LINK_ENDED: match_cards.say_ended,
        Kind.STEPPED_OUT: match_cards.say_stepped_out,
        Kind.LINK_HELD: match_cards.say_rests,
        Kind.LINK_GOES_ON: match_cards.say_goes_on,
        Kind.LINK_ENDED_SOON: match_cards.say_ended,
        Kind.REG_30: registration.say_lapses,
        Kind.REG_7: registration.say_lapses,
        Kind.YES_NEEDED: unsure.say_needed,
        Kind.COHORT_ENDED: closing.say_ended,
        Kind.PLAN_READY: plans.say_ready,
        Kind.CALENDAR_NOTE: booking_news.say_note,
        Kind.SEND_FAILED: sends_news.say_failed,
        Kind.BACK: sends_news.say_back,
    }
)
