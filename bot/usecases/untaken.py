"""Notes that nobody has taken yet: who is told of them, when, and in which words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from bot.cards import Card
from bot.cards.duty import Note, Unseen, WorrySeen, WorryWaiting
from bot.domain import duty as rules
from bot.domain.due import Due
from bot.domain.duty import TOLD_FOR, Source, WorryId, WorryKind
from bot.domain.times import say, wall
from bot.usecases.duty import LOOK_AHEAD, deputy_of, who
from bot.usecases.ports import Work
from bot.usecases.saying import Prompt

ABOUT = {
    WorryKind.SAFETY: "someone's safety",
    WorryKind.WELLBEING: "their own wellbeing",
    WorryKind.TREATED: "how they were treated",
    WorryKind.ELSE: "something else",
    WorryKind.AGE: "not being 18 yet",
}


def planned(work: Work, since: datetime, until: datetime) -> Iterable[Due]:
    """Who hears of the notes that nobody has taken."""
    waiting = work.duty.waiting(since=since - TOLD_FOR)
    if not waiting:
        return []
    rota = work.duty.rota(wall(since - TOLD_FOR).date(), wall(min(until, since + 3 * LOOK_AHEAD)).date())
    staff, hours = work.duty.staff(), work.site.hours
    return [due for worry in waiting for due in rules.plan(worry, rota, staff, hours)]


def say_note(work: Work, prompt: Prompt, now: datetime) -> Card | None:
    """A note for whoever is on duty, while nobody has it and it is still theirs."""
    worry = work.duty.get(WorryId(prompt.subject))
    day = wall(work.site.hours.after(worry.sent_at)).date()
    plan = rules.plan(worry, work.duty.rota(day, day), work.duty.staff(), work.site.hours)
    if prompt.key not in {due.key for due in plan}:
        return None  # taken meanwhile, or another person is on duty, who has a message of their own
    deputy = deputy_of(work, worry, now)
    return Note(
        worry=worry.id,
        who=who(worry.person),
        kind=ABOUT[worry.kind],
        ago=f"on {say(worry.sent_at)}",
        email=worry.person.email or "",
        deputy=deputy.shown_as if deputy else "",
        asked=worry.asked,
        respect=worry.source is Source.RESPECT,
        young=worry.kind is WorryKind.AGE,
        soon=worry.soon and worry.asked,
        apart=worry.apart,
    )


def say_unseen(work: Work, prompt: Prompt, _now: datetime) -> Card | None:
    """The same for those who are told when nobody has taken it."""
    worry = work.duty.get(WorryId(prompt.subject))
    if not worry.waits:
        return None
    return Unseen(
        worry=worry.id,
        who=who(worry.person),
        kind=ABOUT[worry.kind],
        ago=f"on {say(worry.sent_at)}",
        email=worry.person.email or "",
        asked=worry.asked,
        respect=worry.source is Source.RESPECT,
        young=worry.kind is WorryKind.AGE,
    )


def say_waiting(work: Work, prompt: Prompt, _now: datetime) -> Card | None:
    """Tells the sender once that nobody has it yet."""
    return WorryWaiting() if work.duty.get(WorryId(prompt.subject)).waits else None


def say_seen(work: Work, prompt: Prompt, _now: datetime) -> Card | None:
    """Tells the sender who will call."""
    worry = work.duty.get(WorryId(prompt.subject))
    return WorrySeen(name=worry.seen_as) if worry.seen_at and not worry.closed_at else None
