"""Who knocks at the door: everything but the Bot Framework is refused, and learns nothing."""

from __future__ import annotations

import asyncio
import base64
import hmac
import json
from collections.abc import Callable
from typing import Any

import pytest
from aiohttp import ClientSession
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from bot.teams.authentic import KEPT, TokenCheck
from tests.fakes.identity import APP_ID, NOW, FakeIdentity, private_key, public_jwk
from tests.teams.conftest import TENANT, Clock, World


def b64(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


def unsigned(identity: FakeIdentity) -> str:
    head, claims, _ = identity.token().split(".")
    assert head
    return f"{b64(json.dumps({'alg': 'none', 'kid': 'first'}).encode())}.{claims}."


def signed_with_the_public_key(identity: FakeIdentity) -> str:
    claims = identity.token().split(".")[1]
    head = b64(json.dumps({"alg": "HS256", "kid": "first"}).encode())
    public = private_key("first").public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return f"{head}.{claims}.{b64(hmac.digest(public, f'{head}.{claims}'.encode(), 'sha256'))}"


def named_by_a_number(identity: FakeIdentity) -> str:
    _, claims, signature = identity.token().split(".")
    return f"{b64(json.dumps({'alg': 'RS256'}).encode())}.{claims}.{signature}"


def changed(identity: FakeIdentity) -> str:
    head, claims, signature = identity.token().split(".")
    entries = json.loads(base64.urlsafe_b64decode(claims + "=="))
    return f"{head}.{b64(json.dumps(entries | {'serviceurl': 'https://evil.example/'}).encode())}.{signature}"


FAULTS: dict[str, Callable[[FakeIdentity], str]] = {
    "expired": lambda identity: identity.token(exp=int(NOW) - 61),
    "too_early": lambda identity: identity.token(nbf=int(NOW) + 61),
    "missing_claim: exp": lambda identity: identity.token(exp=None),
    "missing_claim: nbf": lambda identity: identity.token(nbf=None),
    "missing_claim: serviceurl": lambda identity: identity.token(serviceurl=None),
    "missing_claim: exp is text": lambda identity: identity.token(exp="soon"),
    "wrong_issuer": lambda identity: identity.token(iss="https://evil.example"),
    "wrong_issuer: emulator": lambda identity: identity.token(iss=f"https://sts.windows.net/{TENANT}/"),
    "missing_claim: iss": lambda identity: identity.token(iss=None),
    "wrong_audience": lambda identity: identity.token(aud="another app"),
    "wrong_audience: among others": lambda identity: identity.token(aud=[APP_ID, "another app"]),
    "wrong_service_url": lambda identity: identity.token(serviceurl="https://evil.example/"),
    "unknown_key": lambda identity: identity.token(key="unknown"),
    "unknown_key: none": named_by_a_number,
    "forged": lambda identity: identity.token(key="unknown", named="first"),
    "forged: changed": changed,
    "wrong_algorithm: none": unsigned,
    "wrong_algorithm: HS256": signed_with_the_public_key,
    "malformed": lambda _: "rubbish",
    "malformed: dots": lambda _: "a.b.c",
    "malformed: deep": lambda _: f"{b64(b'[' * 5_000)}.e30.AA",
    "malformed: not text": lambda _: f"{b64(bytes(range(128, 160)))}.e30.AA",
    "no_token": lambda _: "",
}


@pytest.mark.parametrize("fault", FAULTS)
async def test_a_faulty_token_is_refused_and_counted(world: World, fault: str) -> None:
    status, body = await world.send(world.activity(text="help"), token=FAULTS[fault](world.identity))

    assert (status, body, world.front.turns) == (401, b"", [])
    assert world.check.refused == {fault.partition(":")[0]: 1}
    assert world.edge.counters() == {f"refused.{fault.partition(':')[0]}": 1}


@pytest.mark.parametrize("header", [{}, {"Authorization": "Basic abc"}, {"Authorization": "Bearer"}])
async def test_a_request_without_a_token_is_refused(world: World, header: dict[str, str]) -> None:
    async with world.session.post(world.address, json=world.activity(), headers=header) as response:
        assert (response.status, await response.read()) == (401, b"")
    assert world.front.turns == []


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"serviceUrl": None}, "wrong_service_url"),
        ({"serviceUrl": "https://evil.example/"}, "wrong_service_url"),
        ({"channelId": None}, "not_endorsed"),
        ({"channelId": "emulator"}, "not_endorsed"),
        ({"conversation": {"id": "a:personal", "tenantId": "another"}}, "wrong_tenant"),
        ({"conversation": {"id": "a:personal"}, "channelData": None}, "wrong_tenant"),
        ({"conversation": "a:personal", "channelData": {"tenant": 7}}, "wrong_tenant"),
    ],
)
async def test_a_good_token_is_good_for_its_own_activity_only(
    world: World, changes: dict[str, Any], reason: str
) -> None:
    status, body = await world.send(world.activity(text="help", **changes))

    assert (status, body, world.front.turns) == (401, b"", [])
    assert world.check.refused == {reason: 1}


async def test_a_key_without_endorsements_signs_for_every_channel(world: World) -> None:
    world.identity.keys = [public_jwk("first", endorsements=[])]

    status, _ = await world.send(world.activity(text="help", channelId="another"))

    assert (status, len(world.front.turns)) == (200, 1)


