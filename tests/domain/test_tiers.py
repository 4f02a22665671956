from __future__ import annotations

import pytest

from bot.domain.capabilities import Capability
from bot.domain.tiers import TIERS, Outcome, Tier, Tried, is_missing, steps_of

TENANT_WIDE = (
    *("Calendars.ReadWrite tenant", "Chat.Read.All", "CallRecords", "Presence", "Mail.Send", "User.Invite.All"),
    *("-Global", "User.Read.All", "Group.Read.All", "Directory.", "Calendars.ReadBasic.All"),
)


def test_every_capability_has_its_tier_and_says_how_to_grant_it() -> None:
    assert [one.capability for one in TIERS if one.capability] == list(Capability)
    assert len({one.key for one in TIERS}) == len(TIERS)
    assert all(one.steps and one.adds and one.tried for one in TIERS)


@pytest.mark.parametrize("tier", TIERS, ids=lambda tier: tier.key)
def test_no_step_asks_for_more_than_is_needed(tier: Tier) -> None:
    words = " ".join((*steps_of(tier, app_id="A", mailbox="m@x.example"), *tier.grants))
    assert not [one for one in TENANT_WIDE if one in words]
    if "Calendars.ReadWrite" in words:
        assert "New-ManagementScope" in words
        assert "PrimarySmtpAddress -eq 'm@x.example'" in words
    if "OnlineMeeting" in words and tier.key == "attendance":
        assert 'Grant-CsApplicationAccessPolicy -PolicyName "Buddy" -Identity "m@x.example"' in words
    assert "{" not in words


def test_what_is_not_set_yet_is_named() -> None:
    words = " ".join(steps_of(TIERS[0], app_id="", mailbox=""))
    assert "<application id>" in words
    assert "<service mailbox>" in words


@pytest.mark.parametrize(
    ("outcome", "on", "missing"),
    [(Outcome.NO, True, True), (Outcome.NO, False, False), (Outcome.YES, True, False), (Outcome.UNKNOWN, True, False)],
)
def test_missing_is_what_is_switched_on_and_not_granted(outcome: Outcome, *, on: bool, missing: bool) -> None:
    switched = frozenset({Capability.CALENDAR}) if on else frozenset()
    tried = Tried(key="calendar", outcome=outcome)
    assert is_missing(TIERS[0], tried, switched) == missing
    assert not is_missing(TIERS[0], None, switched)
