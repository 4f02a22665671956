"""What a call to Graph costs: raw aiohttp, our calendar, and the library's own typed calls, in one run.

make bench-graph. CPU time of this process alone, Graph's part is played by another. Ratios are what counts: all take
turns. The longest stretch for which a loop was held up is measured in processes of their own, from before the library
is opened until after the first calls; the best of three, since the machine works for others too.
"""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from time import process_time
from typing import Any

from aiohttp import ClientSession

from bench.processes import running
from bot.calendar.zones import windows_zones
from bot.domain.times import cells
from bot.front.calendar import Wish
from bot.graph.calendar import GraphCalendar
from bot.graph.client import Graph
from bot.graph.opening import opened
from tests.fakes.graph import MAILBOX
from tests.graph.first_call import OneToken, longest_block_ms

START = datetime(2026, 12, 1, 14, tzinfo=UTC)
PEOPLE = tuple(f"person{number}@university.example" for number in range(20))
WISH = Wish(key="key", start=START, end=START + timedelta(hours=1), people=PEOPLE[:2])
CELLS = frozenset(cells(START, 8 * 60))
ROUNDS, CALLS = 7, {"aiohttp": 200, "ours": 100, "typed": 20}
Call = Callable[[], Awaitable[Any]]
MOST_BLOCK_MS, MOST_VS_AIOHTTP, LEAST_VS_TYPED = 50, 8, 4


def raw(session: ClientSession, url: str) -> dict[str, Call]:
    """What nobody can do cheaper in Python: post the same body, read the same answer."""
    booking = {"subject": "Buddy Scheme meeting", "transactionId": "key", "attendees": list(PEOPLE[:2])}
    question = {"Schedules": list(PEOPLE), "AvailabilityViewInterval": 15}

    async def post(path: str, body: object) -> object:
        headers = {"Authorization": "Bearer token"}
        async with session.post(f"{url}/users/{MAILBOX}/{path}", json=body, headers=headers) as answer:
            return json.loads(await answer.read())

    return {"book": lambda: post("events", booking), "hours": lambda: post("calendar/getSchedule", question)}


def ours(calendar: GraphCalendar) -> dict[str, Call]:
    """What the calendar's worker asks for."""
    return {"book": lambda: calendar.book(WISH), "hours": lambda: calendar.hours(PEOPLE, CELLS)}


def typed(url: str) -> dict[str, Call]:
    """The library as its documentation shows it."""
    from kiota_abstractions.authentication import AnonymousAuthenticationProvider  # noqa: PLC0415 - after our own start
    from msgraph.generated.models.attendee import Attendee  # noqa: PLC0415 - the same
    from msgraph.generated.models.date_time_time_zone import DateTimeTimeZone  # noqa: PLC0415 - the same
    from msgraph.generated.models.email_address import EmailAddress  # noqa: PLC0415 - the same
    from msgraph.generated.models.event import Event  # noqa: PLC0415 - the same
    from msgraph.generated.users.item.calendar.get_schedule.get_schedule_post_request_body import (  # noqa: PLC0415 - the same
        GetSchedulePostRequestBody,
    )
    from msgraph.graph_request_adapter import GraphRequestAdapter  # noqa: PLC0415 - the same
    from msgraph.graph_service_client import GraphServiceClient  # noqa: PLC0415 - the same

    adapter = GraphRequestAdapter(AnonymousAuthenticationProvider())
    adapter.base_url = url
    user = GraphServiceClient(request_adapter=adapter).users.by_user_id(MAILBOX)
    moment = DateTimeTimeZone(date_time="2026-12-01T14:00:00", time_zone="Europe/London")

    async def book() -> object:
        people = [Attendee(email_address=EmailAddress(address=one)) for one in PEOPLE[:2]]
        event = Event(subject="Buddy Scheme meeting", start=moment, end=moment, attendees=people, transaction_id="key")
        return await user.events.post(event)

    async def hours() -> object:
        body = GetSchedulePostRequestBody(
            schedules=list(PEOPLE), start_time=moment, end_time=moment, availability_view_interval=15
        )
        return await user.calendar.get_schedule.post(body)

    return {"book": book, "hours": hours}


async def cost(call: Call, times: int) -> float:
    """CPU milliseconds of one call."""
    before = process_time()
    for _ in range(times):
        await call()
    return (process_time() - before) * 1000 / times


async def race(contenders: dict[str, dict[str, Call]]) -> dict[tuple[str, str], float]:
    """The median of the rounds, for each contender and each call."""
    found: dict[tuple[str, str], list[float]] = {}
    for number in range(ROUNDS + 1):
        for name, calls in contenders.items():
            for what, call in calls.items():
                spent = await cost(call, CALLS[name] if number else 5)
                if number:  # the first round warms up
                    found.setdefault((name, what), []).append(spent)
    return {key: median(values) for key, values in found.items()}


async def main() -> None:
    """One run."""
    async with running(sys.executable, "-m", "bench.graph_server") as server, ClientSession() as session:
        url = f"http://127.0.0.1:{server.port}/v1.0"
        graph = Graph(library=await opened(OneToken(), url=url), url=url)
        calendar = GraphCalendar(graph=graph, mailbox=MAILBOX, zones=windows_zones())
        spent = await race({"aiohttp": raw(session, url), "ours": ours(calendar), "typed": typed(url)})
        await graph.close()
    with tempfile.TemporaryDirectory() as folder:
        block = await longest_block_ms(Path(folder), enough=0)
    for (name, what), value in spent.items():
        print(f"{name:<8}{what:<6}{value:8.2f} ms CPU a call")
    vs_aiohttp = max(spent["ours", what] / spent["aiohttp", what] for what in ("book", "hours"))
    vs_typed = min(spent["typed", what] / spent["ours", what] for what in ("book", "hours"))
    print(f"targets: vs_aiohttp at most {MOST_VS_AIOHTTP}, vs_typed at least {LEAST_VS_TYPED}, ", end="")
    print(f"max_block_ms at most {MOST_BLOCK_MS}")
    print(f"RESULT vs_aiohttp={vs_aiohttp:.2f} vs_typed={vs_typed:.2f} max_block_ms={block:.1f}")


if __name__ == "__main__":
    asyncio.run(main())
