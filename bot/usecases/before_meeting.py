"""What can be looked at before a meeting, and asked before it moves: nothing here changes anything by itself."""

from __future__ import annotations

from datetime import datetime

from bot.cards import Card
from bot.cards.meetings import AskMove, Line, OurAgreement
from bot.domain.meetings import MeetingState, Side
from bot.domain.times import say
from bot.usecases.meetings import move
from bot.usecases.ports import Work
from bot.usecases.showing import card_now, side, theme
from bot.usecases.times import Ref, mine


def agreement(work: Work, ref: Ref, now: datetime) -> Card:
    """The lines that both go through at the start, to be read in peace before."""
    meeting, stale = mine(work, ref)
    lines = theme(work, meeting).agreement
    if not lines:
        return card_now(work, meeting, now, changed=stale)
    return OurAgreement(
        meeting=meeting.id,
        version=meeting.version,
        lines=tuple(Line(say=one) for one in lines),
        student=side(work, meeting) is Side.STUDENT,
        buddy=side(work, meeting) is Side.BUDDY,
    )


def ask_move(work: Work, ref: Ref, now: datetime) -> Card:
    """Asks a student once more, since the other side is told at once; when it has begun there is no time for that."""
    meeting, stale = mine(work, ref, Side.STUDENT)
    if stale or meeting.state is not MeetingState.CONFIRMED or not meeting.start or meeting.start <= now:
        return move(work, ref, now)
    return AskMove(
        meeting=meeting.id,
        version=meeting.version,
        number=meeting.number,
        when=say(meeting.start),
        buddy=meeting.names(Side.BUDDY),
    )
