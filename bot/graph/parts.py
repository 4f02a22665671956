"""What of Graph is switched on, put together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.domain.capabilities import Capability
from bot.graph.attendance import GraphAttendance
from bot.graph.beyond import GraphBeyond
from bot.graph.calendar import GraphCalendar
from bot.graph.people import GraphPeople
from bot.graph.subscriptions import GraphSubscriptions


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphParts:
    """What coordinators can ask, and what is watched; None for what is switched off."""

    beyond: GraphBeyond
    agreements: GraphSubscriptions | None
    reports: GraphAttendance | None


def graph_parts(
    calendar: GraphCalendar,
    *,
    on: frozenset[Capability],
    app_id: str,
    url: str,
    secret: str,
    clock: Callable[[], datetime],
) -> GraphParts:
    """Over one connection to Graph. `url` is where Graph may tell us of changes, with this secret."""
    graph, mailbox = calendar.graph, calendar.mailbox
    agreements = GraphSubscriptions(graph=graph, mailbox=mailbox, url=url, secret=secret)
    reports = GraphAttendance(graph=graph, mailbox=mailbox)
    beyond = GraphBeyond(
        graph=graph,
        people=GraphPeople(graph=graph, app_id=app_id),
        calendar=calendar if mailbox else None,
        switched_on=on,
        app_id=app_id,
        clock=clock,
    )
    return GraphParts(
        beyond=beyond,
        agreements=agreements if Capability.NOTIFICATIONS in on else None,
        reports=reports if Capability.ATTENDANCE in on else None,
    )
