"""Which Buddies fit students who wait, one alone or a group, best first, with the reasons in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.domain.fitting import Field, shared_times
from bot.domain.free import Free
from bot.domain.matching import Facts, shared_words
from bot.domain.meetings import Side
from bot.domain.people import PersonId

Together = Sequence[Facts]  # students who would meet one Buddy together; mostly one alone


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """The Buddies who can be asked, and what stands in the way of the others.

    `named` counts how often each Buddy was suggested already; `usual`: when people are free each week.
    """

    field: Field
    ready: tuple[Facts, ...]
    not_ready: Counter[str]
    named: Counter[PersonId]
    usual: Mapping[PersonId, Sequence[Free]]
    minutes: int

    @property
    def room(self) -> int:
        """How many more pairs or groups the Buddies who can be asked have room for."""
        return sum(one.room - one.teaches for one in self.ready)

    def best(self, students: Together, *, at_most: int) -> Sequence[Facts]:
        """Those who fit, best first; each is counted as named."""
        found = sorted(self._fitting(students), key=lambda buddy: self._order(buddy, students))[:at_most]
        self.named.update(buddy.person.id for buddy in found)
        return found

    def _fitting(self, students: Together) -> Iterator[Facts]:
        apart = self._apart(students)
        allowed = (buddy for buddy in self.ready if buddy.person.id not in apart)
        return (buddy for buddy in allowed if self._shared(buddy, students) != 0)

    def _apart(self, students: Together) -> frozenset[PersonId]:
        return frozenset().union(*(self.field.not_with(one) for one in students))

    def _shared(self, buddy: Facts, students: Together) -> int | None:
        """How many meetings fit into a usual week of all of them; None while that is not known."""
        times = (self.usual.get(one.person.id, ()) for one in students)
        return shared_times(self.usual.get(buddy.person.id, ()), *times, minutes=self.minutes)

    def _order(self, buddy: Facts, students: Together) -> tuple[bool, bool, int, bool, int, PersonId]:
        """Some choice of times, a shared wish, named less often above, free times given, fewer students."""
        number, few = buddy.person.id, self._shared(buddy, students) == 1
        no_wish = not _wishes(buddy, students)
        return (few, no_wish, self.named[number], not buddy.gives_times, buddy.teaches, number)

    def why(self, buddy: Facts, students: Together) -> str:
        """Why this Buddy."""
        times = "has given free times" if buddy.gives_times else "has given no free times yet"
        if many := self._shared(buddy, students):
            who = "both" if len(students) == 1 else "all"
            times = f"{many} times in a usual week suit {who}" if many > 1 else f"1 time in a usual week suits {who}"
        shared = _wishes(buddy, students)
        wish = f"; {'both write' if len(students) == 1 else 'some write'} of: {', '.join(shared)}" if shared else ""
        return f"Room for {buddy.room - buddy.teaches}; {times}{wish}"

    def why_none(self, students: Together) -> str:
        """What stands in the way, and of how many."""
        lines = [f"{times}: {gate}" for gate, times in self.not_ready.most_common()]
        apart = sum(buddy.person.id in self._apart(students) for buddy in self.ready)
        lines += [f"{apart}: not to be matched, or they met or one said no before"] * bool(apart)
        busy = len(self.ready) - apart
        who = "both" if len(students) == 1 else "all"
        lines += [f"{busy}: no time in a usual week suits {who}"] * bool(busy)
        return ". ".join(lines) or "There are no Buddies yet."


def fit_of(field: Field, *, usual: Mapping[PersonId, Sequence[Free]], minutes: int) -> Fit:
    """Who can be asked as things stand."""
    ready, not_ready = [], Counter[str]()
    for one in field.givers():
        gates = field.in_the_way(one, Side.BUDDY)
        not_ready.update(gates[:1])
        ready += [] if gates else [one]
    return Fit(field=field, ready=tuple(ready), not_ready=not_ready, named=Counter(), usual=usual, minutes=minutes)


def _wishes(buddy: Facts, students: Together) -> Sequence[str]:
    return sorted({word for one in students for word in shared_words(one.hope, buddy.person.line or "")})
