"""What can come of a call to Microsoft Graph besides an answer, for whoever has to go on without one.

GraphFault            an answer that we cannot use; `code` is a word of Graph's or ours, never somebody's data
├─ NotNow             busy or away: nothing was done, so the same call may be made again, at the earliest `after`
│  └─ MayBeDone       the answer was lost: it may have been done, so look before it is done again
├─ NotGranted         a grant, a consent or a policy is missing or has run out: an administrator has to act
├─ NoSuchMailbox      the mailbox is not there, or not one of Exchange
├─ Gone               what was asked about is not there any more
└─ NotTaken           Graph does not take the call as it is: asking again does not help
"""

from __future__ import annotations


class GraphFault(Exception):
    """An answer that we cannot use. `code` says which; `after`: seconds before which asking again is no use."""

    def __init__(self, code: str, *, after: float = 0.0) -> None:
        self.code, self.after = code[:60], after
        super().__init__(self.code)


class NotNow(GraphFault):
    """Busy or away; nothing was done."""


class MayBeDone(NotNow):
    """The answer was lost on its way."""


class NotGranted(GraphFault):
    """An administrator has to act."""


class NoSuchMailbox(GraphFault):
    """Not there, or no mailbox of Exchange."""


class Gone(GraphFault):
    """Not there any more."""


class NotTaken(GraphFault):
    """Not taken as it is."""
