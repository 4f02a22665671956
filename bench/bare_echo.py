"""The yardstick: aiohttp alone takes the same press and answers it. No token, no rules, no database."""

from __future__ import annotations

from aiohttp import web

from bench.listening import serve


async def messages(request: web.Request) -> web.Response:
    """Says the verb back."""
    activity = await request.json()
    answer = {"statusCode": 200, "type": "application/vnd.microsoft.activity.message"}
    return web.json_response({**answer, "value": activity["value"]["action"]["verb"]})


if __name__ == "__main__":
    app = web.Application()
    app.router.add_post("/api/messages", messages)
    serve(app)
