"""Files that people send: fetched only from named hosts, only when asked for, and only if small."""

from __future__ import annotations

from aiohttp import ClientError, ClientResponse, ClientSession, ClientTimeout
from yarl import URL

from bot.domain.errors import BadInput
from bot.front.turn import File, Json
from bot.teams.allowed import Allowed

DOWNLOAD = "application/vnd.microsoft.teams.file.download.info"
LARGEST = 256 * 1024
MOST_MOVES = 3
PATIENCE = ClientTimeout(total=10)

ELSEWHERE = "I can't open a file from that place. Please paste its lines into a message instead."
TOO_LARGE = "That file is too large for me: 256 KB is the most. Please send a shorter one, or paste its lines."
NOT_NOW = "I couldn't fetch that file just now. Please send it again, or paste its lines into a message."


class Files:
    """Fetches what was attached to a message."""

    def __init__(self, *, session: ClientSession, allow: Allowed) -> None:
        self._session = session
        self._allow = allow

    def of(self, attachments: list[Json] | None) -> tuple[File, ...]:
        """The files among a message's attachments, not yet fetched."""
        return tuple(self._file(found) for found in attachments or () if _is_file(found))

    def _file(self, attachment: Json) -> File:
        match attachment:
            case {"name": str(name), "content": {"downloadUrl": str(address)}}:
                return File(name=name, read=lambda: self._fetch(address))
        return File(name="file", read=_not_there)

    async def _fetch(self, address: str) -> bytes:
        try:
            for _ in range(MOST_MOVES):
                if not self._allow.admits(address):
                    raise BadInput(ELSEWHERE)
                # The address carries its own permission: our token is never sent along.
                async with self._session.get(address, timeout=PATIENCE, allow_redirects=False) as response:
                    moved = response.headers.get("Location") if 300 <= response.status < 400 else None  # noqa: PLR2004  # HTTP's own numbers
                    if moved is None:
                        return await _read(response)
                    address = str(response.url.join(URL(moved)))
        except (ClientError, OSError, ValueError) as error:
            raise BadInput(NOT_NOW) from error
        raise BadInput(ELSEWHERE)


def _is_file(attachment: Json) -> bool:
    return isinstance(attachment, dict) and attachment.get("contentType") == DOWNLOAD


async def _read(response: ClientResponse) -> bytes:
    if not response.ok:
        raise BadInput(NOT_NOW)
    kept = bytearray()
    async for chunk in response.content.iter_chunked(64 * 1024):
        kept += chunk
        if len(kept) > LARGEST:
            raise BadInput(TOO_LARGE)
    return bytes(kept)


async def _not_there() -> bytes:
    raise BadInput(NOT_NOW)
