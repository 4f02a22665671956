"""Why two people are paired, why they are not, and what it would cost to pair them: in words for a coordinator."""

from __future__ import annotations

from dataclasses import dataclass

from bot.planning.model import Buddy, Pair, Plan, Problem, Student
from bot.planning.rules import Barrier, barriers, common_starts, wishes
from bot.planning.series import Frame, days_with
from bot.planning.solve import prepare, solve_pairing


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """What can be said about two people. `served` and `preference`: what pairing them would change in all, if asked.

    `together`: whether the plan pairs them. `barriers`: what stands between them, whatever the plan.
    """

    words: tuple[str, ...]
    together: bool
    barriers: tuple[Barrier, ...] = ()
    served: int = 0
    preference: int = 0


def why(problem: Problem, plan: Plan, student: str, buddy: str) -> Reason:
    """Why these two are paired in this plan, or why they are not."""
    one = next(person for person in problem.students if person.id == student)
    other = next(person for person in problem.buddies if person.id == buddy)
    together = any((pair.student, pair.buddy) == (student, buddy) for pair in plan.pairs)
    found = barriers(problem, one, other)
    if found:
        return Reason(words=tuple(barrier.value for barrier in found), together=together, barriers=found)
    if together:
        return Reason(words=(_times(problem, one, other), *_wishes(one, other), _share(plan, other)), together=True)
    return _were_they_paired(problem, plan, one, other)


def days_together(problem: Problem, student: Student, buddy: Buddy) -> int:
    """On how many days of the term these two could meet, had they nobody else to meet."""
    frame = Frame.of(problem.term)
    return days_with(common_starts(problem, student, buddy), frame).bit_count()


def say_days(days: int, needed: int) -> str:
    """The same, in words."""
    return f"They could meet on {days} days, and {needed} are needed."


def say_share(taken: int, at_once: int) -> str:
    """How many of the students whom a Buddy can meet they would meet, in words."""
    return f"The Buddy would meet {taken} of the {at_once} students they can."


def _times(problem: Problem, student: Student, buddy: Buddy) -> str:
    return say_days(days_together(problem, student, buddy), problem.term.meetings)


def _wishes(student: Student, buddy: Buddy) -> list[str]:
    met = wishes(student, buddy)
    themes = sorted(student.themes & buddy.themes)
    words = [f"Both named: {', '.join(themes)}."] if themes else []
    if student.mode != "any":
        words.append(_wish("way to meet", met=bool(met["mode"])))
    if student.gender:
        words.append(_wish("gender of the Buddy", met=bool(met["gender"])))
    if student.kind:
        words.append(_wish("kind of Buddy", met=bool(met["kind"])))
    if met["waiting"]:
        words.append(f"The student has waited {student.waiting_days} days.")
    return words


def _wish(what: str, *, met: bool) -> str:
    return f"The wish for the {what} is met." if met else f"The wish for the {what} is not met."


def _share(plan: Plan, buddy: Buddy) -> str:
    taken = sum(pair.buddy == buddy.id for pair in plan.pairs)
    return say_share(taken, buddy.students_at_once)


def _were_they_paired(problem: Problem, plan: Plan, student: Student, buddy: Buddy) -> Reason:
    """What would change for everybody, times left aside, were these two paired."""
    promised = tuple(pair for pair in plan.pairs if pair.promised and pair.student != student.id)
    best = solve_pairing(prepare(problem, promised))
    forced = solve_pairing(prepare(problem, (*promised, Pair(student=student.id, buddy=buddy.id, fixed=True))))
    taken = sum(pair.buddy == buddy.id for pair in plan.pairs)
    served, points = forced.served - best.served, forced.preference - best.preference
    words = [f"The Buddy has {taken} of the {buddy.students_at_once} students they can meet."]
    if sum(pair.buddy == buddy.id for pair in forced.pairs) > buddy.students_at_once:
        words = ["All places of this Buddy are promised to others."]
    elif served < 0:
        words.append(f"With this pair, {students_(-served)} fewer would have a place.")
    elif points < 0:
        words.append(f"All could still have a place. The wishes of all would be met less well, by {-points} points.")
    else:
        words.append("This pair would be just as good. You can choose it.")
    return Reason(words=tuple(words), together=False, served=served, preference=points)


def students_(many: int) -> str:
    """How many students, in words."""
    return "1 student" if many == 1 else f"{many} students"
