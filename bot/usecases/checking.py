"""What Microsoft lets the assistant do: tried for a coordinator, with the way to allow each."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.cards import Card
from bot.cards.staff import Listing, Row
from bot.domain.tiers import TIERS, Outcome, Tier, Tried, is_missing, steps_of
from bot.domain.times import say
from bot.usecases.ports import Work
from bot.usecases.ports.beyond import AskBeyond, Checked

HEARD_FOR = timedelta(days=30)
WORDS = {Outcome.YES: "yes", Outcome.NO: "no", Outcome.UNKNOWN: "not known"}


def check(_work: Work, _request: None, _now: datetime) -> AskBeyond:
    """Tries each thing before the answer is made."""
    return AskBeyond(ask=lambda beyond: beyond.check(), then=show)


def show(work: Work, checked: Checked, now: datetime) -> Card:
    """One row for each thing that can be granted."""
    tried = {one.key: one for one in (*checked.tried, _agreed(work, now), _heard(work, now))}
    work.audit("settings checked", now=now)
    return Listing(
        title="What Microsoft lets me do",
        rows=tuple(_row(one, tried.get(one.key), checked) for one in TIERS),
        hint="I need none of it: links, calendar files and lists do the same. Your IT team can type the steps.",
    )


def lines(checked: Checked) -> list[str]:
    """The same for an administrator at the command line, as far as it can be tried from there."""
    tried = {one.key: one for one in checked.tried}
    rows = [_row(one, tried.get(one.key), checked) for one in TIERS]
    return [f"{row.say}\n{row.more}".replace("\n\n", "\n") for row in rows]


def something_missing(checked: Checked) -> bool:
    """Whether something is switched on that Microsoft does not let us do."""
    tried = {one.key: one for one in checked.tried}
    return any(is_missing(one, tried.get(one.key), checked.switched_on) for one in TIERS)


def _agreed(work: Work, now: datetime) -> Tried:
    until, code = work.rooms.agreement()
    if until and until > now:
        return Tried(key="notifications", outcome=Outcome.YES, code=f"until {say(until)}")
    return Tried(key="notifications", outcome=Outcome.NO if code else Outcome.UNKNOWN, code=code)


def _heard(work: Work, now: datetime) -> Tried:
    heard = work.rooms.heard(since=now - HEARD_FOR, until=now)
    return Tried(key="meeting_events", outcome=Outcome.YES if heard else Outcome.UNKNOWN)


def _row(tier: Tier, tried: Tried | None, checked: Checked) -> Row:
    outcome = tried.outcome if tried else Outcome.UNKNOWN
    but = " But it is switched on here." if is_missing(tier, tried, checked.switched_on) else _off(tier, checked)
    code = f" ({tried.code})" if tried and tried.code else ""
    more = [f"{tier.tried}{code}", f"What it adds: {tier.adds}"]
    if outcome is not Outcome.YES:
        more += ["How to allow it:", *steps_of(tier, app_id=checked.app_id, mailbox=checked.mailbox)]
    return Row(say=f"{tier.title}: {WORDS[outcome]}.{but}", more="\n\n".join(more))


def _off(tier: Tier, checked: Checked) -> str:
    if tier.capability is None or tier.capability in checked.switched_on:
        return ""
    return f" It is switched off here: see BUDDY_GRAPH, {tier.capability}."
