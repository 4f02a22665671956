"""What Microsoft can let the assistant do, one grant at a time: what each adds, and the narrowest way to give it.

Nothing here is needed. No step asks for more than one mailbox, one meeting's chat, one team, or the app itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from bot.domain.capabilities import Capability


class Outcome(StrEnum):
    """What came of trying whether something is granted."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"  # Microsoft did not answer, or it can't be tried from here


@dataclass(frozen=True, slots=True, kw_only=True)
class Tier:
    """One thing that can be granted. `capability`: what switches it on in our settings, None if nothing has to.

    `tried`: how it is tried, always by reading alone. `grants`: the permissions behind it, none where a place consents.
    `steps`: what an administrator does, with {app_id}, {object_id} and {mailbox} to be filled in.
    """

    key: str
    title: str
    adds: str
    tried: str
    capability: Capability | None = None
    grants: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """What came of trying one of them. `code`: what Microsoft said, '' if nothing is wrong."""

    key: str
    outcome: Outcome
    code: str = ""


ONE_MAILBOX: Final = (
    'New-ServicePrincipal -AppId {app_id} -ObjectId {object_id} -DisplayName "Buddy"',
    'New-ManagementScope -Name "Buddy" -RecipientRestrictionFilter "PrimarySmtpAddress -eq \'{mailbox}\'"',
    'New-ManagementRoleAssignment -App {object_id} -Role "Application Calendars.ReadWrite" -CustomResourceScope Buddy',
    "Test-ServicePrincipalAuthorization -Identity {object_id} -Resource {mailbox}",
    "In Entra, leave all Calendars permissions off: with them every mailbox would be open to us.",
)
ONE_ACCOUNT: Final = (
    'New-CsApplicationAccessPolicy -Identity "Buddy" -AppIds "{app_id}"',
    'Grant-CsApplicationAccessPolicy -PolicyName "Buddy" -Identity "{mailbox}"',
    "Wait half an hour: Teams needs that long.",
)
TIERS: Final[tuple[Tier, ...]] = (
    Tier(
        key="calendar",
        title="Book meetings",
        adds="Each meeting gets a link of its own, and stands in people's calendars.",
        tried="I read the settings of the mailbox's calendar.",
        capability=Capability.CALENDAR,
        grants=("Calendars.ReadWrite",),
        steps=ONE_MAILBOX,
    ),
    Tier(
        key="free_busy",
        title="See when people are busy",
        adds="Times that clash with people's own calendars are not offered.",
        tried="I asked when the mailbox itself is busy.",
        capability=Capability.FREE_BUSY,
        grants=("Calendars.ReadWrite",),
        steps=ONE_MAILBOX,
    ),
    Tier(
        key="notifications",
        title="Hear of changes at once",
        adds="When somebody changes a meeting in a calendar, I ask both at once. Without it I look now and then.",
        tried="I looked whether Microsoft has agreed to tell us.",
        capability=Capability.NOTIFICATIONS,
        grants=("Calendars.ReadWrite",),
        steps=(*ONE_MAILBOX, "Let Microsoft reach /api/graph/notifications at our address."),
    ),
    Tier(
        key="meeting_events",
        title="See when a meeting ends",
        adds="People are asked how it went when it is over, not by the clock. The meeting's chat gets an agenda.",
        tried="I looked whether a meeting told us in the last 30 days.",
        steps=(
            "Make the app package with: python -m manifest.package --meetings",
            "Add the app to the meeting's chat. Whoever adds it agrees for that chat alone.",
        ),
    ),
    Tier(
        key="attendance",
        title="Read how long a meeting was",
        adds="You see how long two people were there. What they say themselves still counts first.",
        tried="I looked for a meeting that is not there.",
        capability=Capability.ATTENDANCE,
        grants=("OnlineMeetings.Read.All", "OnlineMeetingArtifact.Read.All"),
        steps=(
            "In Entra, consent to OnlineMeetings.Read.All and OnlineMeetingArtifact.Read.All for this app.",
            "They open nothing until Teams names an account:",
            *ONE_ACCOUNT,
        ),
    ),
    Tier(
        key="installation",
        title="Come to people by myself",
        adds="People need not add me. A setup policy in Teams does the same without any grant, and is better.",
        tried="I looked whether I am installed for the mailbox.",
        capability=Capability.INSTALLATION,
        grants=("TeamsAppInstallation.ReadWriteSelfForUser.All",),
        steps=(
            "Better: Teams admin centre, Setup policies, Installed apps: add Buddy, and give the policy to people.",
            "Or: in Entra, consent to TeamsAppInstallation.ReadWriteSelfForUser.All. It reaches no app but this one.",
        ),
    ),
    Tier(
        key="roster",
        title="Read who is in a team",
        adds="'person import team' reads people's names from one team. A CSV file does the same without any grant.",
        tried="It can't be tried from here: each team agrees for itself.",
        capability=Capability.ROSTER,
        grants=("TeamMember.Read.Group",),
        steps=(
            "Make the app package with: python -m manifest.package --roster",
            "Add the app to the team. Its owner agrees for that team alone.",
        ),
    ),
)


def steps_of(tier: Tier, *, app_id: str, mailbox: str) -> tuple[str, ...]:
    """What an administrator does, with our own id and mailbox; the object id is theirs to look up."""
    known = {"{app_id}": app_id or "<application id>", "{mailbox}": mailbox or "<service mailbox>"}
    known["{object_id}"] = "<object id of the enterprise application>"
    return tuple(_filled(step, known) for step in tier.steps)


def _filled(step: str, known: dict[str, str]) -> str:
    for name, value in known.items():
        step = step.replace(name, value)
    return step


def is_missing(tier: Tier, tried: Tried | None, switched_on: frozenset[Capability]) -> bool:
    """Whether something is switched on in our settings that Microsoft does not let us do."""
    return tier.capability in switched_on and tried is not None and tried.outcome is Outcome.NO
