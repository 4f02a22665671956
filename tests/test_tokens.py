"""Proof of who we are: asked for once, renewed in time, kept when renewing fails."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from time import thread_time
from types import TracebackType
from typing import NamedTuple, Self

import pytest
from azure.core.exceptions import ClientAuthenticationError
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.x509.oid import NameOID
from structlog.testing import capture_logs

from bot.front.voice import NotNow
from bot.tokens import Tokens, TokenUnavailable, certificate_ends, from_certificate, from_managed_identity, from_secret
from tests.fakes.identity import private_key

SCOPE = "https://api.botframework.com/.default"


class Issued(NamedTuple):
    token: str
    expires_on: int


@dataclass
class FakeEntra:
    """Issues numbered tokens of an hour, after a moment."""

    now: float = 1_000_000.0
    asked: int = 0
    closed: int = 0
    error: Exception | None = None
    wait: float = 0.005
    begun: asyncio.Event = field(default_factory=asyncio.Event)

    def clock(self) -> float:
        return self.now

    def make(self) -> FakeEntra:
        return self

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.closed += 1

    async def get_token(self, *scopes: str) -> Issued:
        assert len(scopes) == 1
        self.asked += 1
        number = self.asked
        self.begun.set()
        await asyncio.sleep(self.wait)
        if self.error is not None:
            raise self.error
        return Issued(f"{scopes[0]} {number}", int(self.now) + 3600)


@pytest.fixture
def entra() -> FakeEntra:
    return FakeEntra()


@pytest.fixture
async def tokens(entra: FakeEntra) -> AsyncIterator[Tokens]:
    made = Tokens(make=entra.make, refusals=(ClientAuthenticationError,), clock=entra.clock)
    yield made
    await made.close()


async def test_twenty_first_calls_make_one_request(tokens: Tokens, entra: FakeEntra) -> None:
    got = await asyncio.gather(*(tokens.bearer(SCOPE) for _ in range(20)))

    assert (set(got), entra.asked, entra.closed) == ({f"{SCOPE} 1"}, 1, 1)


async def test_each_scope_has_its_own_token(tokens: Tokens, entra: FakeEntra) -> None:
    await tokens.warm("a", "b")

    assert [await tokens.bearer("a"), await tokens.bearer("b")] == ["a 1", "b 2"]
    assert entra.asked == 2


async def test_a_token_is_renewed_ahead_of_its_end_without_anybody_waiting(tokens: Tokens, entra: FakeEntra) -> None:
    await tokens.warm(SCOPE)
    entra.now += 3_400

    assert [await tokens.bearer(SCOPE) for _ in range(5)] == [f"{SCOPE} 1"] * 5
    await asyncio.sleep(0.02)

    assert (await tokens.bearer(SCOPE), entra.asked) == (f"{SCOPE} 2", 2)


async def test_a_token_that_has_ended_is_waited_for(tokens: Tokens, entra: FakeEntra) -> None:
    await tokens.warm(SCOPE)
    entra.now += 3_595

    assert await tokens.bearer(SCOPE) == f"{SCOPE} 2"


async def test_when_renewing_fails_a_valid_token_still_serves(tokens: Tokens, entra: FakeEntra) -> None:
    await tokens.warm(SCOPE)
    entra.now += 3_400
    entra.error = ClientAuthenticationError("AADSTS7000222: the secret 'abc' has expired")

    for _ in range(5):
        assert await tokens.bearer(SCOPE) == f"{SCOPE} 1"
        await asyncio.sleep(0.01)
    assert entra.asked == 2  # and it is not tried again at once
    assert tokens.problems() == {SCOPE: "AADSTS7000222"}

    entra.error = None
    entra.now += 30
    await tokens.bearer(SCOPE)
    await asyncio.sleep(0.01)
    assert (await tokens.bearer(SCOPE), tokens.problems()) == (f"{SCOPE} 3", {})


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (ClientAuthenticationError("AADSTS700016: no such app"), "AADSTS700016"),
        (ClientAuthenticationError("secret words"), "ClientAuthenticationError"),
        (ValueError("not a certificate"), "ValueError"),
        (TimeoutError(), "TimeoutError"),
        (FileNotFoundError("/secret/path"), "FileNotFoundError"),
    ],
)
async def test_without_any_token_the_call_is_not_now(
    tokens: Tokens, entra: FakeEntra, error: Exception, code: str
) -> None:
    entra.error = error

    with capture_logs() as logs:
        await tokens.warm(SCOPE)
        with pytest.raises(TokenUnavailable, match=code) as raised:
            await tokens.bearer(SCOPE)
    assert isinstance(raised.value, NotNow)
    assert [entry["why"] for entry in logs] == [code, code]


async def test_a_dropped_token_is_not_handed_out_again(tokens: Tokens) -> None:
    first = await tokens.bearer(SCOPE)

    tokens.drop(SCOPE, "another")
    assert await tokens.bearer(SCOPE) == first
    tokens.drop(SCOPE, first)
    tokens.drop(SCOPE, first)

    assert await tokens.bearer(SCOPE) == f"{SCOPE} 2"


async def test_somebody_who_stops_waiting_does_not_stop_the_others(tokens: Tokens, entra: FakeEntra) -> None:
    entra.wait = 0.05
    impatient = asyncio.create_task(tokens.bearer(SCOPE))
    patient = asyncio.create_task(tokens.bearer(SCOPE))
    await entra.begun.wait()

    impatient.cancel()

    assert (await patient, entra.asked) == (f"{SCOPE} 1", 1)


async def test_closing_ends_what_is_under_way(tokens: Tokens, entra: FakeEntra) -> None:
    entra.wait = 60
    waiting = asyncio.create_task(tokens.bearer(SCOPE))
    await entra.begun.wait()

    await tokens.close()

    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert entra.closed == 1


def certificate(folder: Path) -> str:
    """The path of a certificate with its key."""
    key = private_key("certificate")
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "buddy")])
    begins = datetime(2026, 1, 1, tzinfo=UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(begins)
        .not_valid_after(begins + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ) + made.public_bytes(serialization.Encoding.PEM)
    path = folder / "app.pem"
    path.write_bytes(pem)
    return str(path)


async def test_each_kind_of_identity_can_be_made(tmp_path: Path) -> None:
    path = certificate(tmp_path)
    made = [
        await from_secret(tenant="t", app_id="a", secret="s", clock=lambda: 0.0),
        await from_certificate(tenant="t", app_id="a", path=path, clock=lambda: 0.0),
        await from_managed_identity(app_id="a", clock=lambda: 0.0),
    ]

    for tokens in made:
        async with tokens._make() as credential:  # made, not asked: that would leave this machine
            assert hasattr(credential, "get_token")


def test_the_end_of_a_certificate_is_known(tmp_path: Path) -> None:
    assert certificate_ends(certificate(tmp_path)) == date(2026, 1, 2)
    (tmp_path / "other.pem").write_text("no certificate")
    assert [certificate_ends(str(tmp_path / name)) for name in ("other.pem", "none.pem")] == [None, None]


async def test_how_it_stands_is_said_in_a_word(tokens: Tokens, entra: FakeEntra) -> None:
    assert tokens.state(SCOPE) == "none"
    await tokens.bearer(SCOPE)
    assert (tokens.state(SCOPE), entra.asked) == ("ok", 1)
    entra.now += 3_400
    entra.error = ClientAuthenticationError("AADSTS7000222: ended")
    await tokens.bearer(SCOPE)
    await asyncio.sleep(0.02)
    assert tokens.state(SCOPE) == "renewing fails"
    entra.now += 3_600
    assert tokens.state(SCOPE) == "none"


async def test_a_token_that_ended_because_nobody_used_it_is_asked_for_meanwhile(
    tokens: Tokens, entra: FakeEntra
) -> None:
    await tokens.bearer(SCOPE)
    entra.now += 7_200

    words = [tokens.state(SCOPE) for _ in range(3)]
    await asyncio.sleep(0.02)

    assert (words, tokens.state(SCOPE), entra.asked) == (["ok"] * 3, "ok", 2)


async def test_a_certificate_that_is_not_there_is_a_problem_and_no_crash(tmp_path: Path) -> None:
    tokens = await from_certificate(tenant="t", app_id="a", path=str(tmp_path / "none"), clock=lambda: 0.0)

    await tokens.warm(SCOPE)

    assert tokens.problems() == {SCOPE: "FileNotFoundError"}


async def test_loading_the_library_holds_up_nobody() -> None:
    longest, loading = 0.0, asyncio.create_task(from_managed_identity(app_id="a", clock=lambda: 0.0))
    while not loading.done():
        before = thread_time()
        await asyncio.sleep(0.001)
        longest = max(longest, thread_time() - before)

    assert longest < 0.05
