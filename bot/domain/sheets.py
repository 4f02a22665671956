"""A table as a file that any spreadsheet opens, and that does nothing there but show itself."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

RUNS = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")  # what a spreadsheet takes for a sum
BYTE_ORDER_MARK = "\ufeff"  # without it Excel takes UTF-8 for something else


def as_csv(head: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """The file (UTF-8); a text that would run as a formula has an apostrophe before it."""
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(head)
    writer.writerows([[cell(one) for one in row] for row in rows])
    return f"{BYTE_ORDER_MARK}{file.getvalue()}".encode()


def cell(value: object) -> str:
    """One value as it stands in the file; nothing for None."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.lstrip(" \u00a0\n").startswith(RUNS) else text
