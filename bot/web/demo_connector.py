"""The demo's connector: where the bot sends messages, replaces cards, asks who is there and fetches files."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from aiohttp import web

from bot.web.demo_chats import Chat, Contents
from bot.web.demo_teams import CARD, Around, acceptable, stamp
from bot.web.guard import Handler
from bot.web.known import CannotShow

BASE = "/demo/connector/v3/conversations/{conversation}"
FILE_INFO = "application/vnd.microsoft.teams.file.download.info"


class Refused(Exception):
    """What the connector will not take: an HTTP status and Teams' code for it."""

    def __init__(self, status: HTTPStatus, code: str, why: str) -> None:
        super().__init__(why)
        self.status, self.code = status, code


class Connector:
    """Shows in the chats what the bot sends, as strictly as Teams would."""

    def __init__(self, around: Around, chats: list[Chat]) -> None:
        self._around = around
        self._chats = chats
        self._files: dict[str, bytes] = {}

    def routes(self) -> list[web.RouteDef]:
        """What the bot calls."""
        return [
            web.post(f"{BASE}/activities", _answering(self._said)),
            web.post(f"{BASE}/activities/{{activity}}", _answering(self._said)),
            web.put(f"{BASE}/activities/{{activity}}", _answering(self._replaced)),
            web.get(f"{BASE}/members/{{member}}", _answering(self._member)),
            web.get("/demo/files/{file}", self._file),
        ]

    def offer(self, name: str, content: bytes) -> dict[str, Any]:
        """A file as Teams hands it to a bot: an address to fetch it from."""
        file_id = self._around.new_id()
        self._files[file_id] = content
        url = f"{self._around.base_url}/demo/files/{file_id}"
        where = {"downloadUrl": url, "uniqueId": file_id, "fileType": name.rpartition(".")[2]}
        return {"contentType": FILE_INFO, "contentUrl": url, "name": name, "content": where}

    async def _said(self, request: web.Request) -> web.Response:
        chat, contents = await self._read(request)
        message_id = self._around.new_id()
        if contents:
            chat.add(message_id, when=stamp(self._around.clock()), contents=contents)
        return web.json_response({"id": message_id}, status=HTTPStatus.CREATED)

    async def _replaced(self, request: web.Request) -> web.Response:
        chat, contents = await self._read(request)
        message = chat.find(request.match_info["activity"])
        if message is None or message.by:
            raise Refused(HTTPStatus.NOT_FOUND, "ActivityNotFoundInConversation", "no such message of the bot's")
        if contents:
            chat.put(message.id, contents=contents, new=True)
        return web.json_response({"id": message.id})

    async def _member(self, request: web.Request) -> web.Response:
        person = self._chat(request).person
        if request.match_info["member"] not in (person.member, person.entra_id):
            raise Refused(HTTPStatus.NOT_FOUND, "MemberNotFoundInConversation", "no such member")
        first, _, last = person.name.partition(" ")
        shown = {"id": person.member, "name": person.name, "givenName": first, "surname": last}
        known = {"aadObjectId": person.entra_id, "objectId": person.entra_id, "tenantId": self._around.tenant}
        return web.json_response(
            {**shown, **known, "email": person.email, "userPrincipalName": person.email, "userRole": "user"}
        )

    async def _file(self, request: web.Request) -> web.Response:
        content = self._files.get(request.match_info["file"])
        if content is None:
            raise web.HTTPNotFound
        return web.Response(body=content, content_type="text/csv")

    def _chat(self, request: web.Request) -> Chat:
        for chat in self._chats:
            if chat.person.conversation == request.match_info["conversation"]:
                return chat
        raise Refused(HTTPStatus.NOT_FOUND, "ConversationNotFound", "no such conversation")

    async def _read(self, request: web.Request) -> tuple[Chat, Contents | None]:
        chat = self._chat(request)
        if request.content_type != "application/json":
            raise Refused(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "BadSyntax", "an activity is JSON")
        return chat, _contents(await request.json())


def _contents(activity: dict[str, Any]) -> Contents | None:
    """What an activity shows; None for 'typing', which shows nothing that stays."""
    if activity.get("type") == "typing":
        return None
    words, attached = activity.get("text") or "", activity.get("attachments") or []
    if activity.get("type") != "message" or not (words or attached):
        raise Refused(HTTPStatus.BAD_REQUEST, "BadSyntax", "a message with words or a card is taken here")
    if len(attached) > 1 or any(one.get("contentType") != CARD for one in attached):
        raise Refused(HTTPStatus.BAD_REQUEST, "BadSyntax", "one card a message, and nothing but cards")
    try:
        card = acceptable(attached[0]["content"]) if attached else None
    except CannotShow as error:
        raise Refused(HTTPStatus.BAD_REQUEST, "BadSyntax", str(error)) from error
    return Contents(words=words, plain=activity.get("textFormat") == "plain", card=card)


def _answering(handler: Handler) -> Handler:
    async def answered(request: web.Request) -> web.StreamResponse:
        try:
            return await handler(request)
        except Refused as error:
            said = {"error": {"code": error.code, "message": str(error)}}
            return web.json_response(said, status=error.status)

    return answered
