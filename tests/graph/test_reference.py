"""The fake Graph, our requests and our reading, held against Graph's own schema and the documentation's examples.

The reference lies in the folder that GRAPH_REFERENCE names, and is read there. Where it is not at hand, there is
nothing to compare with.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import pytest
from jsonschema_rs import Draft202012Validator

from bot.domain.booking import Said
from bot.front.beyond import GraphFault, MayBeDone, NotGranted, NotTaken
from bot.front.calendar import Wish
from bot.graph import calls
from bot.graph.calendar import GraphCalendar
from bot.graph.client import fault_of
from bot.graph.reading import entry, schedules
from tests.fakes import graph_calendar
from tests.fakes.graph import Exchange, FakeGraph

FOLDER = Path(os.environ.get("GRAPH_REFERENCE", "nowhere"))  # noqa: TID251 - where the reference lies is no setting of ours
pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="GRAPH_REFERENCE names no folder")
START = datetime(2026, 12, 1, 14, tzinfo=UTC)
HOUR = timedelta(hours=1)
WISH = Wish(key="key-1", start=START, end=START + HOUR, people=("sam@university.example", "alex@post.example"))
ZONES = {"Pacific Standard Time": "America/Los_Angeles", "GMT Standard Time": "Europe/London"}


@cache
def schema() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((FOLDER / "graph.schema.json").read_text())
    return found


@cache
def validator(name: str) -> Draft202012Validator:
    return Draft202012Validator({"$ref": f"#/$defs/{name}", "$defs": schema()["$defs"]})


def wrong(name: str, body: Any) -> list[str]:  # noqa: ANN401 - any JSON
    known = schema()["$defs"][name].get("properties", {})
    strange = [f"{name} has no {one}" for one in body if "@" not in one and one not in known]
    return strange + [f"{name} {list(one.instance_path)}: {one.message}" for one in validator(name).iter_errors(body)]


def in_capitals(name: str, body: dict[str, Any]) -> dict[str, Any]:
    """The parameters of an action under the names that the schema has for them, whatever their case."""
    known = {one.lower(): one for one in schema()["$defs"][name]["properties"]}
    return {known.get(one.lower(), one): value for one, value in body.items()}


def problems(got: list[Exchange]) -> Iterator[str]:
    for one in got:
        if one.served.asked_as:
            body = in_capitals(one.served.asked_as, one.body) if one.served.action else one.body
            yield from wrong(one.served.asked_as, body)
        if one.served.answered_as and one.answer:
            for entity in one.answer.get("value", [one.answer]):
                yield from wrong(one.served.answered_as, entity)


async def test_our_requests_and_the_answers_of_the_fake_are_graph_s_own(
    calendar: GraphCalendar, fake: FakeGraph
) -> None:
    fake.busy = {"sam@university.example": [("2026-12-01T14:00+00:00", "2026-12-01T15:00+00:00", "busy")]}
    booked = await calendar.book(WISH)
    graph_calendar.proposed(fake, booked.id, "sam@university.example", START + HOUR)
    await calendar.look(booked.id)
    await calendar.find(WISH)
    await calendar.move(booked.id, start=START + HOUR, end=START + 2 * HOUR)
    await calendar.invite(booked.id, ("alex@post.example",))
    await calendar.guard(booked.join_url or "")
    await calendar.hours(("sam@university.example", "guest@else.example"), [1, 2])
    await calendar.ready()
    await calendar.cancel(booked.id, "It moves.")
    assert {one.served.name for one in fake.got} == {one.name for one in graph_calendar.CALENDAR_CALLS}
    assert list(problems(fake.got)) == []


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("event", {"subject": "x", "isOnlineMeetng": True}),
        ("event", {"sensitivity": "secret"}),
        ("event", {"start": {"dateTime": "2026-12-01", "zone": "UTC"}}),
        ("onlineMeeting", {"allowRecording": "no"}),
        ("scheduleInformation", {"availability": "0"}),
    ],
)
def test_the_referee_sees_what_is_wrong(name: str, body: dict[str, Any]) -> None:
    assert wrong(name, body)


def examples(*starts: str) -> list[Any]:
    files = sorted((FOLDER / "examples").glob("*.json")) if FOLDER.is_dir() else []
    return [pytest.param(one, id=one.stem) for one in files if one.stem.startswith(starts)]


def answer(path: Path) -> Any:  # noqa: ANN401 - any JSON
    return json.loads(path.read_text())["response"].get("body")


@pytest.mark.parametrize("path", examples("event-", "calendar-event"))
def test_every_documented_event_is_read_or_refused_as_none(path: Path) -> None:
    body = answer(path)
    for one in body.get("value", [body]) if isinstance(body, dict) else []:
        if {"id", "start", "end"} <= one.keys():
            found = entry(one, ZONES)
            assert found.id == one["id"]
            assert found.start < found.end
            assert len(found.replies) == len(one.get("attendees", []))
            assert all(reply.said in Said for reply in found.replies.values())
            assert bool(found.join_url or found.foreign) == bool((one.get("onlineMeeting") or {}).get("joinUrl"))
        else:
            with pytest.raises(MayBeDone):
                entry(one, ZONES)


@pytest.mark.parametrize("path", examples("getSchedule"))
def test_every_documented_schedule_is_read(path: Path) -> None:
    body = answer(path)
    assert schedules(body) == {one["scheduleId"].lower(): one["availabilityView"] for one in body["value"]}


def refused(path: Path, status: int) -> GraphFault:
    body = answer(path) or {"error": {"code": "ErrorInvalidRequest"}}
    return fault_of(calls.CANCEL, httpx.Response(status, json=body))


@pytest.mark.parametrize("path", examples("error-mailbox"))
def test_the_documented_refusal_of_a_mailbox_is_a_missing_grant(path: Path) -> None:
    assert isinstance(refused(path, 403), NotGranted)


@pytest.mark.parametrize("path", examples("error-cancel"))
def test_the_documented_refusal_to_cancel_is_final(path: Path) -> None:
    assert isinstance(refused(path, 400), NotTaken)
