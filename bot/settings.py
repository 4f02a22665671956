"""Everything that differs between one site and another, read once from the environment.

Every problem is reported together, and nothing starts half-configured.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.domain.capabilities import OF_MAILBOX, Capability

PREFIX = "BUDDY_"
GUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
NAME = re.compile(r"[^\s,\"\[\]]+")  # a list of names may be written with commas or as JSON
MAILBOX = re.compile(r"[^\s@/?#]+@[^\s@/?#]+\.[^\s@/?#]+")
KEY_BYTES = 32
HIGHEST_PORT = 65535


def _names(value: object) -> object:
    return tuple(NAME.findall(value)) if isinstance(value, str) else value


Names = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_names)]


class SettingsFault(Exception):
    """What is wrong with the settings, a line each: the variable, what is wrong, what to do."""


class Settings(BaseSettings):
    """One site's settings. Each is an environment variable with BUDDY_ before its name in capitals."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="ignore", env_ignore_empty=True)

    app_id: str = ""  # the bot registration's application (client) id
    tenant: str = ""  # the organisation's Entra tenant id
    app_secret: SecretStr | None = None  # one of these three proves who the bot is
    app_certificate: Path | None = None
    managed_identity: bool = False
    seal_key: SecretStr | None = None  # 32 bytes in base64; several, the newest first, separated by commas
    first_coordinator: str = ""  # the e-mail address of the first coordinator
    coordinator_contact: str = ""  # how to reach the coordinators, in words
    office_hours: str = ""  # when somebody is there, in words
    public_url: str = ""  # https address at which the bot is reached
    database_url: str = Field(default="sqlite:///var/buddy.db", repr=False)  # it may hold a password
    host: str = "0.0.0.0"  # noqa: S104 - in a container, the port decides who can reach it
    port: int = 3978
    service_hosts: Names = ("smba.trafficmanager.net",)  # where Teams takes our messages
    file_hosts: Names = ("*.sharepoint.com",)  # where people's files may come from
    sends_per_second: float = 25.0
    secret_expires: date | None = None  # the last day of the client secret, to be warned in time
    otlp_endpoint: str = ""  # where traces and figures go, if anywhere: a collector's address
    graph_mailbox: str = ""  # the service mailbox in whose calendar meetings are booked
    graph: Names = ()  # what Microsoft Graph may be used for: see bot/domain/capabilities.py

    @classmethod
    def read(cls) -> Self:
        """The settings of this process; raises SettingsFault."""
        try:
            settings = cls()
        except ValidationError as error:
            lines = [f"{PREFIX}{str(fault['loc'][0]).upper()}: {fault['msg']}" for fault in error.errors()]
            raise SettingsFault("\n".join(lines)) from None
        if problems := list(settings.problems()):
            raise SettingsFault("\n".join(problems))
        return settings

    @property
    def seal_keys(self) -> tuple[bytes, ...]:
        """The sealing keys, the newest first."""
        words = self.seal_key.get_secret_value() if self.seal_key else ""
        return tuple(_key(word) for word in words.split(",") if word.strip())

    @property
    def capabilities(self) -> frozenset[Capability]:
        """What Microsoft Graph is used for; with a mailbox and nothing else said, its calendar."""
        named = self.graph or ((Capability.CALENDAR,) if self.graph_mailbox else ())
        return frozenset(Capability(name) for name in named)

    def problems(self) -> Iterator[str]:
        """What is wrong, a line each."""
        yield from self._registration_problems()
        yield from self._sealing_problems()
        yield from self._site_problems()
        yield from self._graph_problems()
        if not self.database_url.startswith(("sqlite:///", "postgresql+asyncpg://")):
            yield "BUDDY_DATABASE_URL: must start with sqlite:/// or postgresql+asyncpg://"
        if not 0 < self.port <= HIGHEST_PORT:
            yield "BUDDY_PORT: must be a number from 1 to 65535"
        if not 0 < self.sends_per_second < float("inf"):
            yield "BUDDY_SENDS_PER_SECOND: must be more than 0; Teams allows about 30"
        if self.otlp_endpoint and not self.otlp_endpoint.startswith(("http://", "https://")):
            yield "BUDDY_OTLP_ENDPOINT: must be the address of a collector, for example http://127.0.0.1:4318"

    def _registration_problems(self) -> Iterator[str]:
        if not GUID.fullmatch(self.app_id):
            yield "BUDDY_APP_ID: must be the application (client) id of the bot registration; copy it from Azure"
        if not GUID.fullmatch(self.tenant):
            yield "BUDDY_TENANT: must be your organisation's tenant id; copy it from Entra"
        if sum((self.app_secret is not None, self.app_certificate is not None, self.managed_identity)) != 1:
            names = "BUDDY_APP_SECRET, BUDDY_APP_CERTIFICATE, BUDDY_MANAGED_IDENTITY"
            yield f"{names}: set exactly one of these; the bot proves with it who it is"
        if self.app_certificate is not None and not self.app_certificate.is_file():
            yield "BUDDY_APP_CERTIFICATE: there is no such file; give the path of a PEM file with key and certificate"

    def _site_problems(self) -> Iterator[str]:
        if "@" not in self.first_coordinator:
            yield "BUDDY_FIRST_COORDINATOR: must be the e-mail address of the first coordinator"
        if not self.coordinator_contact:
            yield "BUDDY_COORDINATOR_CONTACT: say how people reach the coordinator, for example a phone number"
        if not self.office_hours:
            yield "BUDDY_OFFICE_HOURS: say when somebody is there, for example 'Monday to Friday, 9 to 5'"
        if not _is_https(self.public_url):
            yield "BUDDY_PUBLIC_URL: must be the https address at which the bot is reached"

    def _graph_problems(self) -> Iterator[str]:
        unknown = [name for name in self.graph if name not in set(Capability)]
        if unknown:
            yield f"BUDDY_GRAPH: {', '.join(unknown)} is not known; it takes {', '.join(Capability)}"
        elif self.capabilities & OF_MAILBOX and not MAILBOX.fullmatch(self.graph_mailbox):
            yield "BUDDY_GRAPH_MAILBOX: must be the e-mail address of the service mailbox for meetings"

    def _sealing_problems(self) -> Iterator[str]:
        try:
            keys = self.seal_keys
        except ValueError:
            keys = ()
        if not keys:
            make = "python -c 'import base64,os; print(base64.b64encode(os.urandom(32)).decode())'"
            yield f"BUDDY_SEAL_KEY: must be 32 random bytes in base64; make one with: {make}"


def _is_https(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme == "https" and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _key(word: str) -> bytes:
    try:
        key = base64.b64decode(word.strip(), validate=True)
    except binascii.Error as error:
        raise ValueError("not base64") from error
    if len(key) != KEY_BYTES:
        raise ValueError("not 32 bytes")
    return key
