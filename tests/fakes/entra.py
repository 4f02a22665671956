"""The identity service on loopback, over HTTPS, as the real library asks it: it gives a token to who proves itself."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from aiohttp import web
from aiohttp.test_utils import TestServer
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.x509.oid import NameOID

from tests.fakes.identity import private_key

TENANT = "99999999-8888-7777-6666-555555555555"
EXPIRED = "AADSTS7000222: The provided client secret keys for app are expired."
BEGINS = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass
class FakeEntra:
    """Which secret it takes, what token it gives, and what goes wrong."""

    authority: str = ""
    authority_file: str = ""  # the certificate to trust
    secret: str = "whisper"
    bearer: str = "ours"
    delay: float = 0.0
    down: bool = False
    asked: list[str] = field(default_factory=list)

    async def token(self, request: web.Request) -> web.Response:
        """An answer to the client credentials grant."""
        form = await request.post()
        self.asked.append(str(form.get("client_secret")))
        await asyncio.sleep(self.delay)
        if self.down:
            return web.Response(status=503, text="<html>down</html>", content_type="text/html")
        if request.match_info["tenant"] != TENANT or form.get("grant_type") != "client_credentials":
            return web.json_response({"error": "invalid_request", "error_description": "AADSTS900023"}, status=400)
        if form.get("client_secret") != self.secret:
            return web.json_response({"error": "invalid_client", "error_description": EXPIRED}, status=401)
        return web.json_response({"token_type": "Bearer", "expires_in": 3599, "access_token": self.bearer})


def _certificate(folder: Path) -> tuple[str, ssl.SSLContext]:
    key = private_key("entra")
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    here = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(BEGINS)
        .not_valid_after(BEGINS + timedelta(days=36_500))
        .add_extension(here, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path, whole = folder / "entra.pem", folder / "entra-whole.pem"
    path.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    whole.write_bytes(private + path.read_bytes())
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(whole)
    return str(path), context


@asynccontextmanager
async def entra_service(folder: Path) -> AsyncIterator[FakeEntra]:
    """An identity service on a free port of loopback, with a certificate that it leaves in this folder."""
    path, context = _certificate(folder)
    fake = FakeEntra(authority_file=path)
    app = web.Application()
    app.router.add_post("/{tenant}/oauth2/v2.0/token", fake.token)
    server = TestServer(app, host="127.0.0.1", scheme="https")
    await server.start_server(ssl=context)
    fake.authority = f"https://127.0.0.1:{server.port}"
    yield fake
    await server.close()
