"""Whether a request truly comes from the Bot Framework: anything else is refused, counted, and told nothing."""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

import jwt
import structlog
from aiohttp import ClientSession

from bot.front.turn import Json
from bot.teams.activity import tenant_of
from bot.teams.keys import METADATA, Key, SigningKeys

ISSUER = "https://api.botframework.com"
LEEWAY = 60.0
KEPT = 256  # the channel uses one token for an hour, so a few cover every service that speaks to us

REASONS: tuple[tuple[type[jwt.PyJWTError], str], ...] = (
    (jwt.InvalidIssuerError, "wrong_issuer"),
    (jwt.InvalidAudienceError, "wrong_audience"),
    (jwt.MissingRequiredClaimError, "missing_claim"),
    (jwt.InvalidSignatureError, "forged"),
    (jwt.PyJWTError, "malformed"),
)

log = structlog.get_logger(__name__)


class Refused(Exception):
    """The request is not the Bot Framework's; `str(error)` is the reason's code, for logs and counters only."""


@dataclass(frozen=True, slots=True)
class Grant:
    """What a verified token says."""

    key_name: str
    key: Key
    expires: float
    begins: float
    service_url: str


class TokenCheck:
    """Checks the token before the body is read, and the activity against it afterwards."""

    def __init__(
        self,
        *,
        app_id: str,
        tenants: frozenset[str],
        session: ClientSession,
        clock: Callable[[], float],
        metadata_url: str = METADATA,
    ) -> None:
        if not app_id or not tenants:
            raise ValueError("a token check needs the app id and at least one tenant")
        self.refused: Counter[str] = Counter()
        self.keys = SigningKeys(session=session, metadata_url=metadata_url, clock=clock)
        self._app_id = app_id
        self._tenants = frozenset(tenant.lower() for tenant in tenants)
        self._clock = clock
        self._verified: OrderedDict[str, Grant] = OrderedDict()

    async def token(self, header: str) -> Grant:
        """What the token of an Authorization header grants; raises Refused."""
        scheme, _, token = header.partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise self._no("no_token")
        grant = self._seen(token) or await self._verify(token)
        now = self._clock()
        if now > grant.expires + LEEWAY:
            raise self._no("expired")
        if now < grant.begins - LEEWAY:
            raise self._no("too_early")
        return grant

    def activity(self, grant: Grant, raw: dict[str, Json]) -> None:
        """Refuses an activity that is not what its token is for."""
        if raw.get("serviceUrl") != grant.service_url:
            raise self._no("wrong_service_url")
        channel, endorsed = raw.get("channelId"), grant.key.endorsements
        if not isinstance(channel, str) or not channel or (endorsed is not None and channel not in endorsed):
            raise self._no("not_endorsed")
        if tenant_of(raw) not in self._tenants:
            raise self._no("wrong_tenant")

    def _seen(self, token: str) -> Grant | None:
        grant = self._verified.get(token)
        # After keys were renewed each token is verified once more, so that a withdrawn key ends here too.
        if grant is None or self.keys.current(grant.key_name) is not grant.key:
            return None
        self._verified.move_to_end(token)
        return grant

    async def _verify(self, token: str) -> Grant:
        name = self._key_name(token)
        key = await self.keys.find(name)
        if key is None:
            raise self._no("unknown_key")
        grant = self._read(token, name=name, key=key)
        self._verified[token] = grant
        while len(self._verified) > KEPT:
            self._verified.popitem(last=False)
        return grant

    def _key_name(self, token: str) -> str:
        try:
            header = jwt.get_unverified_header(token)
        except (jwt.PyJWTError, RecursionError) as error:
            raise self._no("malformed") from error
        if header.get("alg") != "RS256":
            raise self._no("wrong_algorithm")
        name = header.get("kid")
        if not isinstance(name, str):
            raise self._no("unknown_key")
        return name

    def _read(self, token: str, *, name: str, key: Key) -> Grant:
        try:
            claims = jwt.decode(
                token,
                key.public,
                algorithms=["RS256"],
                audience=self._app_id,
                issuer=ISSUER,
                # Times are compared with our own clock, each time the token is used.
                options={
                    "require": ["exp", "nbf", "iss", "aud"],
                    "strict_aud": True,
                    "verify_exp": False,
                    "verify_nbf": False,
                    "verify_iat": False,
                },
            )
        except jwt.PyJWTError as error:
            raise self._no(next(code for kind, code in REASONS if isinstance(error, kind))) from error
        match claims:
            case {"exp": int() | float() as expires, "nbf": int() | float() as begins, "serviceurl": str(service_url)}:
                return Grant(name, key, float(expires), float(begins), service_url)
        raise self._no("missing_claim")

    def _no(self, reason: str) -> Refused:
        self.refused[reason] += 1
        log.warning("teams.refused", reason=reason)
        return Refused(reason)
