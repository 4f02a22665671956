"""Microsoft's library: requests built, proven to be ours and sent by it. To be imported in a thread: see opening.py."""

from __future__ import annotations

import json
from typing import Any

import anyio._backends._asyncio  # noqa: F401  # else the first request imports it, on the loop
import httpx
from kiota_abstractions.authentication import (
    AccessTokenProvider,
    AllowedHostsValidator,
    BaseBearerTokenAuthenticationProvider,
)
from kiota_abstractions.method import Method
from kiota_abstractions.native_response_handler import NativeResponseHandler
from kiota_abstractions.request_information import RequestInformation
from kiota_http.middleware import ParametersNameDecodingHandler
from kiota_http.middleware.options import ResponseHandlerOption
from msgraph.graph_request_adapter import GraphRequestAdapter
from msgraph_core import GraphClientFactory  # type: ignore[import-untyped]  # it ships no types
from msgraph_core.middleware import GraphTelemetryHandler  # type: ignore[import-untyped]  # the same

from bot.graph.asked import SCOPE, Asked, TokenSource

CONNECT = 5.0  # seconds
TRUSTED = httpx.create_ssl_context()  # to make one takes longer than a call
RAW = ResponseHandlerOption(NativeResponseHandler())  # the library's own reading costs some 17 ms for each entity


class OurTokens(AccessTokenProvider):
    """A token for Graph's host and for no other."""

    def __init__(self, tokens: TokenSource, host: str) -> None:
        self._tokens, self._host = tokens, host
        self._last = ""

    async def get_authorization_token(
        self,
        uri: str,
        additional_authentication_context: dict[str, Any] = {},  # noqa: B006  # the library's own signature
    ) -> str:
        """Another one than the last when Graph has asked for a fresh one."""
        if httpx.URL(uri).host != self._host:
            return ""
        if additional_authentication_context.get("claims"):
            self.drop()
        self._last = await self._tokens.bearer(SCOPE)
        return self._last

    def get_allowed_hosts_validator(self) -> AllowedHostsValidator:
        """Graph's alone."""
        return AllowedHostsValidator([self._host])

    def drop(self) -> None:
        """The last one was not accepted."""
        self._tokens.drop(SCOPE, self._last)


class Opened:
    """The library with our tokens, at this address."""

    def __init__(self, tokens: TokenSource, url: str) -> None:
        self._url = url
        self._tokens = OurTokens(tokens, httpx.URL(url).host)
        # No handler that repeats a request or follows it elsewhere: the queue repeats, and Graph sends nobody away.
        # How long a call may take is its own affair: see client.py.
        self._wire = httpx.AsyncHTTPTransport(verify=TRUSTED)
        client = GraphClientFactory.create_with_custom_middleware(
            [ParametersNameDecodingHandler(), GraphTelemetryHandler()],
            client=httpx.AsyncClient(
                timeout=httpx.Timeout(None, connect=CONNECT), follow_redirects=False, transport=self._wire
            ),
        )
        self._adapter = GraphRequestAdapter(BaseBearerTokenAuthenticationProvider(self._tokens), client=client)
        self._built(Asked(method="POST", path="/users/{user}", values={"user": "@"}, body={}))

    async def send(self, asked: Asked) -> httpx.Response:
        """Sent once, or twice when Graph asks for a fresh token in the words of its protocol."""
        response: httpx.Response = await self._adapter.send_primitive_async(self._built(asked), "bytes", {})
        if response.status_code == httpx.codes.UNAUTHORIZED:
            self._tokens.drop()
        return response

    async def close(self) -> None:
        """Its connections; Graph's own wrapper around them does not pass this on."""
        await self._wire.aclose()

    def _built(self, asked: Asked) -> RequestInformation:
        request = RequestInformation(Method(asked.method), "{+baseurl}" + asked.path, dict(asked.values))
        request.path_parameters["baseurl"] = self._url
        request.url = asked.page or request.url  # filled in once: the library asks for it several times
        request.headers.try_add("Accept", "application/json")
        for preference in asked.prefer:
            request.headers.add("Prefer", preference)
        if asked.body is not None:
            request.set_stream_content(json.dumps(asked.body).encode(), "application/json")
        request.add_request_options([RAW])
        return request
