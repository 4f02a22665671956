"""How many of a group a Buddy could meet at most, as far as the parts of the Buddy's week are known: asked quickly."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bot.planning.lanes import Lanes, entries_for_bound
from bot.planning.table import NONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Rooms:
    """The parts of all Buddies' weeks, each with its parent and the series that it holds; and where pairs belong."""

    part: list[int]  # by allowed pair, the smallest that must hold all its meetings
    parent: list[int]
    room: list[int]

    @classmethod
    def of(cls, tree: Lanes, pairs: int) -> Rooms:
        """The parts of a tree for so many allowed pairs."""
        return cls(
            part=entries_for_bound(tree, pairs)[1].tolist(), parent=tree.parent.tolist(), room=tree.room.tolist()
        )

    def most(self, pairs: Iterable[int]) -> int:
        """How many of these pairs of one Buddy there can be together at most."""
        into: dict[int, int] = {}
        for pair in pairs:
            into[self.part[pair]] = into.get(self.part[pair], 0) + 1
        # What lies within a part stands behind it, and the Buddy comes last.
        while (part := max(into)) != NONE:
            into[self.parent[part]] = into.get(self.parent[part], 0) + min(into.pop(part), self.room[part])
        return into[NONE]
