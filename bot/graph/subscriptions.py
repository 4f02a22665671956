"""That Graph tells us of changes in the service mailbox's calendar: agreed for some days, and renewed in time."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.domain.watching import Agreed
from bot.front.beyond import MayBeDone
from bot.front.turn import Json
from bot.graph import calls
from bot.graph.client import LASTING_IDS, Graph
from bot.graph.reading import Object, words

LONGEST_ID = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphSubscriptions:
    """The agreement about one mailbox; see the port `Agreements`. `secret` comes back with whatever Graph tells."""

    graph: Graph
    mailbox: str
    url: str
    secret: str

    @property
    def name(self) -> str:
        """Of this very agreement: with another mailbox, address or secret it has to be made anew."""
        return "events-" + hashlib.sha256(f"{self.mailbox}|{self.url}|{self.secret}".encode()).hexdigest()[:12]

    async def make(self, *, until: datetime) -> Agreed:
        """Graph calls the address before it agrees. Its ids are the lasting ones, as in every other call."""
        body: Json = {
            "changeType": "updated,deleted",
            "notificationUrl": self.url,
            "lifecycleNotificationUrl": self.url,
            "resource": f"users/{self.mailbox}/events",
            "expirationDateTime": _iso(until),
            "clientState": self.secret,
        }
        return _agreed(await self.graph.ask(calls.SUBSCRIBE, {}, body=body, prefer=(LASTING_IDS,)))

    async def renew(self, subscription: str, *, until: datetime) -> Agreed:
        """Also what Graph asks for when it wants to be told again that we may; raises Gone."""
        values = {"subscription": subscription}
        return _agreed(await self.graph.ask(calls.RENEW, values, body={"expirationDateTime": _iso(until)}, prefer=()))


def _agreed(body: Object) -> Agreed:
    subscription = words(body.get("id"))
    try:
        until = datetime.fromisoformat(words(body.get("expirationDateTime")))
    except ValueError:
        until = None
    if until is None or until.tzinfo is None or not 0 < len(subscription) <= LONGEST_ID:
        raise MayBeDone("unreadable subscription")
    return Agreed(subscription=subscription, until=until.astimezone(UTC))


def _iso(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
