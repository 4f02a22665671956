"""Addresses that need no account: a signed one for the calendar file, Teams' own for a new meeting."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from urllib.parse import quote, urlencode

from itsdangerous import BadData, URLSafeSerializer

from bot.calendar.ics import SUMMARY
from bot.domain.errors import NotThere

NEW_MEETING = "https://teams.microsoft.com/l/meeting/new"


class Links:
    """Makes signed addresses and reads them back; they hold two numbers and nothing about anybody."""

    def __init__(self, key: bytes, public_url: str) -> None:
        self._public_url = public_url.rstrip("/")
        self._signed = URLSafeSerializer(
            key, salt="ics", signer_kwargs={"digest_method": hashlib.sha256, "key_derivation": "hmac"}
        )

    def ics_url(self, meeting: int, person: int) -> str:
        """The address of one person's calendar file of one meeting, the same every time."""
        token = self._signed.dumps([meeting, person])
        return f"{self._public_url}/ics/{token}"

    def read(self, token: str) -> tuple[int, int]:
        """The meeting and the person that a token of ours names; NotThere if it is not ours."""
        try:
            meeting, person = self._signed.loads(token)
        except BadData:
            raise NotThere from None
        return int(meeting), int(person)


def teams_link(start: datetime, end: datetime) -> str:
    """Opens Teams' own 'new meeting' with the time filled in; nobody is invited, so nobody's address is shown."""
    asked = {"subject": SUMMARY, "startTime": _iso(start), "endTime": _iso(end)}
    return f"{NEW_MEETING}?{urlencode(asked, quote_via=quote)}"


def _iso(time: datetime) -> str:
    if time.tzinfo is None:
        raise ValueError("a meeting link needs times that know their zone")
    return time.astimezone(UTC).isoformat(timespec="seconds")
