"""Files for coordinators behind signed links: for one of them, for a few minutes, and made when they are asked for."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable
from datetime import datetime
from http import HTTPStatus
from typing import Protocol

from aiohttp import web
from itsdangerous import BadData, URLSafeSerializer

from bot.domain.errors import BuddyError, NotThere
from bot.web.shell import HEADERS, problem

OVER = "This link has run out, or it is not yours. Please ask for the file again in your chat with Buddy."


class File(Protocol):
    """What is downloaded."""

    @property
    def name(self) -> str:
        """What it is called."""
        ...

    @property
    def content(self) -> bytes:
        """What is in it."""
        ...


class ExportLinks:
    """Makes signed addresses of files and reads them back; nothing about anybody stands in them."""

    def __init__(self, key: bytes, public_url: str, clock: Callable[[], datetime]) -> None:
        self._public_url, self._clock = public_url.rstrip("/"), clock
        self._signed = URLSafeSerializer(
            key, salt="export", signer_kwargs={"digest_method": hashlib.sha256, "key_derivation": "hmac"}
        )

    def url(self, what: str, cohort: int, person: int, until: datetime) -> str:
        """The address of one file for one person, until then."""
        token = self._signed.dumps([what, cohort, person, int(until.timestamp())])
        return f"{self._public_url}/files/{token}"

    def read(self, token: str) -> tuple[str, int, int]:
        """What a token of ours names, of which cohort and for whom; NotThere if it is not ours or has run out."""
        try:
            what, cohort, person, until = self._signed.loads(token)
        except BadData:
            raise NotThere from None
        if self._clock().timestamp() >= until:
            raise NotThere
        return str(what), int(cohort), int(person)


def routes(
    *, read: Callable[[str], tuple[str, int, int]], make: Callable[[str, int, int], Awaitable[File]]
) -> list[web.RouteDef]:
    """GET /files/{token}: the file, or the same short page whatever is amiss."""

    async def download(request: web.Request) -> web.Response:
        try:
            file = await make(*read(request.match_info["token"]))
        except BuddyError:
            return problem(status=HTTPStatus.NOT_FOUND, title="I can't give you that file", words=OVER)
        named = HEADERS | {"Content-Disposition": f"attachment; filename={file.name}"}
        return web.Response(body=file.content, content_type="text/csv", charset="utf-8", headers=named)

    # No HEAD: what only looks ahead at a link, as mail filters do, gets no file made and noted.
    return [web.get("/files/{token}", download, allow_head=False)]
