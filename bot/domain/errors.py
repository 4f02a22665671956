"""What the scheme refuses, and why, in words that the person who asked can act on.

BuddyError
 + NotOnTheList        nobody of ours is behind this account
 + NotForYou           the person's role does not include this
 + NotYours            the thing belongs to other people
 + NotThere            no such thing, or no longer
 + HasChanged          the card is older than the truth
 + BadInput            something typed cannot be used; says which and why
    + Passed           a day that was named is over
"""

from __future__ import annotations

from typing import ClassVar


class BuddyError(Exception):
    """A refusal: `str(error)` is what the person reads, `code` is what a log keeps."""

    code: ClassVar[str] = "refused"


class NotOnTheList(BuddyError):
    """Nobody on the scheme's list belongs to this account."""

    code = "not_on_the_list"


class NotForYou(BuddyError):
    """The person's role does not include this."""

    code = "not_for_you"

    def __init__(
        self, words: str = "That one is not part of your role. Type 'commands' to see what you can do."
    ) -> None:
        super().__init__(words)


class NotYours(BuddyError):
    """The thing exists, and belongs to other people: said in the same words as if it were not there."""

    code = "not_yours"

    def __init__(self) -> None:
        super().__init__("I can't find that. It may have changed since. Type 'commands' to see what you can do.")


class NotThere(NotYours):
    """No such thing, or no longer."""

    code = "not_there"


class HasChanged(BuddyError):
    """The card that was pressed is older than what is true now."""

    code = "has_changed"

    def __init__(self, now_true: str = "") -> None:
        super().__init__(f"This has changed since I sent it. {now_true}".strip())


class BadInput(BuddyError):
    """Something that was typed cannot be used: says which, why, and what to do."""

    code = "bad_input"


class Passed(BadInput):
    """A day that was named is over; nothing else is wrong with it."""

    code = "passed"
