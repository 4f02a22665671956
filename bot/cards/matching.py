"""Cards about who meets whom: the question to each side, and what comes of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from bot.cards import Card


@dataclass(frozen=True, slots=True, kw_only=True)
class Student:
    """A student, as those who are asked to teach them see them; '' for what the student did not say.

    One of `studies_there`, `studies`, `there` and `neither` tells which of discipline and university is known.
    """

    first_name: str
    discipline: str = ""
    university: str = ""
    hope: str = ""
    placement: str = ""
    studies_there: bool = False
    studies: bool = False
    there: bool = False
    neither: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Buddy:
    """A Buddy or carer, as a student sees them: a first name and an own line ('' for none)."""

    first_name: str
    line: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskBuddy(Card):
    """Asks a Buddy or carer whether they would like to meet these students. `others`: the Buddies beside them.

    `short`: the first meeting is short, since the students have had a part of the series before.
    """

    template: ClassVar[str] = "matching/ask"
    link: int
    students: tuple[Student, ...]
    meetings: int
    others: str = ""
    one: bool = True
    several: bool = False
    often: bool = True
    once: bool = False
    short: bool = False
    cohort: str = ""
    changed: bool = False
    again: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AskStudent(Card):
    """Asks a student whether these Buddies are all right. `group`: how many students there would be, 0 for a pair.

    `short`: the first meeting is short, and then the series goes on where it was.
    """

    template: ClassVar[str] = "matching/matched"
    link: int
    buddies: tuple[Buddy, ...]
    group: int = 0
    one: bool = True
    several: bool = False
    short: bool = False
    cohort: str = ""
    changed: bool = False
    again: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Thanks(Card):
    """Takes note of a yes. `others` are asked now if `asking`."""

    template: ClassVar[str] = "matching/thanks"
    link: int
    others: str = ""
    asking: bool = False
    waiting: bool = False
    changed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Declined(Card):
    """Takes note of a no."""

    template: ClassVar[str] = "matching/declined"
    buddy: bool = False
    student: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold(Card):
    """The link rests: somebody may know the other (`knows`, for that person), or a coordinator looks at it.

    `began`: they meet already, so nobody is to wait for `others` in a meeting; `goes_on`: it rests no more.
    """

    template: ClassVar[str] = "matching/hold"
    knows: bool = False
    on_hold: bool = False
    began: bool = False
    goes_on: bool = False
    others: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Off(Card):
    """A link that does not come about: nobody's fault, and no reason."""

    template: ClassVar[str] = "matching/off"
    buddy: bool = False
    student: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked(Card):
    """Everybody has said yes."""

    template: ClassVar[str] = "matching/linked"
    others: str
    buddy: bool = False
    student: bool = False
    changed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NewBuddy(Card):
    """Tells a student that the meetings with a Buddy end; `rematch`: another one is looked for."""

    template: ClassVar[str] = "matching/new_buddy"
    buddy: str
    rematch: bool = False
    over: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended(Card):
    """Tells a Buddy or carer that the meetings with a student end."""

    template: ClassVar[str] = "matching/ended"
    student: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SteppedOut(Card):
    """Tells the others of a group that somebody has left it, never why."""

    template: ClassVar[str] = "matching/stepped_out"
    who: str
