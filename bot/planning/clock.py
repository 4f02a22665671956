"""The time that a plan may take, kept to the second."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

KEPT_BACK = 0.05  # of the time, for putting together what was found


class Clock:
    """The time that is left; once it is over, that is remembered."""

    def __init__(self, seconds: float, now: Callable[[], float] = monotonic) -> None:
        self._now, self._begin, self._seconds = now, now(), (1 - KEPT_BACK) * seconds
        self.was_over = False

    def left(self) -> float:
        """Seconds that are left; 0 when it is time to stop."""
        left = max(0.0, self._begin + self._seconds - self._now())
        self.was_over = self.was_over or not left
        return left

    def is_over(self) -> bool:
        """Whether to stop."""
        return not self.left()

    def is_enough(self, seconds: float) -> bool:
        """Whether something that takes so long can still be done."""
        enough = self.left() > seconds
        self.was_over = self.was_over or not enough
        return enough

    def part(self, share: float) -> Callable[[], float]:
        """Tells what is left of the first part of the time."""

        def left() -> float:
            return max(0.0, self.left() - (1 - share) * self._seconds)

        return left
