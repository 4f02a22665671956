"""Traces and figures over OpenTelemetry, sent to a collector in the background: imported only when asked for.

Nobody waits for the collector; what it does not take is dropped. Nothing that an exception says is recorded, because
it may hold what somebody typed.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

from bot.front.telemetry import SILENCE, Span, Telemetry, Value

EVERY = 30.0  # seconds between two reports of the figures
PATIENCE = 5.0  # seconds for the collector
LAST_WORDS = 1_500  # milliseconds for what is left at the end
PREFIX = "buddy."


class _OneSpan:
    def __init__(self, span: Any) -> None:  # noqa: ANN401 - the library is imported late
        self._span = span

    def set(self, **attributes: Value) -> None:
        """Notes more about it."""
        self._span.set_attributes(_named(attributes))


class OpenTelemetry:
    """The port `Telemetry`, over a tracer and a meter of OpenTelemetry."""

    def __init__(self, *, endpoint: str, instance: str, every: float = EVERY) -> None:
        # The import takes some 700 ms, and nobody who asks for no telemetry pays for it.
        from opentelemetry import trace  # noqa: PLC0415  # see above
        from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter  # noqa: PLC0415
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter  # noqa: PLC0415
        from opentelemetry.sdk.metrics import MeterProvider  # noqa: PLC0415
        from opentelemetry.sdk.metrics.export import PeriodicExportingMetricReader  # noqa: PLC0415
        from opentelemetry.sdk.resources import Resource  # noqa: PLC0415
        from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415
        from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415

        base, resource = endpoint.rstrip("/"), Resource({"service.name": "buddy", "service.instance.id": instance})
        self._api = trace
        self._traces = TracerProvider(resource=resource, shutdown_on_exit=False)
        self._traces.add_span_processor(
            BatchSpanProcessor(
                OTLPSpanExporter(f"{base}/v1/traces", timeout=PATIENCE), schedule_delay_millis=every * 1000 / 6
            )
        )
        reader = PeriodicExportingMetricReader(
            OTLPMetricExporter(f"{base}/v1/metrics", timeout=PATIENCE), export_interval_millis=every * 1000
        )
        self._figures = MeterProvider([reader], resource=resource, shutdown_on_exit=False)
        self._tracer, self._meter = self._traces.get_tracer("buddy"), self._figures.get_meter("buddy")
        self._instruments: dict[str, Any] = {}

    @contextmanager
    def span(self, name: str, *, cause: str | None = None, **attributes: Value) -> Iterator[Span]:
        """Linked to its cause, which may have ended long ago."""
        links = [self._api.Link(context)] if cause and (context := _context(self._api, cause)) else []
        with self._tracer.start_as_current_span(
            name, links=links, attributes=_named(attributes), record_exception=False, set_status_on_exception=False
        ) as span:
            try:
                yield _OneSpan(span)
            except BaseException as fault:
                span.set_status(self._api.StatusCode.ERROR, type(fault).__name__)
                raise

    def trace(self) -> str | None:
        """As the W3C writes it."""
        now = self._api.get_current_span().get_span_context()
        return f"00-{now.trace_id:032x}-{now.span_id:016x}-{now.trace_flags:02x}" if now.is_valid else None

    def count(self, name: str, by: int = 1, /, **attributes: Value) -> None:
        """So many more of these."""
        self._instrument("create_counter", name).add(by, _named(attributes))

    def gauge(self, name: str, value: float, /, **attributes: Value) -> None:
        """How much of this there is now."""
        self._instrument("create_gauge", name).set(value, _named(attributes))

    def measure(self, name: str, value: float, /, **attributes: Value) -> None:
        """Into a histogram."""
        self._instrument("create_histogram", name).record(value, _named(attributes))

    async def close(self) -> None:
        """Sends what is left, and gives up soon if nobody takes it."""
        await asyncio.to_thread(self._close)

    def _close(self) -> None:
        self._traces.force_flush(LAST_WORDS)
        self._traces.shutdown()
        self._figures.shutdown(LAST_WORDS)

    def _instrument(self, make: str, name: str) -> Any:  # noqa: ANN401 - the library is imported late
        if name not in self._instruments:
            self._instruments[name] = getattr(self._meter, make)(f"{PREFIX}{name}")
        return self._instruments[name]


def _named(attributes: dict[str, Value]) -> dict[str, Value]:
    return {f"{PREFIX}{name}": value for name, value in attributes.items()}


def _context(api: Any, cause: str) -> Any:  # noqa: ANN401 - the library is imported late
    """The span that `trace()` wrote down; None for anything else."""
    match cause.split("-"):
        case ["00", trace, span, flags] if (len(trace), len(span), len(flags)) == (32, 16, 2):
            try:
                numbers = int(trace, 16), int(span, 16)
                flag = api.TraceFlags(int(flags, 16))
            except ValueError:
                return None
            context = api.SpanContext(*numbers, is_remote=True, trace_flags=flag)
            return context if context.is_valid else None
    return None


@asynccontextmanager
async def listened_to(endpoint: str, *, instance: str) -> AsyncIterator[Telemetry]:
    """Telemetry for as long as the block lasts; without an endpoint nobody listens, and nothing is imported."""
    if not endpoint:
        yield SILENCE
        return
    made = await asyncio.to_thread(OpenTelemetry, endpoint=endpoint, instance=instance)
    try:
        yield made
    finally:
        await made.close()
