"""What is written down about a run: lines of JSON, and nobody in them."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
from pathlib import Path

import pytest
import structlog
from structlog.testing import capture_logs

from bot.logs import Plain
from tests.stage import ALEX
from tests.watching import leaks_in, typed, watched
from tests.world import World

ROOT = Path(__file__).parents[1]
WORDS = "I felt heard today"
PROGRAM = """
import asyncio, logging, structlog
from bot.logs import write_as_json
write_as_json()
structlog.get_logger("app").warning("app.event", count=3)
logging.getLogger("aiohttp.server").error("Error handling request from %s", "Sam Taylor")
logging.getLogger("asyncio").error("Task exception was never retrieved: sam.taylor@post.example")
logging.getLogger("azure.identity").error("secret %s", "whisper")
logging.getLogger("aiohttp.access").info("GET /ics/signed")
try:
    raise ValueError("typed words")
except ValueError:
    logging.getLogger("x").exception("it broke")
"""


@pytest.mark.untraced
def test_every_line_is_json_and_the_values_of_libraries_are_left_out() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], cwd=ROOT, capture_output=True, text=True, check=True)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.stderr == ""
    assert [(one["event"], one.get("logger"), one.get("words"), one.get("kind")) for one in lines] == [
        ("app.event", None, None, None),
        ("library", "aiohttp.server", "Error handling request from %s", None),
        ("library", "asyncio", None, None),
        ("library", "x", None, "ValueError"),
    ]
    assert all(word not in done.stdout for word in ("Sam", "post.example", "whisper", "typed words", "signed"))


def test_where_a_fault_came_from_is_written_down_and_not_what_it_said() -> None:
    try:
        int(WORDS)
    except ValueError:
        record = logging.LogRecord("x", logging.ERROR, "place.py", 7, "it broke", None, sys.exc_info())
    line = json.loads(Plain().format(record))
    assert (line["kind"], line["at"], line["level"]) == ("ValueError", "place:7", "error")
    assert "test_where_a_fault_came_from" in line["where"]
    assert WORDS not in json.dumps(line)


@pytest.mark.parametrize(
    "value",
    ["Sam is here", "sam.taylor@university.example", "entra-sam.taylor", "29:abc", f"they wrote: {WORDS}"],
)
def test_the_watch_hears_names_addresses_and_typed_words(value: str) -> None:
    with watched() as leaks:
        typed({"w_heard": f" {WORDS} "}, None, 7)
        structlog.get_logger("x").info("event", value=value)
    assert len(leaks) == 1
    with watched() as leaks, capture_logs():
        typed(WORDS)
        structlog.get_logger("x").info(value)
    assert len(leaks) == 1


def test_the_watch_hears_what_a_library_would_write() -> None:
    with watched() as leaks:
        logging.getLogger("library").error("Sam has %s", 7)
        logging.getLogger("library").error("Sam has seven")  # the words are left out of this one
    assert len(leaks) == 1


def test_plain_events_are_no_leak() -> None:
    assert leaks_in("front.refused code=not_for_you verb=offer key=remind-1h:12:2026") == []


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_what_people_type_to_the_assistant_is_known_to_the_watch(world: World) -> None:
    with watched() as leaks:
        await world.says(ALEX, WORDS)
        structlog.get_logger("x").info("event", value=WORDS)
    assert len(leaks) == 1
