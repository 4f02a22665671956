"""Who did something, and where, as the channel says."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from botbuilder.schema import ChannelAccount, ConversationAccount

from bot.domain.errors import BuddyError
from bot.domain.people import Account, Chat, ChatKind
from bot.front.voice import MayHaveArrived, NotNow, Unreachable
from bot.teams.activity import Received
from bot.teams.connector import Connector


class NotKnownJustNow(BuddyError):
    """The channel could not be asked who somebody is."""

    code = "not_known_just_now"


def account_of(activity: Received) -> Account | None:
    """Whose account it is; None for guests of a meeting and others without an Entra id."""
    sender = activity.from_property
    if not sender.aad_object_id:
        return None
    return Account(tenant=activity.tenant, entra_id=sender.aad_object_id.lower(), name=sender.name or "")


def chat_of(activity: Received) -> Chat:
    """Where it happened."""
    return Chat(
        conversation=activity.conversation.id,
        service_url=activity.service_url,
        tenant=activity.tenant,
        member=activity.from_property.id,
        kind=_kind(activity.conversation),
    )


def _kind(conversation: ConversationAccount) -> ChatKind:
    match conversation.conversation_type:
        case "personal":
            return ChatKind.PERSONAL
        case None if not conversation.is_group and not conversation.id.startswith("19:"):
            return ChatKind.PERSONAL
        case None | "groupChat":
            return ChatKind.GROUP
    return ChatKind.CHANNEL  # a kind that we don't know is taken for the most public one


def is_bot(account: ChannelAccount) -> bool:
    """Whether it is a program: two that answer each other would never stop."""
    return bool(account.id.startswith("28:"))


def names_bot(members: list[ChannelAccount] | None, bot: ChannelAccount) -> bool:
    """Whether we ourselves are among those who came or left."""
    return bot.id is not None and any(member.id == bot.id for member in members or ())


def email_finder(connector: Connector, activity: Received) -> Callable[[], Awaitable[str | None]]:
    """Asks the channel for the person's address, when called."""
    service, conversation, person = activity.service_url, activity.conversation.id, activity.from_property.id

    async def find() -> str | None:
        try:
            found = await connector.member(service, conversation, member=person)
        except Unreachable:
            return None
        except (NotNow, MayHaveArrived) as error:
            raise NotKnownJustNow("I couldn't check who you are just now. Please try again in a minute.") from error
        for address in (found.get("email"), found.get("userPrincipalName")):
            # The sign-in name of a guest ('somebody_example.org#EXT#@...') is not an address.
            if isinstance(address, str) and "@" in address and "#ext#" not in address.lower():
                return address.lower()
        return None

    return find
