"""The yardstick: an echo in aiohttp alone, with no token, no rules and no database.

Typed words are echoed through the connector, as the stock library does it; a press is answered at once.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

from aiohttp import ClientSession, web

from bench.listening import serve

SESSION = web.AppKey("session", ClientSession)


async def messages(request: web.Request) -> web.Response:
    """Says everything back."""
    activity: dict[str, Any] = await request.json()
    if activity["type"] == "invoke":
        answer = {"statusCode": 200, "type": "application/vnd.microsoft.activity.message"}
        return web.json_response({**answer, "value": activity["value"]["action"]["verb"]})
    place = f"{activity['serviceUrl']}v3/conversations/{activity['conversation']['id']}/activities/{activity['id']}"
    async with request.app[SESSION].post(place, json=_reply(activity)) as taken:
        await taken.read()
    return web.Response(status=201)


def _reply(activity: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "message",
        "channelId": activity["channelId"],
        "serviceUrl": activity["serviceUrl"],
        "from": activity["recipient"],
        "recipient": activity["from"],
        "conversation": activity["conversation"],
        "replyToId": activity["id"],
        "text": f"echo: {activity['text']}",
    }


async def _session(app: web.Application) -> AsyncIterator[None]:
    async with ClientSession() as app[SESSION]:
        yield


if __name__ == "__main__":
    app = web.Application()
    app.cleanup_ctx.append(_session)
    app.router.add_post("/api/messages", messages)
    serve(app)
