"""One line of JSON for each event, ours and the libraries'; nothing in it was typed by anybody or names anybody."""

from __future__ import annotations

import json
import logging
import sys
import traceback
from datetime import UTC, datetime
from types import TracebackType

import structlog

QUIET = ("azure", "msal")  # bot/tokens.py says what we need to know of them
LOUD_FROM = logging.WARNING


class Plain(logging.Formatter):
    """A library's record as JSON. Its values are left out, since nobody knows what they hold.

    The words are written down only when the library kept them apart from the values that belong into them.
    """

    def format(self, record: logging.LogRecord) -> str:
        """One line."""
        line: dict[str, object] = {"event": "library", "logger": record.name, "at": f"{record.module}:{record.lineno}"}
        if record.args:
            line["words"] = str(record.msg)
        if record.exc_info and (fault := record.exc_info[1]) is not None:
            line |= {"kind": type(fault).__name__, "where": where(fault.__traceback__)}
        line |= {"level": record.levelname.lower(), "timestamp": _iso(record.created)}
        return json.dumps(line)


def where(trace: TracebackType | None) -> str:
    """The places in the code that lead to a fault; the message of a fault may hold what people typed."""
    return "".join(traceback.format_tb(trace))


def _iso(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat().replace("+00:00", "Z")


def write_as_json() -> None:
    """From here on."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ],
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(Plain())
    logging.basicConfig(handlers=[handler], level=LOUD_FROM, force=True)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
