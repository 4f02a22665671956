"""The shapes in which the channel takes an answer."""

from __future__ import annotations

from copy import copy
from typing import Self

from botbuilder.core import InvokeResponse
from botbuilder.schema import Activity, ActivityTypes

from bot.front.turn import Json

CARD = "application/vnd.microsoft.card.adaptive"
NOTE = "application/vnd.microsoft.activity.message"
ERROR = "application/vnd.microsoft.error"
SUMMARY = "Buddy Scheme: a message for you"  # all that a lock screen shows
TITLE = "Buddy Scheme"
NOTHING_NEW = "Nothing has changed."


class Outgoing(Activity):  # type: ignore[misc]  # the SDK ships no types
    """An activity of ours. `targeted`: only the person who is answered sees it, in a channel or group too."""

    targeted: bool = False

    def __deepcopy__(self, memo: object) -> Self:
        """A shallow copy: the SDK copies all that it sends, and a card copied in depth costs more than all the rest."""
        return copy(self)


def message(*, card: dict[str, Json] | None = None, note: str | None = None) -> Outgoing:
    """A message with a card, a note, or a note above a card. A note is plain text: what people typed is no markup."""
    activity = Outgoing(type="message", summary=SUMMARY)
    if note is not None:
        activity.text, activity.text_format = note, "plain"
    if card is not None:
        activity.attachments = [attachment(card)]
    return activity


def response(status: int, body: dict[str, Json] | None = None) -> Outgoing:
    """What an invoke is answered with over HTTP."""
    return Outgoing(type=ActivityTypes.invoke_response, value=InvokeResponse(status=status, body=body))


def attachment(card: dict[str, Json]) -> dict[str, Json]:
    """A card as the channel wants it attached."""
    return {"contentType": CARD, "content": card}


def pressed(*, card: dict[str, Json] | None, note: str | None) -> dict[str, Json]:
    """The answer to a press: the card in the place of the one that was pressed, or words beside it."""
    if card is not None:
        return {"statusCode": 200, "type": CARD, "value": card}
    return {"statusCode": 200, "type": NOTE, "value": note or NOTHING_NEW}


def dialog(*, card: dict[str, Json] | None, note: str | None, title: str | None) -> dict[str, Json]:
    """The answer to a dialog that was asked for or sent in: the next card in it, or words in its place."""
    if card is None:
        return {"task": {"type": "message", "value": note or NOTHING_NEW}}
    shown: dict[str, Json] = {"title": title or TITLE, "height": "large", "width": "medium", "card": attachment(card)}
    return {"task": {"type": "continue", "value": shown}}


def refusal(why: str) -> dict[str, Json]:
    """The answer to a request that cannot be read."""
    return {"statusCode": 400, "type": ERROR, "value": {"code": "BadRequest", "message": why}}