@pytest.mark.parametrize("changes", [{"exp": int(NOW) - 59}, {"nbf": int(NOW) + 59}])
async def test_clocks_may_differ_by_a_minute(world: World, changes: dict[str, Any]) -> None:
    status, _ = await world.send(world.activity(text="help"), token=world.identity.token(**changes))

    assert status == 200


async def test_a_token_seen_before_still_expires(world: World) -> None:
    token = world.identity.token()
    assert (await world.send(world.activity(text="help"), token=token))[0] == 200

    world.clock.now += 3_661

    assert (await world.send(world.activity(text="help"), token=token))[0] == 401
    assert world.check.refused == {"expired": 1}


async def test_a_token_seen_before_ends_with_its_key(world: World) -> None:
    token = world.identity.token()
    assert (await world.send(world.activity(text="help"), token=token))[0] == 200
    world.identity.keys = [public_jwk("second")]
    await world.check.keys.fetch()

    assert (await world.send(world.activity(text="help"), token=token))[0] == 401


async def test_a_token_seen_before_is_verified_again_when_its_key_has_changed(world: World) -> None:
    token = world.identity.token()
    assert (await world.send(world.activity(text="help"), token=token))[0] == 200
    world.identity.keys = [{**public_jwk("second"), "kid": "first"}]
    await world.check.keys.fetch()

    assert (await world.send(world.activity(text="help"), token=token))[0] == 401
    assert world.check.refused == {"forged": 1}


async def test_only_so_many_tokens_are_remembered(world: World) -> None:
    for number in range(KEPT + 10):
        await world.check.token(f"Bearer {world.identity.token(jti=str(number))}")

    assert len(world.check._verified) == KEPT  # noqa: SLF001  # memory is the promise here


async def test_a_new_key_works_at_once(world: World) -> None:
    assert (await world.say("help"))[0] == 200
    world.identity.keys.append(public_jwk("second"))

    status, _ = await world.send(world.activity(text="help"), token=world.identity.token(key="second"))

    assert (status, world.identity.asked) == (200, 2)


async def test_made_up_key_names_make_us_ask_once_a_minute(world: World) -> None:
    assert (await world.say("help"))[0] == 200
    for number in range(5):
        token = world.identity.token(key="unknown", named=f"made-up-{number}")
        assert (await world.send(world.activity(), token=token))[0] == 401
    assert world.identity.asked == 2

    world.clock.now += 60
    await world.send(world.activity(), token=world.identity.token(key="unknown"))

    assert world.identity.asked == 3


async def test_twenty_first_requests_fetch_the_keys_once(world: World) -> None:
    world.identity.delay = 0.05

    answers = await asyncio.gather(*(world.say("help") for _ in range(20)))

    assert ({status for status, _ in answers}, world.identity.asked) == ({200}, 1)


async def test_the_last_good_keys_serve_while_new_ones_cannot_be_had(world: World) -> None:
    assert (await world.say("help"))[0] == 200
    world.identity.status = 503
    world.clock.now += 90_000  # a day and an hour: the keys are old

    fresh = world.identity.token(nbf=int(world.clock.now), exp=int(world.clock.now) + 60)
    assert (await world.send(world.activity(text="help"), token=fresh))[0] == 200

    await world.check.keys.fetch()  # and once more, to see the failed one end
    assert (await world.send(world.activity(text="help"), token=fresh))[0] == 200


async def test_old_keys_are_renewed_without_anybody_waiting(world: World) -> None:
    assert (await world.say("help"))[0] == 200
    world.clock.now += 90_000
    fresh = world.identity.token(jti="x", nbf=int(world.clock.now), exp=int(world.clock.now) + 60)

    assert (await world.send(world.activity(text="help"), token=fresh))[0] == 200
    await asyncio.sleep(0.05)

    assert world.identity.asked == 2


METADATA_FAULTS: dict[str, dict[str, Any]] = {
    "a bad status": {"status": 500},
    "no JSON": {"raw": b"<html>"},
    "no object": {"raw": b"[]"},
    "no place": {"metadata": {"issuer": "x"}},
    "another scheme": {"metadata": {"jwks_uri": "ftp://127.0.0.1/keys"}},
    "no keys": {"keys": []},
    "keys that are none": {
        "keys": [
            7,
            {"kty": "EC", "kid": "first"},
            {"kty": "RSA", "kid": "first"},
            {"kty": "RSA", "kid": "first", "n": "!", "e": 7},
            public_jwk("first", use="enc"),
        ]
    },
}


@pytest.mark.parametrize("fault", METADATA_FAULTS)
async def test_without_keys_nobody_is_believed_until_they_come(world: World, fault: str) -> None:
    good = {name: getattr(world.identity, name) for name in METADATA_FAULTS[fault]}
    for name, value in METADATA_FAULTS[fault].items():
        setattr(world.identity, name, value)
    assert (await world.say("help"))[0] == 401
    assert (await world.say("help"))[0] == 401
    assert world.identity.asked == 1

    for name, value in good.items():
        setattr(world.identity, name, value)
    world.clock.now += 5

    assert (await world.say("help"))[0] == 200


@pytest.mark.parametrize("missing", [{"app_id": ""}, {"tenants": frozenset()}])
async def test_a_check_that_would_check_nothing_cannot_be_made(
    session: ClientSession, missing: dict[str, object]
) -> None:
    whole = {"app_id": APP_ID, "tenants": frozenset({TENANT}), "session": session, "clock": Clock()}

    with pytest.raises(ValueError, match="app id"):
        TokenCheck(**(whole | missing))  # type: ignore[arg-type]  # the fields are mixed on purpose
