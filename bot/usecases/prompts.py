"""What each due message says, asked at the moment of sending, for the eyes of the person who gets it.

A prompt that returns None is not due any more: it is withdrawn and never sent.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType

from bot.cards import Card
from bot.domain.due import HELD, Kind
from bot.domain.errors import NotOnTheList, NotYours
from bot.domain.meetings import Meeting, MeetingState, Side
from bot.domain.people import Standing
from bot.domain.quiet import Held
from bot.domain.quiet import not_before as may_write
from bot.domain.times import day_start
from bot.usecases import (
    attending,
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
    offering,
    registration,
    reminding,
    retention,
    rota,
    sharing,
    thanking,
    untaken,
)
from bot.usecases.day import is_about
from bot.usecases.people import welcome_card
from bot.usecases.ports import Work
from bot.usecases.reflection import DONE, saved_card
from bot.usecases.saying import HeldBack, Prompt, Ready, Says, SaysOfMeeting, about_meeting
from bot.usecases.showing import HELD as HELD_STATES
from bot.usecases.showing import after_card, confirm_card, free_card, pick_card, side

OVER = HELD_STATES | {MeetingState.CONFIRMED, MeetingState.MISSED}
LATELY = timedelta(hours=20)  # nobody is nudged who was asked only then
LATER = timedelta(hours=12)  # who takes a break, or whose link rests, is asked about again then


def prepare(work: Work, prompt: Prompt, now: datetime) -> Ready:
    """The card that is due, if it still is, and where and from when its reader can be written to."""
    try:
        card = SAYS[prompt.kind](work, prompt, now)
        chat = work.people.chat_of(work.actor.id)
    except (NotYours, NotOnTheList):  # the reader has no part in it any more
        return Ready(card=None, chat=None)
    except HeldBack:
        return Ready(card=None, chat=None, not_before=now + LATER)
    if card is None:
        return Ready(card=None, chat=chat)
    at = not_before(work, prompt.kind, prompt.until, now)
    return Ready(card=card, chat=chat, not_before=at if at > now else None)


def not_before(work: Work, kind: Kind, until: datetime, now: datetime) -> datetime:
    """From when on the reader may get a message of this kind; what would come too late is sent at once if it must."""
    held = HELD.get(kind, Held.UNASKED)
    at = may_write(work.actor.standing or Standing(), held, now, closed=work.site.closed)
    if at is None:
        return now + LATER
    if held is Held.NUDGE and work.due.nudged(work.actor.id, since=day_start(now)):
        return max(at, day_start(now, days=1))
    return now if held is Held.CHANGE and at >= until else at


def _free(work: Work, meeting: Meeting, prompt: Prompt, now: datetime) -> Card | None:
    asked = meeting.state is MeetingState.PLANNED and is_about(meeting, prompt)
    return free_card(work, meeting, now) if asked else None


def _pick(work: Work, meeting: Meeting, prompt: Prompt, now: datetime) -> Card | None:
    asked = meeting.state is MeetingState.OFFERED and is_about(meeting, prompt)
    return pick_card(work, meeting, now) if asked else None


def _confirm(work: Work, meeting: Meeting, prompt: Prompt, now: datetime) -> Card | None:
    if meeting.state is not MeetingState.HALF_CONFIRMED or not is_about(meeting, prompt):
        return None
    return confirm_card(work, meeting, now) or free_card(work, meeting, now, changed=True)


def _after(work: Work, meeting: Meeting, prompt: Prompt, now: datetime) -> Card | None:
    over = meeting.state in OVER and not (meeting.state is MeetingState.MISSED and side(work, meeting) is Side.STUDENT)
    if not over or not is_about(meeting, prompt) or work.actor.id in work.answers.took_place(meeting):
        return None
    nudge = prompt.kind is Kind.AFTER_NUDGE
    if nudge:
        asked = work.due.said(prompt.key.replace(Kind.AFTER_NUDGE, Kind.AFTER, 1))
        if asked is None or now - asked < LATELY:
            raise HeldBack  # the question itself has waited for the reader's own hours
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
        Kind.LINK_ENDED_SOON: match_cards.say_ended,
        Kind.REG_30: registration.say_lapses,
        Kind.REG_7: registration.say_lapses,
        Kind.COHORT_ENDED: closing.say_ended,
    }
)
