"""The question that certain words bring up: counted by day and button, without a person and without words."""

from __future__ import annotations

from datetime import datetime

from bot.cards import Card
from bot.domain.duty import Source, WorryKind
from bot.domain.errors import NotOnTheList
from bot.domain.people import GIVERS, TAUGHT
from bot.domain.times import wall
from bot.usecases import reflection
from bot.usecases.duty import ask_for_call, sent_card
from bot.usecases.ports import Work

SHOWN = "shown"


def count(work: Work, pressed: str, now: datetime) -> bool:
    """Counts it; whether whoever is there can ask for a call."""
    work.duty.count(pressed, day=wall(now).date())
    try:
        return work.actor.is_a(GIVERS | TAUGHT)
    except NotOnTheList:
        return False


def call(work: Work, _request: None, now: datetime) -> Card:
    """A call, asked for on the question."""
    work.duty.count("call", day=wall(now).date())
    worry = ask_for_call(work, kind=WorryKind.SAFETY, source=Source.WORDS, soon=False, apart=False, now=now)
    return sent_card(work, worry, now)


def keep_and_go_on(work: Work, request: reflection.Write, now: datetime) -> Card:
    """Keeps what was written in a dialog, if anything was, while its writer talks to somebody; shows it again."""
    typed = any(text.strip() for name, text in request.words.items() if name.startswith(reflection.MARK))
    return reflection.keep_draft(work, request, now) if typed else reflection.open_dialog(work, request, now)
