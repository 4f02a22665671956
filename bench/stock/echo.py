"""The stock library's echo bot, as its own samples wire it. Runs in an environment of its own; needs no token."""

from __future__ import annotations

import socket
from types import SimpleNamespace

from aiohttp import web
from botbuilder.core import ActivityHandler, TurnContext
from botbuilder.integration.aiohttp import CloudAdapter, ConfigurationBotFrameworkAuthentication


class Echo(ActivityHandler):  # type: ignore[misc]  # the SDK ships no types
    """Says everything back."""

    async def on_message_activity(self, turn_context: TurnContext) -> None:
        """Through the connector, as every reply in Teams."""
        await turn_context.send_activity(f"echo: {turn_context.activity.text}")


def make() -> web.Application:
    """Without an app id the library checks no token and asks for none: that is in its favour."""
    unregistered = SimpleNamespace(APP_ID="", APP_PASSWORD="", APP_TYPE="MultiTenant", APP_TENANTID="")
    adapter, bot = CloudAdapter(ConfigurationBotFrameworkAuthentication(unregistered)), Echo()

    async def messages(request: web.Request) -> web.Response:
        answer: web.Response | None = await adapter.process(request, bot)
        return answer or web.Response(status=201)

    app = web.Application()
    app.router.add_post("/api/messages", messages)
    return app


if __name__ == "__main__":
    listener = socket.create_server(("127.0.0.1", 0), backlog=128)
    print(listener.getsockname()[1], flush=True)
    web.run_app(make(), sock=listener, access_log=None, print=None)
