"""How a message that is to be sent stands, and why one has not arrived."""

from __future__ import annotations

from enum import StrEnum


class SendState(StrEnum):
    """How one message of the outbox stands."""

    PENDING = "pending"
    DOING = "doing"  # a worker holds it
    DONE = "done"
    WITHDRAWN = "withdrawn"  # it was not true any more in the moment of sending
    EXPIRED = "expired"  # it would have come too late
    FAILED = "failed"  # the channel will not take it, or did not in all of our attempts
    UNSURE = "unsure"  # nobody knows whether it arrived, and it is never sent again by itself


class Trouble(StrEnum):
    """The first words of the `error` of a message; what follows a colon is a detail for those who run the program."""

    NO_CHAT = "no chat"  # the person has not opened the chat yet, or has closed it
    UNREACHABLE = "unreachable"  # the person removed or blocked the assistant, or the message is not acceptable
    TOO_FAST = "too fast"  # the channel asked us to slow down
    NOT_NOW = "not now"  # the channel could not take it
    MAY_HAVE_ARRIVED = "may have arrived"  # the connection broke after the words were sent
    WORKER_GONE = "worker gone"  # whoever was saying it came to an end in the middle
    BUG = "bug"
