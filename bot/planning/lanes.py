"""The window-lane network: each Buddy's week is split into a tree of times, and each part holds only so many series.

A student enters at the smallest part that holds all common starts, so a flow through the tree is nearly a timetable.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from bot.planning.allowed import SERIES_AT_A_TIME, Allowed
from bot.planning.bits import SLOTS, Flags, Numbers, Words, between, most_in_a_day
from bot.planning.flow import Network, arcs
from bot.planning.pairing import entrances, fairness_steps
from bot.planning.series import Frame, has_series
from bot.planning.table import NONE, Table

Part = tuple[int, int, int, int, int, int, int]  # Buddy, weekday, first and last slot, parent, and the two halves


@dataclass(frozen=True, slots=True, kw_only=True)
class Lanes:
    """The parts of all Buddies' weeks (columns), and the entries of allowed pairs into them (rows)."""

    buddy: Numbers
    weekday: Numbers
    first: Numbers  # slot
    last: Numbers
    parent: Numbers  # -1: the Buddy
    room: Numbers  # whole series that fit
    entry_pair: Numbers
    entry_part: Numbers
    entry_alone: Flags  # whether this part alone holds a series of the pair
    day_of_pair: Numbers  # the part that stands for the one weekday of a pair, -1 when it has several


def lanes(table: Table, allowed: Allowed) -> Lanes:
    """The network's parts and entries for this table."""
    begins = table.problem.term.start.weekday()
    ever = [np.roll(words, begins, axis=0) for words in table.ever]  # Monday first
    parts = _parts(ever[1], table)
    columns = np.array(parts, np.int64).reshape(-1, 7).T
    buddy, weekday, first, last, parent = columns[:5]
    pair, part, common = _entries(allowed, ever, columns)
    return Lanes(
        buddy=buddy,
        weekday=weekday,
        first=first,
        last=last,
        parent=parent,
        room=_room(table, buddy, weekday, first, last),
        entry_pair=pair,
        entry_part=part,
        entry_alone=_alone(table, allowed, pair, weekday[part], common),
        day_of_pair=_one_day(len(allowed.student), pair, part, columns),
    )


def _parts(ever: Words, table: Table) -> list[Part]:
    parts: list[Part] = []
    for buddy in np.flatnonzero(table.seats).tolist():
        for weekday, word in enumerate(ever[:, buddy].tolist()):
            if word:
                day = len(parts)
                parts.append((buddy, weekday, 0, SLOTS - 1, NONE, NONE, NONE))
                for first, last in _runs(word, table.span):
                    _split(parts, (buddy, weekday, first, last, day, NONE, NONE), table.span)
    return parts


def _runs(word: int, span: int) -> list[tuple[int, int]]:
    """The groups of starts that lie so far apart that meetings of one never touch another."""
    slots = [slot for slot in range(SLOTS) if word >> slot & 1]
    breaks = [at for at in range(1, len(slots)) if slots[at] - slots[at - 1] >= span]
    return [(slots[a], slots[b - 1]) for a, b in zip([0, *breaks], [*breaks, len(slots)], strict=True)]


def _split(parts: list[Part], part: Part, span: int) -> int:
    """Add a part and its halves, as long as one is long enough to hold more than one meeting; where it stands."""
    buddy, weekday, first, last, parent, _, _ = part
    here = len(parts)
    parts.append(part)
    if last - first + 1 > span:
        middle = (first + last + 1) // 2
        low = _split(parts, (buddy, weekday, first, middle - 1, here, NONE, NONE), span)
        high = _split(parts, (buddy, weekday, middle, last, here, NONE, NONE), span)
        parts[here] = (buddy, weekday, first, last, parent, low, high)
    return here


def _room(table: Table, buddy: Numbers, weekday: Numbers, first: Numbers, last: Numbers) -> Numbers:
    """How many whole series fit into each part, as far as their number of meetings goes."""
    term = table.problem.term
    masks = np.array([between(a, b) for a, b in zip(first.tolist(), last.tolist(), strict=True)], np.uint64)
    total = np.zeros(len(buddy), np.int64)
    for day in range(7):
        on = np.flatnonzero(weekday == day)
        these = slice((day - term.start.weekday()) % 7, None, 7)
        words = table.buddy_starts[buddy[on], these] & masks[on, None]
        total[on] = np.minimum(most_in_a_day(words, table.span), table.a_day[buddy[on], these]).sum(axis=1)
    room: Numbers = total // term.meetings
    return room


def _entries(allowed: Allowed, ever: list[Words], columns: Numbers) -> tuple[Numbers, Numbers, Words]:
    """For every pair and window with common starts: the pair, the smallest part that holds them, and the starts."""
    buddy, weekday, first, last, parent, low, high = columns
    windows = np.flatnonzero((parent != NONE) & (parent == _day_of(columns)))
    order = np.argsort(buddy[windows], kind="stable")
    windows = windows[order]
    begins = np.searchsorted(buddy[windows], np.arange(ever[1].shape[1] + 1))
    many = (begins[1:] - begins[:-1])[allowed.buddy]
    pair = np.repeat(np.arange(len(allowed.buddy)), many)
    nth = np.arange(len(pair)) - np.repeat(np.cumsum(many) - many, many)
    part = windows[begins[allowed.buddy[pair]] + nth]
    masks = np.array([between(a, b) for a, b in zip(first.tolist(), last.tolist(), strict=True)], np.uint64)
    day = weekday[part]
    common = ever[0][day, allowed.student[pair]] & ever[1][day, allowed.buddy[pair]] & masks[part]
    some = common != 0
    pair, part, common = pair[some], part[some], common[some]
    lowest, highest = _lowest(common), _highest(common)
    while True:
        middle = (first[part] + last[part] + 1) // 2
        inner = np.where(highest < middle, low[part], np.where(lowest >= middle, high[part], NONE))
        inner[low[part] == NONE] = NONE
        if (inner == NONE).all():
            return pair, part, common
        part = np.where(inner == NONE, part, inner)


