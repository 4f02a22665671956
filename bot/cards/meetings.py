"""Cards about one meeting: set, soon, moved, missed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from bot.cards import Card


@dataclass(frozen=True, slots=True, kw_only=True)
class Booked(Card):
    """A meeting is set: when, where, and how to move it. `not_today`: on the day, for a Buddy."""

    template: ClassVar[str] = "meetings/booked"
    meeting: int
    version: int
    cohort: str = ""
    number: int
    title: str
    other: str
    when: str
    minutes: int
    join_url: str
    ics_url: str
    teams_url: str
    prepare: str
    changed: bool = False
    link_here: bool = False
    link_follows: bool = False
    no_link: bool = False
    another: bool = False
    not_today: bool = False
    student: bool = False
    begun: bool = False
    ready: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a list."""

    say: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready(Card):
    """Helps a student to get ready: what the meeting is about, and what to ask. `agreement`: where they make one."""

    template: ClassVar[str] = "meetings/ready"
    meeting: int
    version: int
    cohort: str = ""
    title: str
    when: str
    buddy: str
    prepare: str
    aims: tuple[Line, ...]
    questions: tuple[Line, ...]
    agreement: bool = False
    needs: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DayBefore(Card):
    """Tells a Buddy of the next working day's meeting. `day` is '' when that is tomorrow."""

    template: ClassVar[str] = "meetings/day_before"
    meeting: int
    version: int
    cohort: str = ""
    time: str
    day: str
    student: str
    prepare: str
    boundary: str
    agreement: bool = False
    tomorrow: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Morning(Card):
    """Asks a Buddy on the day whether it is still good."""

    template: ClassVar[str] = "meetings/morning"
    meeting: int
    version: int
    cohort: str = ""
    time: str
    student: str
    join_url: str
    buddy: bool = False
    carer: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveDone(Card):
    """The answer to a student who moves a meeting."""

    template: ClassVar[str] = "meetings/move_done"
    buddy: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved(Card):
    """Tells the others that a meeting moves, and nothing else."""

    template: ClassVar[str] = "meetings/moved"
    number: int
    other: str
    today: bool = False
    later: bool = False
    buddy: bool = False
    student: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Another:
    """A meeting that falls into the days of rest. `kept` names those that the Buddy has kept so far ('12,14')."""

    meeting: int
    version: int
    when: str
    student: str
    kept: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NotToday(Card):
    """The answer to 'Not today'."""

    template: ClassVar[str] = "meetings/not_today"
    meeting: int
    version: int
    moved: bool = False
    stopped: bool = False
    without: bool = False
    rest: bool = False
    others: tuple[Another, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait(Card):
    """Nobody is here yet: how long to wait. `early`: somebody has pressed before that time."""

    template: ClassVar[str] = "meetings/wait"
    meeting: int
    version: int
    other: str
    until: str
    early: bool = False
    buddy: bool = False
    student: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Missed(Card):
    """A student wasn't able to come: by the Buddy's word (`told`) or the student's own."""

    template: ClassVar[str] = "meetings/missed"
    meeting: int
    version: int
    number: int
    told: bool = False
    own: bool = False
    again: bool = False
    call_first: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MovedNote(Card):
    """Tells a coordinator that a meeting moved on its day, or goes on without somebody; never who, never why."""

    template: ClassVar[str] = "meetings/moved_note"
    meeting: str
    link: str
    moved: bool = False
    without: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MissedNote(Card):
    """Tells a coordinator that a student wasn't able to come, and how often that was so."""

    template: ClassVar[str] = "meetings/missed_note"
    meeting: str
    student: str
    number: int
    times: int
    call: bool = False
    frozen: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NothingToDo(Card):
    """Nothing to do just now, and why."""

    template: ClassVar[str] = "meetings/nothing"
    number: int
    title: str
    other: str
    waiting: bool = False
    done: bool = False
    none: bool = False
    no_reflection: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Soon(Card):
    """Minutes before a meeting."""

    template: ClassVar[str] = "meetings/soon"
    meeting: int
    version: int
    cohort: str = ""
    minutes: int
    time: str
    other: str
    join_url: str
    needs: str = ""
    no_link: bool = False
    buddy: bool = False
    student: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OurAgreement(Card):
    """The lines that both sides go through together at the start."""

    template: ClassVar[str] = "meetings/agreement"
    meeting: int
    version: int
    lines: tuple[Line, ...]
    student: bool = False
    buddy: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AskMove(Card):
    """Asks a student whether a meeting is to move, before anybody is told."""

    template: ClassVar[str] = "meetings/ask_move"
    meeting: int
    version: int
    number: int
    when: str
    buddy: str
