"""Every deed that a coordinator is asked about first, or can take back: its name, what it reads and what it does."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from bot.cards import Card
from bot.cards.staff import LeftAsItIs
from bot.domain.errors import BadInput, HasChanged
from bot.usecases import (
    adding,
    changing,
    closing,
    cohort_places,
    cohorts,
    conflicts,
    correcting,
    erasing,
    exporting,
    free_for,
    hours,
    marking,
    merging,
    moving_meetings,
    nudging,
    pairing,
    plan_asking,
    planning_meetings,
    registration,
    roster,
    rota,
    sends_hold,
    series_plan,
    unsure,
    worries,
)
from bot.usecases.ports import Work
from bot.usecases.proposing import Result, done, request_from

ANSWERED = "You have answered this before. Type 'today' to see how things are now."
CHANGED_SINCE = "This has been changed again since, so I leave it as it is now."
NOTHING_LEFT = "There is nothing that I can take back now. Most changes can be taken back for ten minutes."


@dataclass(frozen=True, slots=True, kw_only=True)
class Does:
    """One deed: `run` does it, `request` is the kind of its request.

    `of`: what it puts back as a whole, by fields of the request. When somebody has changed that since, it stays.
    """

    run: Callable[[Work, Any, datetime], Result]
    request: type[Any]
    of: tuple[str, ...] = ()


DEEDS: Mapping[str, Does] = MappingProxyType(
    {
        "hours_approve": Does(run=hours.do_approve, request=hours.Settled),
        "hours_reopen": Does(run=hours.do_reopen, request=hours.Settled),
        "export": Does(run=exporting.do_export, request=exporting.Wanted),
        "remind": Does(run=nudging.do_remind, request=nudging.Reminded),
        "hours_set": Does(run=correcting.do_set_hours, request=correcting.Figures),
        "free_take_back": Does(run=free_for.take_back, request=free_for.TakeBack),
        "free_put_back": Does(run=free_for.put_back, request=free_for.PutBack),
        "meet_plan": Does(run=series_plan.start, request=series_plan.Start),
        "meet_set": Does(run=planning_meetings.set_to, request=planning_meetings.At),
        "meet_move": Does(run=moving_meetings.move_to, request=planning_meetings.At),
        "meet_cancel": Does(run=moving_meetings.call_off, request=moving_meetings.Off),
        "meet_keep": Does(run=unsure.note, request=unsure.Kept),
        "meet_restore": Does(run=planning_meetings.restore, request=planning_meetings.Restore),
        "attend_back": Does(run=marking.restore, request=marking.Before),
        "duty_back": Does(run=rota.duty_back, request=rota.Before, of=("deputy", "days")),
        "worry_close": Does(run=worries.close, request=worries.Close),
        "worry_reopen": Does(run=worries.reopen, request=worries.Reopen),
        "take_out": Does(run=roster.take_out, request=roster.TakeOut),
        "person_add": Does(run=adding.do_add, request=adding.Addition),
        "role_take": Does(run=adding.take_role, request=adding.GaveRole),
        "person_set": Does(run=changing.do_set, request=changing.SetTo, of=("person", "column")),
        "data_erase": Does(run=erasing.do_erase, request=erasing.Erased),
        "person_merge": Does(run=merging.do_merge, request=merging.Merged),
        "person_rest": Does(run=changing.do_rest, request=changing.Break),
        "person_back": Does(run=changing.do_back, request=changing.Break),
        "person_leave": Does(run=changing.do_leave, request=changing.Break),
        "reg_set": Does(run=registration.note, request=registration.Noted, of=("person", "step")),
        "reg_set_all": Does(run=registration.put_back, request=registration.AsBefore, of=("person",)),
        "conflict_add": Does(run=conflicts.put_back, request=conflicts.Two),
        "conflict_remove": Does(run=conflicts.take_away, request=conflicts.Two),
        "cohort_new": Does(run=cohorts.make, request=cohorts.New),
        "cohort_remove": Does(run=cohorts.remove, request=cohorts.Turned),
        "cohort_places": Does(run=cohort_places.set_places, request=cohort_places.SetPlaces, of=("cohort",)),
        "cohort_breaks": Does(run=cohorts.turn_breaks, request=cohorts.Breaks, of=("cohort",)),
        "cohort_turn": Does(run=cohorts.turn, request=cohorts.Turned, of=("cohort",)),
        "cohort_close": Does(run=closing.do_close, request=closing.Closing),
        "link_until": Does(run=closing.do_extend, request=closing.Until, of=("link",)),
        "match_make": Does(run=pairing.make, request=pairing.Making),
        "match_undo": Does(run=pairing.unmake, request=pairing.OneLink),
        "match_all": Does(run=plan_asking.do_ask, request=plan_asking.Asking),
        "match_all_undo": Does(run=plan_asking.undo, request=plan_asking.Links),
        "match_end": Does(run=pairing.finish, request=pairing.Ending),
        "sends_hold": Does(run=sends_hold.do_hold, request=sends_hold.Of),
        "sends_resume": Does(run=sends_hold.do_resume, request=sends_hold.Of),
        "match_resume": Does(run=pairing.go_on, request=pairing.OneLink),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Yes:
    """A press on 'Yes': the proposal, and what was typed if it had to be."""

    proposal: int
    typed: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class No:
    """A press on 'No'."""

    proposal: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Undo:
    """A press on 'Undo'."""

    undo: int


def yes(work: Work, request: Yes, now: datetime) -> Card:
    """Does what was asked about, as things stand now."""
    body = work.proposals.take(request.proposal)
    if body is None:
        raise HasChanged(ANSWERED)
    kept = json.loads(body)
    if kept["typed"].casefold() != request.typed.strip().casefold():
        raise BadInput(f"Please type {kept['typed']} to go on, or press No.")
    return done(work, _do(work, kept, now), now)


def no(work: Work, request: No, now: datetime) -> Card:
    """Leaves everything as it is."""
    if work.proposals.take(request.proposal) is None:
        raise HasChanged(ANSWERED)
    work.audit("left as it is", request.proposal, now=now)
    return LeftAsItIs()


def undo(work: Work, request: Undo, now: datetime) -> Card:
    """Takes back one thing."""
    return _undo(work, request.undo, now)


def undo_last(work: Work, _request: None, now: datetime) -> Card:
    """Takes back the last thing that still can be."""
    return _undo(work, None, now)


def _undo(work: Work, number: int | None, now: datetime) -> Card:
    found = work.proposals.take_back(number, now=now)
    if found is None:
        raise BadInput(NOTHING_LEFT)
    kept, since = json.loads(found[0]), map(json.loads, found[1])
    if any(_is_of_the_same(kept, one) for one in since):
        raise BadInput(CHANGED_SINCE)
    result = _do(work, kept, now)
    work.audit("taken back", number, now=now)
    return done(work, Result(what=result.what, notes=result.notes), now)


def _is_of_the_same(kept: Mapping[str, Any], later: Mapping[str, Any]) -> bool:
    """Whether both put back the same thing; of several days one is enough."""
    deed, other = DEEDS[kept["deed"]], DEEDS[later["deed"]]
    pairs = [(kept["request"][name], later["request"][name]) for name in deed.of if name in other.of]
    same = (bool({*one} & {*two}) if isinstance(one, list) else one == two for one, two in pairs)
    return deed.run.__module__ == other.run.__module__ and bool(pairs) and all(same)


def _do(work: Work, kept: Mapping[str, Any], now: datetime) -> Result:
    deed = DEEDS[kept["deed"]]
    return deed.run(work, request_from(deed.request, kept["request"]), now)
