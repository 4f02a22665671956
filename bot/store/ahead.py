"""What is read for many messages at once.

Rows as they stand in the database: each reader's eyes are applied when one is looked at, as if it were read then.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Row


@dataclass(frozen=True, slots=True, kw_only=True)
class Ahead:
    """`meetings`: one row for each member, by the meeting's number. `choices`: the last of each person, by role.

    What was not asked for is not in it; what is not there is in it, and empty.
    """

    meetings: Mapping[int, Sequence[Row[Any]]] = field(default_factory=dict)
    choices: Mapping[int, Mapping[str, Row[Any]]] = field(default_factory=dict)


NOTHING = Ahead()
