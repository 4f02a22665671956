"""The words of the cards about matches, for the coordinator who is asked first. They are those of cards/matching."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.domain.links import Learner
from bot.domain.meetings import in_words
from bot.domain.people import Person
from bot.domain.series import Ahead
from bot.usecases.match_cards import student

OFF_NOTE = "Who has read the question is told that it does not go ahead, and that it is not because of them."
_OFF = "It is not because of you. You don't need to do a thing."
OFF_BUDDY = f"{_OFF} I will ask you again when there is another student."
OFF_STUDENT = f"{_OFF} You keep your place in the line. I will look for somebody else."


def learner(profile: Mapping[str, Any]) -> Learner:
    """A student, from what a coordinator sees of them."""
    names = ("first_name", "discipline", "university", "hope", "placement")
    return Learner(person=profile["id"], **{name: profile[name] for name in names})


def ask_buddy(students: Sequence[Learner], beside: Sequence[Person], ahead: Ahead) -> str:
    """What a Buddy is asked."""
    several = len(students) > 1
    lines = ["Would you like to meet some students?" if several else "Would you like to meet a student?"]
    lines += [line for one in students for line in _about(one)]
    if several:
        lines.append("You would meet them all together.")
    if beside:
        lines.append(f"You would do this with another Buddy: {in_words([one.first_name or '' for one in beside])}.")
    lines.append(f"You would meet {ahead.meetings} times." if ahead.meetings > 1 else "You would meet once.")
    if ahead.goes_on:
        lines.append("The first meeting is short. Then the series goes on where it was.")
    return " ".join([*lines, "You can say no. You don't have to say why, and it changes nothing for you."])


def _about(one: Learner) -> list[str]:
    seen = student(one)
    at, studies = f" at {seen.university}" if seen.university else "", f" {seen.discipline}" if seen.discipline else ""
    known = f"{seen.first_name} studies{studies}{at}." if studies or at else ""
    lines = [known or f"{seen.first_name} would like to meet a Buddy."]
    if seen.placement:
        lines.append(f"They are on placement with: {seen.placement}.")
    if seen.hope:
        lines.append(f"Their hope: {seen.hope}.")
    return lines


def ask_student(buddies: Sequence[Person], students: int, ahead: Ahead) -> str:
    """What a student is asked."""
    lines = []
    for one in buddies:
        lines.append(f"{one.first_name} would like to meet you.")
        if one.line:
            lines.append(f"They wrote: {one.line}")
    if students > 1:
        lines.append(f"You would be in a small group of {students} students.")
    if ahead.goes_on:
        lines.append("Your first meeting is short. Then you go on where you were.")
    return " ".join([*lines, "Is that all right? You can say no."])


def stepped_out(who: str) -> str:
    """What the others of a group are told when somebody leaves it."""
    return f"{who} has stepped out. The meetings go on. It is not because of you, and you don't need to do a thing."


def new_buddy(buddy: str, *, rematch: bool) -> str:
    """What a student is told at the end."""
    lines = [
        f"Your meetings with {buddy} have come to an end. This is not about you. Any time that was set is cancelled."
    ]
    return " ".join([*lines, *["We are finding you a new Buddy."] * rematch, "What you have done so far counts."])


def ended(students: str) -> str:
    """What a Buddy is told at the end."""
    return (
        f"Your meetings with {students} have come to an end. This is not because of you. "
        "Any time that was set is cancelled. Thank you for all that you gave. What you have done counts. "
        "When there is another student, I will ask you. You can say no. You can take a break at any time."
    )
