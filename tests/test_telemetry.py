"""Traces and figures reach a collector on loopback, say nothing about anybody, and cost nothing when nobody asks."""

from __future__ import annotations

import asyncio
import gzip
import subprocess
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.metrics.v1.metrics_pb2 import Metric
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from bot.front.telemetry import SILENCE
from bot.telemetry import OpenTelemetry, listened_to
from tests.stage import ALEX, SAM, TUESDAY, pair, ref
from tests.templates import WorldAt

ROOT = Path(__file__).parents[1]
NAMES = ("sam", "taylor", "alex", "morgan", "example", "14:00", "entra", "29:", "chat-", "Zanzibar")


@dataclass
class Collector:
    """Takes what a program tells about itself."""

    address: str = ""
    spans: list[Span] = field(default_factory=list)
    metrics: list[Metric] = field(default_factory=list)
    status: int = 200

    async def traces(self, request: web.Request) -> web.Response:
        told = ExportTraceServiceRequest.FromString(await _body(request))
        self.spans += [span for one in told.resource_spans for scope in one.scope_spans for span in scope.spans]
        return web.Response(status=self.status)

    async def figures(self, request: web.Request) -> web.Response:
        told = ExportMetricsServiceRequest.FromString(await _body(request))
        self.metrics += [made for one in told.resource_metrics for scope in one.scope_metrics for made in scope.metrics]
        return web.Response(status=self.status)


async def _body(request: web.Request) -> bytes:
    body = await request.read()
    return gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body


@pytest.fixture
async def collector() -> AsyncIterator[Collector]:
    made, app = Collector(), web.Application()
    app.router.add_post("/v1/traces", made.traces)
    app.router.add_post("/v1/metrics", made.figures)
    async with TestServer(app, host="127.0.0.1") as server:
        made.address = str(server.make_url("/"))
        yield made


@pytest.fixture(params=["sqlite"])
def database_kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def attributes(span: Span) -> dict[str, str]:
    return {one.key: one.value.string_value for one in span.attributes}


async def test_a_turn_and_what_is_sent_are_told_without_anything_about_anybody(
    collector: Collector, world_at: WorldAt
) -> None:
    world = await world_at(pair)
    async with listened_to(collector.address, instance="test") as telemetry:
        world.worker.telemetry = telemetry
        store = replace(world.store, trace=telemetry.trace)
        world.front = replace(world.front, telemetry=telemetry, store=store)
        await world.presses(ALEX, "offer", **await ref(world), **TUESDAY)
        await world.says(SAM, "Zanzibar")
        await world.worker.catch_up()

    told = {span.name: attributes(span) for span in collector.spans}
    assert set(told) == {"turn", "send"}
    turns = [attributes(span) for span in collector.spans if span.name == "turn"]
    assert [(one["buddy.verb"], one["buddy.outcome"]) for one in turns] == [("offer", "answered"), ("", "answered")]
    assert (told["send"]["buddy.kind"], told["send"]["buddy.state"]) == ("pick", "done")
    offer, sent = (next(one for one in collector.spans if one.name == name) for name in ("turn", "send"))
    assert [link.span_id for link in sent.links] == [offer.span_id]
    assert "buddy.turns" in {one.name for one in collector.metrics}
    everything = "".join(map(str, [*collector.spans, *collector.metrics])).lower()
    assert [name for name in NAMES if name.lower() in everything] == []


async def test_a_send_is_linked_to_the_turn_that_caused_it(collector: Collector) -> None:
    async with listened_to(collector.address, instance="test") as telemetry:
        with telemetry.span("turn"):
            cause = telemetry.trace()
        with telemetry.span("send", cause=cause):
            pass
        with telemetry.span("send", cause="00-made-up-01"):
            pass
        outside = telemetry.trace()

    spans = {span.name: span for span in collector.spans if span.links or span.name == "turn"}
    assert cause is not None
    assert len(cause) == 55
    assert [link.span_id for link in spans["send"].links] == [spans["turn"].span_id]
    assert outside is None


async def test_what_an_exception_says_is_not_told(collector: Collector) -> None:
    async with listened_to(collector.address, instance="test") as telemetry:
        with pytest.raises(ValueError, match="Zanzibar"), telemetry.span("turn"):
            raise ValueError("Zanzibar")

    assert collector.spans[0].status.message == "ValueError"
    assert "Zanzibar" not in str(collector.spans)


async def test_figures_of_each_kind_arrive(collector: Collector) -> None:
    async with listened_to(collector.address, instance="test") as telemetry:
        telemetry.count("sends", state="done")
        telemetry.count("sends", 2, state="done")
        telemetry.gauge("oldest", 7.5)
        telemetry.measure("wait", 0.25)

    found = {one.name: one for one in collector.metrics}
    assert found["buddy.sends"].sum.data_points[0].as_int == 3
    assert found["buddy.oldest"].gauge.data_points[0].as_double == 7.5
    assert found["buddy.wait"].histogram.data_points[0].sum == 0.25


async def test_a_collector_that_is_not_there_holds_up_nobody() -> None:
    telemetry = OpenTelemetry(endpoint="http://127.0.0.1:1", instance="test", every=0.05)
    started = asyncio.get_running_loop().time()
    with telemetry.span("turn"):
        telemetry.count("turns")
    spoken = asyncio.get_running_loop().time() - started
    await telemetry.close()

    assert spoken < 0.1
    assert asyncio.get_running_loop().time() - started < 8


async def test_when_nobody_listens_nothing_happens() -> None:
    async with listened_to("", instance="test") as telemetry:
        assert telemetry is SILENCE
        with telemetry.span("turn", cause="x") as span:
            span.set(outcome="answered")
        telemetry.count("turns")
        telemetry.gauge("oldest", 1.0)
        telemetry.measure("wait", 1.0)
        assert telemetry.trace() is None


@pytest.mark.untraced
def test_when_nobody_listens_nothing_is_imported() -> None:
    look = "import sys, bot.telemetry; print([name for name in sys.modules if name.startswith('opentelemetry')])"
    done = subprocess.run([sys.executable, "-c", look], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
