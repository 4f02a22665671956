"""The SDK's extension points, filled with our own connector: nothing is checked here, the edge did that before."""

from __future__ import annotations

from types import SimpleNamespace
from typing import NoReturn

from botbuilder.core import CloudAdapterBase
from botbuilder.schema import Activity, ResourceResponse
from botframework.connector.auth import (
    AuthenticateRequestResult,
    BotFrameworkAuthentication,
    ClaimsIdentity,
    ConnectorFactory,
)

from bot.front.turn import Json
from bot.teams.activity import write
from bot.teams.connector import Connector
from bot.teams.replies import Outgoing


def _is_targeted(activity: Activity) -> bool:
    return isinstance(activity, Outgoing) and activity.targeted


def _body(activity: Activity) -> dict[str, Json]:
    """What goes out; of a targeted answer the one who may see it is marked."""
    body: dict[str, Json] = write(activity)
    match body.get("recipient"):
        case dict(recipient) if _is_targeted(activity):
            recipient["isTargeted"] = True
    return body


class Conversations:
    """What the SDK's adapter asks of a connector client, for one service."""

    def __init__(self, connector: Connector, service_url: str) -> None:
        self._connector = connector
        self._service_url = service_url

    async def send_to_conversation(self, conversation: str, activity: Activity) -> ResourceResponse:
        """Says something new."""
        sent = await self._connector.send(
            self._service_url, conversation, _body(activity), targeted=_is_targeted(activity)
        )
        return ResourceResponse(id=sent)

    async def reply_to_activity(self, conversation: str, activity_id: str, activity: Activity) -> ResourceResponse:
        """Says something in answer to an activity."""
        sent = await self._connector.send(
            self._service_url, conversation, _body(activity), reply_to=activity_id, targeted=_is_targeted(activity)
        )
        return ResourceResponse(id=sent)

    async def update_activity(self, conversation: str, activity_id: str, activity: Activity) -> ResourceResponse:
        """Shows something else in an activity's place."""
        shown = await self._connector.replace(
            self._service_url, conversation, _body(activity), message=activity_id, targeted=_is_targeted(activity)
        )
        return ResourceResponse(id=shown)


class Factory(ConnectorFactory):  # type: ignore[misc]  # the SDK ships no types
    """Connector clients that share one session."""

    def __init__(self, connector: Connector) -> None:
        self._connector = connector

    # The SDK's adapter uses nothing of the client but its conversations.
    async def create(  # pyright: ignore[reportIncompatibleMethodOverride]
        self, service_url: str, audience: str | None = None
    ) -> SimpleNamespace:
        """A client for one service; which services are allowed is the connector's business."""
        del audience  # we speak to one audience only
        return SimpleNamespace(conversations=Conversations(self._connector, service_url))


class Authentication(BotFrameworkAuthentication):  # type: ignore[misc]  # the SDK ships no types
    """Hands out connector clients, and authenticates nobody: that is done at the edge."""

    def __init__(self, factory: Factory) -> None:
        self._factory = factory

    def create_connector_factory(self, claims_identity: ClaimsIdentity) -> Factory:
        """The one factory."""
        del claims_identity
        return self._factory

    async def create_user_token_client(  # pyright: ignore[reportIncompatibleMethodOverride]
        self, claims_identity: ClaimsIdentity
    ) -> None:
        """None: nobody signs in through the bot."""
        del claims_identity

    async def authenticate_request(self, activity: Activity, auth_header: str) -> NoReturn:
        """Always refuses: a request that was not checked at the edge has no business here."""
        del activity, auth_header
        raise PermissionError

    async def authenticate_streaming_request(self, auth_header: str, channel_id_header: str) -> NoReturn:
        """Always refuses: we do not stream."""
        del auth_header, channel_id_header
        raise PermissionError


class Adapter(CloudAdapterBase):  # type: ignore[misc]  # the SDK ships no types
    """The SDK's adapter over our connector."""

    def __init__(self, connector: Connector) -> None:
        factory = Factory(connector)
        super().__init__(Authentication(factory))
        self.checked = AuthenticateRequestResult()
        self.checked.claims_identity = ClaimsIdentity({}, True, "checked")  # noqa: FBT003  # the SDK's signature
        self.checked.connector_factory = factory
