"""Speaking first in Teams."""

from __future__ import annotations

from bot.domain.people import Chat
from bot.front.turn import Json
from bot.teams.activity import write
from bot.teams.connector import Connector
from bot.teams.replies import message


class TeamsVoice:
    """The Voice port over the channel's connector."""

    def __init__(self, connector: Connector) -> None:
        self._connector = connector

    async def say(self, chat: Chat, card: dict[str, Json], *, replaces: str | None = None) -> str:
        """The id of the message; raises NotNow, Unreachable or MayHaveArrived, and nothing else."""
        activity = write(message(card=card))
        if replaces is None:
            return await self._connector.send(chat.service_url, chat.conversation, activity)
        return await self._connector.replace(chat.service_url, chat.conversation, activity, message=replaces)
