"""Where we may speak to, and fetch files from: named hosts over https, and in development one loopback origin."""

from __future__ import annotations

from collections.abc import Iterable

from yarl import URL

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


class Allowed:
    """The places that an address may lead to; '*.example.org' stands for every host below example.org."""

    def __init__(self, hosts: Iterable[str], *, loopback: str | None = None) -> None:
        named = [host.lower() for host in hosts]
        self._hosts = frozenset(host for host in named if not host.startswith("*."))
        self._endings = tuple(host[1:] for host in named if host.startswith("*."))
        self._loopback = None if loopback is None else URL(loopback).origin()
        if self._loopback is not None and self._loopback.host not in LOOPBACK:
            raise ValueError(f"'{loopback}' is not an address of this machine")

    def admits(self, address: str) -> bool:
        """Whether an address is one of these places."""
        try:
            url = URL(address)
            port = url.port
        except ValueError:
            return False
        host = url.host
        if not host or url.user is not None or url.password is not None:
            return False
        if self._loopback is not None and url.origin() == self._loopback:
            return True
        named = host.lower() in self._hosts or host.lower().endswith(self._endings)
        return url.scheme == "https" and port == 443 and named  # noqa: PLR2004  # the port of https