def _day_of(columns: Numbers) -> Numbers:
    """The part that stands for the weekday in which each part lies."""
    top = np.arange(columns.shape[1])
    is_day = columns[4] == NONE
    days: Numbers = np.maximum.accumulate(np.where(is_day, top, 0))
    return days


def _lowest(words: Words) -> Numbers:
    found: Numbers = np.bitwise_count(~words & (words - np.uint64(1))).astype(np.int64)
    return found


def _highest(words: Words) -> Numbers:
    filled = words.copy()
    for by in (1, 2, 4, 8, 16, 32):
        filled |= filled >> np.uint64(by)
    return np.bitwise_count(filled).astype(np.int64) - 1


def _alone(table: Table, allowed: Allowed, pair: Numbers, weekday: Numbers, common: Words) -> Flags:
    alone = np.zeros(len(pair), bool)
    term = table.problem.term
    frame = Frame.of(term)
    of_day = (np.arange(term.days) + term.start.weekday()) % 7
    for at in range(0, len(pair), SERIES_AT_A_TIME):
        here = slice(at, at + SERIES_AT_A_TIME)
        both = table.student_starts[allowed.student[pair[here]]] & table.buddy_starts[allowed.buddy[pair[here]]]
        days = (both & common[here, None]) != 0
        alone[here] = has_series(days & (of_day == weekday[here, None]), frame)
    return alone


def _one_day(pairs: int, pair: Numbers, part: Numbers, columns: Numbers) -> Numbers:
    days = _day_of(columns)[part]
    least, most = np.full(pairs, columns.shape[1]), np.full(pairs, NONE)
    np.minimum.at(least, pair, days)
    np.maximum.at(most, pair, days)
    return np.where(least == most, least, NONE)


@dataclass(frozen=True, slots=True, kw_only=True)
class LaneNetwork:
    """The network, and which arcs are the entries of which pairs."""

    network: Network
    pair: Numbers
    begin: int
    first_part: int  # the node

    def priced(self, costs: Numbers, usable: Flags) -> Network:
        """The same network with these costs for pairs; those that are not usable carry nothing."""
        cost, capacity = self.network.cost.copy(), self.network.capacity.copy()
        here = slice(self.begin, self.begin + len(self.pair))
        cost[here] = costs[self.pair]
        capacity[here] = usable[self.pair]
        return replace(self.network, cost=cost, capacity=capacity)

    def chosen(self, flow: Numbers) -> Numbers:
        """The pairs that carry flow."""
        found: Numbers = self.pair[np.flatnonzero(flow[self.begin : self.begin + len(self.pair)])]
        return found


def lane_network(table: Table, allowed: Allowed, tree: Lanes, *, fair: int, sure: bool) -> LaneNetwork:
    """The network of all entries (sure: each window alone must hold the series), or the one that bounds every plan.

    For a bound, a pair with one window enters there, with one weekday at that day, and any other at the Buddy.
    """
    students, buddies, orgs, parts = len(table.students), len(table.buddies), len(table.orgs), len(tree.parent)
    first_student, first_buddy = 1 + orgs, 1 + orgs + students
    first_part = first_buddy + buddies
    sink = first_part + parts
    pair, part = _sure(tree, len(allowed.student)) if sure else entries_for_bound(tree, len(allowed.student))
    into = np.where(part == NONE, first_buddy + allowed.buddy[pair], first_part + part)
    above = np.where(tree.parent == NONE, first_buddy + tree.buddy, first_part + tree.parent)
    owner, steps = fairness_steps(table)
    before, courses = entrances(table, sink + 1)
    network = Network.of(
        arcs(np.zeros(orgs, np.int64), 1 + np.arange(orgs), room=table.org_places),
        arcs(before, first_student + np.arange(students)),
        arcs(first_student + allowed.student[pair], into),
        arcs(first_part + np.arange(parts), above, room=tree.room),
        arcs(first_buddy + owner, np.full(len(owner), sink), cost=fair * steps),
        courses,
        source=0,
        sink=sink,
        nodes=sink + 1 + len(table.course_org),
    )
    return LaneNetwork(network=network, pair=pair, begin=orgs + students, first_part=first_part)


def _sure(tree: Lanes, pairs: int) -> tuple[Numbers, Numbers]:
    held = np.zeros(pairs, bool)
    held[tree.entry_pair[tree.entry_alone]] = True
    others = np.flatnonzero(~held)
    pair = np.concatenate([tree.entry_pair[tree.entry_alone], others])
    return pair, np.concatenate([tree.entry_part[tree.entry_alone], np.full(len(others), NONE)])


def entries_for_bound(tree: Lanes, pairs: int) -> tuple[Numbers, Numbers]:
    """For every pair the smallest part that must hold all its meetings; -1 when that is all of the Buddy's week."""
    part = tree.day_of_pair.copy()
    windows = np.bincount(tree.entry_pair, minlength=pairs)
    single = windows[tree.entry_pair] == 1
    part[tree.entry_pair[single]] = tree.entry_part[single]
    return np.arange(pairs), part
