"""No call needs more than its tier grants."""

from __future__ import annotations

import pytest

from bot.domain.capabilities import Capability
from bot.domain.tiers import TIERS, Tier
from bot.graph import calls
from bot.graph.calls import COVERS, Call
from tests.fakes.graph_beyond import BEYOND_CALLS
from tests.fakes.graph_calendar import CALENDAR_CALLS
from tests.graph.permissions import NEEDS

EVERY = [one for one in vars(calls).values() if isinstance(one, Call)]
OF_TIER: dict[Capability, set[str]] = {
    Capability.CALENDAR: {"calendar", "book", "look", "move", "cancel", "find"},
    Capability.FREE_BUSY: {"free_busy"},
    Capability.NOTIFICATIONS: {"subscribe", "renew"},
    Capability.ATTENDANCE: {"look_up_meeting", "reports", "report"},
    Capability.INSTALLATION: {"install", "installed"},
    Capability.ROSTER: {"team"},
}
# Recording is switched off where this is granted too; where it is not, the health page says so, and nothing else fails.
EXTRA = {"find_meeting", "set_meeting"}
SERVED = {(one.method, one.path): one.needs for one in (*CALENDAR_CALLS, *BEYOND_CALLS)}


def template(call: Call) -> tuple[str, str]:
    """Its method and its path, without what is asked behind the path."""
    return call.method, call.path.partition("{?")[0]


@pytest.mark.parametrize("call", EVERY, ids=lambda call: call.name)
def test_a_call_names_a_permission_that_lets_it_through(call: Call) -> None:
    assert call.needs in NEEDS[template(call)]
    assert call.needs in SERVED[template(call)]
    assert SERVED[template(call)] <= {*NEEDS[template(call)], "Calendars.Read", "OnlineMeetings.ReadWrite.All"}


def test_every_call_belongs_to_one_tier() -> None:
    named = [name for names in OF_TIER.values() for name in names]
    assert sorted([*named, *EXTRA]) == sorted(one.name for one in EVERY)


@pytest.mark.parametrize("tier", [one for one in TIERS if one.capability], ids=lambda tier: tier.key)
def test_no_call_of_a_tier_needs_more_than_it_grants(tier: Tier) -> None:
    grants = set(tier.grants)
    covered = grants | {str(less) for more, others in COVERS.items() if more in grants for less in others}
    mine = [one for one in EVERY if one.name in OF_TIER[tier.capability or Capability.CALENDAR]]
    assert mine
    for call in mine:
        assert covered & set(NEEDS[template(call)])
        assert not call.writes or call.needs in grants
