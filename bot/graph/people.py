"""How the assistant comes to people, and who is in a team: each only where it is granted."""

from __future__ import annotations

from dataclasses import dataclass

from bot.front.beyond import NotTaken
from bot.front.turn import Json
from bot.graph import calls
from bot.graph.asked import SERVICE
from bot.graph.client import Graph
from bot.graph.reading import Object, an_object, words

CONFLICT = "Conflict"  # it is there already


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Somebody in a team."""

    name: str
    email: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphPeople:
    """What can be done for people; `app_id` is the app's own, as in its manifest."""

    graph: Graph
    app_id: str

    async def install(self, person: str, catalogue: str) -> None:
        """For somebody by Entra id or address; nothing happens when it is there already. Raises a GraphFault."""
        app = f"{SERVICE}/appCatalogs/teamsApps/{catalogue}"
        body: Json = {"teamsApp@odata.bind": app}
        try:
            await self.graph.ask(calls.INSTALL, {"person": person}, body=body, prefer=())
        except NotTaken as fault:
            if fault.code != CONFLICT:
                raise

    async def installed(self, person: str) -> str:
        """The number of our app in the organisation's catalogue, as far as this person has it; '' when not."""
        wanted = f"teamsApp/externalId eq '{self.app_id}'"
        values = {"person": person, "%24expand": "teamsApp", "%24filter": wanted}
        found = await self.graph.every(calls.INSTALLED, values)
        return next((app for one in found if (app := words(an_object(one.get("teamsApp")).get("id")))), "")

    async def team(self, team: str) -> list[Known]:
        """Who is in it, as far as they have an address at which mail arrives. Raises a GraphFault."""
        found = await self.graph.every(calls.TEAM, {"team": team})
        return [Known(name=words(one.get("displayName")), email=email) for one in found if (email := _mail(one))]


def _mail(member: Object) -> str:
    """A guest's name for signing in ('somebody_example.org#EXT#@...') is no address."""
    email = words(member.get("email")).strip().lower()
    return email if "@" in email and "#ext#" not in email else ""
