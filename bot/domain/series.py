"""A series of structured meetings, as content: what each meeting is about, and what makes the series complete."""

from __future__ import annotations

from dataclasses import dataclass

QUARTER = 15  # minutes


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """What one meeting of a series is about. `agreement`: the lines that are read out and accepted in it.

    `otherwise_prepare`: what a Buddy who is no carer reads, where `buddy_prepare` speaks to carers.
    """

    key: str
    title: str
    student_prepare: str
    buddy_prepare: str
    aims: tuple[str, ...] = ()
    student_prompts: tuple[str, ...] = ()
    buddy_prompts: tuple[str, ...] = ()
    content_note: str = ""
    buddy_boundary: str = ""
    format: str = "either"
    agreement: tuple[str, ...] = ()
    otherwise_prepare: str = ""

    def prepare_for(self, *, carer: bool) -> str:
        """How somebody who teaches gets ready."""
        return self.buddy_prepare if carer or not self.otherwise_prepare else self.otherwise_prepare


@dataclass(frozen=True, slots=True, kw_only=True)
class Ahead:
    """How many meetings are ahead. `goes_on`: the number after a first meeting that is short; None: all are in full."""

    meetings: int
    goes_on: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """A series: its meetings in order, how long each takes in minutes, and the days from one to the next.

    It is complete with `complete_when_attended` meetings, those in `must_attend` (numbers from 1) among them.
    """

    key: str
    title: str
    minutes: int
    themes: tuple[Theme, ...]
    gap_days_min: int = 3
    gap_days_target: int = 7
    gap_days_max: int = 21
    complete_when_attended: int = 1
    must_attend: tuple[int, ...] = ()
    group_min: int = 1
    group_max: int = 8

    @property
    def short_minutes(self) -> int:
        """How long a short first meeting takes, with a new Buddy: half as long, in quarter hours."""
        return -(-self.minutes // (2 * QUARTER)) * QUARTER

    def ahead(self, had: int) -> Ahead:
        """What is ahead of students who have had the first so many meetings with somebody else.

        With a new Buddy they have a short first meeting, and the series goes on where it was.
        """
        last = len(self.themes)
        if not had or last == 1:
            return Ahead(meetings=last)
        goes_on = min(had + 1, last)
        return Ahead(goes_on=goes_on, meetings=last - goes_on + 2)
