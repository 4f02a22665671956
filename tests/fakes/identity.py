"""The Bot Framework's identity service on loopback: names its keys, and signs tokens with any fault one likes."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import jwt
from aiohttp import web
from aiohttp.test_utils import TestServer
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from jwt.algorithms import RSAAlgorithm

APP_ID = "00000000-0000-0000-0000-00000000b07a"
ISSUER = "https://api.botframework.com"
NOW = 1_800_000_000.0


@cache
def private_key(name: str) -> RSAPrivateKey:
    """A key of its own for each name, made once a run."""
    assert name
    return generate_private_key(public_exponent=65537, key_size=2048)


def public_jwk(name: str, **extra: object) -> dict[str, Any]:
    made = json.loads(RSAAlgorithm.to_jwk(private_key(name).public_key()))
    return {**made, "kid": name, "use": "sig", "endorsements": ["msteams"], **extra}


@dataclass
class FakeIdentity:
    """Which keys it names, how it answers, and how often it was asked."""

    metadata_url: str = ""
    service_url: str = ""
    keys: list[dict[str, Any]] = field(default_factory=lambda: [public_jwk("first")])
    delay: float = 0.0
    status: int = 200
    metadata: dict[str, Any] | None = None
    raw: bytes | None = None
    asked: int = 0
    signs_with: str = "first"

    def token(self, *, key: str | None = None, named: str | None = None, **changes: object) -> str:
        """A token; a claim changed to None is left out."""
        claims = {
            "iss": ISSUER,
            "aud": APP_ID,
            "nbf": int(NOW) - 60,
            "exp": int(NOW) + 3600,
            "serviceurl": self.service_url,
            **changes,
        }
        kept = {name: value for name, value in claims.items() if value is not None}
        key = key or self.signs_with
        return jwt.encode(kept, private_key(key), algorithm="RS256", headers={"kid": named or key})

    async def name_place(self, request: web.Request) -> web.Response:
        self.asked += 1
        await asyncio.sleep(self.delay)
        if self.raw is not None:
            return web.Response(body=self.raw)
        default = {"issuer": ISSUER, "jwks_uri": str(request.url.with_path("/keys"))}
        return web.json_response(self.metadata or default, status=self.status)

    async def name_keys(self, _: web.Request) -> web.Response:
        return web.json_response({"keys": self.keys})


@asynccontextmanager
async def identity_service() -> AsyncIterator[FakeIdentity]:
    """An identity service on a free port of loopback."""
    fake = FakeIdentity()
    app = web.Application()
    app.router.add_get("/metadata", fake.name_place)
    app.router.add_get("/keys", fake.name_keys)
    async with TestServer(app, host="127.0.0.1") as server:
        fake.metadata_url = str(server.make_url("/metadata"))
        yield fake
