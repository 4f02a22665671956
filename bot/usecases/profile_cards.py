"""What each card of a person's own settings shows: how the thing stands now."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from types import MappingProxyType
from typing import Any, Literal

from bot.cards import Card
from bot.cards.joining import AllSet, GettingReady
from bot.cards.profile import AskHope, AskLimits, AskLine, AskNeeds, AskPlacement, AskQuiet, Fact, MyChoices
from bot.domain.cohorts import EnrolmentState
from bot.domain.joining import ChoiceSaid, Step, ready, to_do
from bot.domain.people import GIVERS, TAUGHT, Role, Standing
from bot.domain.times import say_clock, say_day, wall
from bot.usecases.ports import Work

Name = Literal["needs", "quiet", "placement", "hope", "steps", "line", "limits"]


def my_choices(work: Work, _request: None, _now: datetime, *, saved: bool = False) -> Card:
    """All that can be changed, and how it stands."""
    me, standing = work.actor, standing_of(work)
    return MyChoices(
        facts=tuple(_facts(work, _kept(work))),
        saved=saved,
        fewer=standing.fewer,
        usual=not standing.fewer,
        student=me.is_a(TAUGHT),
        giver=me.is_a(GIVERS),
    )


def all_set(work: Work, role: Role, now: datetime, *, changed: bool = False) -> Card:
    """How somebody who said yes in this role stands."""
    choice = work.joining.choice_of(work.actor.id, role)
    said_yes = choice is not None and choice.said is ChoiceSaid.YES
    giver, today = role in GIVERS, wall(now).date()
    to_do = giver and not ready(work.joining.steps_of(work.actor.id), today)
    waits = any(one.state is EnrolmentState.WAITING for one in work.cohorts.enrolments(work.actor.id))
    return AllSet(
        day=say_day(wall(choice.at).date()) if choice and said_yes else "",
        waiting=waits and role is Role.STUDENT,
        giver=giver,
        to_do=to_do,
        changed=changed,
    )


def has_left(work: Work) -> bool:
    """Whether the actor has left the scheme."""
    return standing_of(work).left_at is not None


def standing_of(work: Work) -> Standing:
    """How the actor takes part now."""
    return work.actor.standing or Standing()


def _facts(work: Work, kept: Mapping[str, Any]) -> list[Fact]:
    hours = f"{_say_minutes(kept['quiet_to'])} to {_say_minutes(kept['quiet_from'])}, Monday to Friday"
    found = [("What makes it easier", kept["needs"] or "Nothing for now"), ("I write", hours)]
    found += [("How much I write", "Fewer messages" if kept["fewer"] else "All messages")]
    if work.actor.is_a(TAUGHT):
        found += [("Placement", kept["placement"] or "None"), ("Hope", kept["hope"] or "Not written yet")]
    if work.actor.is_a(GIVERS):
        found += [("Your line", kept["line"] or "Not written yet")]
    return [Fact(title=title, value=value) for title, value in found]


def card_of(work: Work, name: Name, then: str, now: datetime) -> Card:
    """The card that asks for this thing."""
    return CARDS[name](work, then, now)


def _needs(work: Work, then: str, _now: datetime) -> Card:
    return AskNeeds(needs=_kept(work)["needs"], then=then)


def _quiet(work: Work, then: str, _now: datetime) -> Card:
    standing = standing_of(work)
    first, last = _say_minutes(standing.quiet_to), _say_minutes(standing.quiet_from)
    return AskQuiet(first=first, last=last, then=then)


def _placement(work: Work, then: str, _now: datetime) -> Card:
    kept = _kept(work)
    first, last = _iso(kept["placement_from"]), _iso(kept["placement_to"])
    return AskPlacement(team=kept["placement"], first=first, last=last, then=then)


def _hope(work: Work, then: str, _now: datetime) -> Card:
    return AskHope(hope=_kept(work)["hope"], then=then)


def _line(work: Work, then: str, _now: datetime) -> Card:
    return AskLine(line=work.actor.line or "", then=then)


def _kept(work: Work) -> Mapping[str, Any]:
    return work.people.profile(work.actor.id)


def _steps(work: Work, then: str, now: datetime) -> Card:
    steps, today = work.joining.steps_of(work.actor.id), wall(now).date()
    left, words = to_do(steps, today), work.site.library.steps
    done = [words[step] for step in Step if step not in left]
    todo = [words[step] for step in left]
    return GettingReady(done=", ".join(done), todo=", ".join(todo), ready=not left, then=then)


def _limits(work: Work, then: str, now: datetime) -> Card:
    mine = work.joining.limits_of(work.actor.id, now=now)
    return AskLimits(
        students=mine.students,
        meetings_week=mine.meetings_week,
        hours_week=f"{mine.minutes_week / 60:g}" if mine.minutes_week else "",
        rest_days=mine.rest_days or 0,
        rest_days_after=mine.rest_days_after or 0,
        slowly="true" if mine.slowly else "false",
        raised=say_day(wall(mine.raised_at).date()) if mine.raised_at else "",
        then=then,
    )


def _say_minutes(minutes: int) -> str:
    return say_clock(time(*divmod(minutes, 60)))


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


CARDS: Mapping[Name, Callable[[Work, str, datetime], Card]] = MappingProxyType(
    {
        "needs": _needs,
        "quiet": _quiet,
        "placement": _placement,
        "hope": _hope,
        "steps": _steps,
        "line": _line,
        "limits": _limits,
    }
)
