"""What people set about themselves: each thing is theirs to skip, and to change at any time."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Literal

from bot.cards import Card
from bot.domain.errors import BadInput, NotYours
from bot.domain.joining import Limits, changed, checked, writing_hours
from bot.domain.people import GIVERS, TAUGHT, Role
from bot.usecases.matching import recheck
from bot.usecases.ports import Work
from bot.usecases.profile_cards import Name, all_set, card_of, my_choices, standing_of

TAKING_PART = (Role.STUDENT, Role.BUDDY, Role.CARER)
MEMBERS = frozenset(TAKING_PART)
Then = Literal["student", "buddy", "carer", "me"]
ORDER: Mapping[Role, tuple[Name, ...]] = {
    Role.STUDENT: ("needs", "quiet", "placement", "hope"),
    Role.BUDDY: ("steps", "line", "needs", "quiet", "limits"),
    Role.CARER: ("steps", "line", "needs", "quiet", "limits"),
}
WHO: Mapping[Name, frozenset[Role]] = {
    "needs": MEMBERS,
    "quiet": MEMBERS,
    "placement": TAUGHT,
    "hope": TAUGHT,
    "steps": GIVERS,
    "line": GIVERS,
    "limits": GIVERS,
}
HOURS = re.compile(r"\d{1,3}([.,]\d{1,2})?")
LONGEST = {"needs": 500, "hope": 200, "line": 200, "placement": 200}


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One thing to set, and what follows it: the next one of joining in a role, or the list of choices."""

    name: Name
    then: Then


@dataclass(frozen=True, slots=True, kw_only=True)
class Following:
    """What follows a card."""

    then: Then


@dataclass(frozen=True, slots=True, kw_only=True)
class Needs(Following):
    """What would make it easier, in the person's own words."""

    needs: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours(Following):
    """When somebody may be written to, as clocks send it: '09:00'."""

    first: str
    last: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement(Following):
    """A team, and the days on which it begins and ends ('2026-12-01')."""

    team: str
    first: str
    last: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Hope(Following):
    """A student's hope."""

    hope: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line(Following):
    """A Buddy's own line."""

    line: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SetLimits(Following):
    """How much is right, as it was typed; no hours are no limit."""

    students: int
    meetings_week: int
    hours_week: str
    rest_days: int
    rest_days_after: int
    slowly: str


def first_step(work: Work, role: Role, now: datetime) -> Card:
    """The first thing to set after a yes in this role."""
    return card_of(work, ORDER[role][0], role.value, now)


def setting(work: Work, request: Setting, now: datetime) -> Card:
    """The card for one thing, filled in as it stands."""
    _only(work, request.name)
    return card_of(work, request.name, request.then, now)


def limits(work: Work, request: Following, now: datetime) -> Card:
    """The card for a Buddy's limits."""
    return setting(work, Setting(name="limits", then=request.then), now)


def skip(work: Work, request: Setting, now: datetime) -> Card:
    """Leaves one thing as it is, and goes on."""
    _only(work, request.name)
    return _next(work, request.then, request.name, now)


def save_needs(work: Work, request: Needs, now: datetime) -> Card:
    """Keeps what would make it easier."""
    return _keep(work, "needs", request, now, needs=_short(request.needs, "needs"))


def save_quiet(work: Work, request: Hours, now: datetime) -> Card:
    """Keeps when the person may be written to: from the next message on."""
    first, last = writing_hours(_clock(request.first), _clock(request.last))
    return _keep(work, "quiet", request, now, quiet_to=first, quiet_from=last)


def save_placement(work: Work, request: Placement, now: datetime) -> Card:
    """Keeps where a student is on placement."""
    team, first, last = _short(request.team, "placement"), _day(request.first), _day(request.last)
    if not team:
        raise BadInput("Please write the name of the team, or press 'No'.")
    if first and last and last < first:
        raise BadInput("The last day is before the first. Please look at the two days again.")
    saved = _keep(work, "placement", request, now, placement=team, placement_from=first, placement_to=last)
    recheck(work, work.actor.id, now)
    return saved


def no_placement(work: Work, request: Following, now: datetime) -> Card:
    """The student is on no such placement."""
    return _keep(work, "placement", request, now, placement="", placement_from=None, placement_to=None)


def save_hope(work: Work, request: Hope, now: datetime) -> Card:
    """Keeps a student's hope."""
    return _keep(work, "hope", request, now, hope=_short(request.hope, "hope"))


def save_line(work: Work, request: Line, now: datetime) -> Card:
    """Keeps a Buddy's own line."""
    return _keep(work, "line", request, now, line=_short(request.line, "line"))


def save_limits(work: Work, request: SetLimits, now: datetime) -> Card:
    """Keeps how much is right: lower at once, higher as the Buddy's own rule says."""
    _only(work, "limits")
    wanted = Limits(
        students=request.students,
        meetings_week=request.meetings_week,
        minutes_week=_minutes(request.hours_week),
        rest_days=request.rest_days,
        rest_days_after=request.rest_days_after,
        slowly=request.slowly == "true",
    )
    before = work.joining.limits_of(work.actor.id, now=now)
    work.joining.set_limits(work.actor.id, changed(before, checked(wanted), now))
    work.audit("limits set", work.actor.id, now=now)
    return _next(work, request.then, "limits", now, saved=True)


def fewer(work: Work, _request: None, now: datetime) -> Card:
    """Fewer messages, or all of them again."""
    now_fewer = not standing_of(work).fewer
    work.people.change(work.actor.id, fewer=now_fewer)
    work.audit("fewer messages" if now_fewer else "all messages", work.actor.id, now=now)
    return my_choices(work, None, now, saved=True)


def _only(work: Work, name: Name) -> None:
    if not work.actor.is_a(WHO[name]):
        raise NotYours


def _keep(work: Work, name: Name, request: Following, now: datetime, **values: Any) -> Card:  # noqa: ANN401 - a column's own type
    _only(work, name)
    work.people.change(work.actor.id, **values)
    work.audit(f"{name} set", work.actor.id, now=now)
    return _next(work, request.then, name, now, saved=True)


def _next(work: Work, then: Then, name: Name, now: datetime, *, saved: bool = False) -> Card:
    if then == "me":
        return my_choices(work, None, now, saved=saved)
    role = Role(then)
    if role not in work.actor.roles or name not in ORDER[role]:
        raise NotYours
    rest = ORDER[role][ORDER[role].index(name) + 1 :]
    return card_of(work, rest[0], then, now) if rest else all_set(work, role, now)


def _short(words: str, name: str) -> str:
    plain = " ".join(words.split())
    if len(plain) > LONGEST[name]:
        raise BadInput(f"That is a little long. Please use at most {LONGEST[name]} letters. Nothing is lost.")
    return plain


def _clock(typed: str) -> time:
    try:
        return time.fromisoformat(typed).replace(second=0, microsecond=0, tzinfo=None)
    except ValueError:
        raise BadInput("I can't read one of the times. Please choose it again, such as 09:00.") from None


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed) if typed else None
    except ValueError:
        raise BadInput("I can't read one of the days. Please choose it again.") from None


def _minutes(typed: str) -> int | None:
    if not typed:
        return None
    if not HOURS.fullmatch(typed):
        raise BadInput("Please give the hours as a number, or leave it empty for no limit.")
    return round(float(typed.replace(",", ".")) * 60)
