"""What the channel sends in the benchmark, in the shape and the length of real activities."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

APP_ID = "00000000-0000-0000-0000-00000000b07a"
TENANT = "99999999-8888-7777-6666-555555555555"
TEAMS = "https://smba.trafficmanager.net/emea/"
PRESSED_VERSION = 3  # of a meeting that was offered and picked
FIRST_TIME = datetime(2031, 3, 3, 14, 0, tzinfo=UTC)
MARK = "4242424242"  # where the number of a press goes


def account(number: int | str, side: str) -> str:
    """The Entra id of a Buddy or a student."""
    return f"{side}-{number}-4aaa-8bbb-cccccccccccc"


def conversation(number: int | str, side: str) -> str:
    """The chat of a Buddy or a student; about as long as a real one."""
    return f"a:1{side}_{number}_hE7sVq0pWmKz3R5tYuIoLkJhGfDsAqWeRtYuIoPzXcVbNm1234567890QwErTyUiOp"


def member(number: int | str, side: str) -> str:
    """The channel's own name for a Buddy or a student."""
    return f"29:1{side}_{number}_pLmOkNiJbUhVyGcTfXrDzEsWaQ0987654321"


def time_of(picked: int) -> datetime:
    """One of the three times that are picked for every meeting."""
    return FIRST_TIME + timedelta(days=picked)


def message(service_url: str) -> bytes:
    """Typed words: what the stock library echoes."""
    return json.dumps(_activity("message", service_url, text="when is my next meeting?", textFormat="plain")).encode()


def press(service_url: str = TEAMS) -> bytes:
    """A Buddy's press on 'confirm', with MARK in the place of its number."""
    data = {"meeting": int(MARK), "version": PRESSED_VERSION, "time": f"{time_of(0):%Y-%m-%dT%H:%MZ}"}
    action = {"type": "Action.Execute", "id": "confirm", "title": "Yes, that suits me", "verb": "confirm", "data": data}
    value = {"action": action, "trigger": "manual"}
    return json.dumps(_activity("invoke", service_url, name="adaptiveCard/action", value=value)).encode()


def _activity(kind: str, service_url: str, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
    return {
        "type": kind,
        "id": f"f:{MARK}-1f0c-4dbe-9c4e",
        "replyToId": f"1:{MARK}",
        "timestamp": "2026-11-21T10:00:00.000Z",
        "localTimestamp": "2026-11-21T10:00:00.000+00:00",
        "localTimezone": "Europe/London",
        "serviceUrl": service_url,
        "channelId": "msteams",
        "from": {"id": member(MARK, "buddy"), "name": "Alex Morgan", "aadObjectId": account(MARK, "buddy")},
        "conversation": {"conversationType": "personal", "tenantId": TENANT, "id": conversation(MARK, "buddy")},
        "recipient": {"id": f"28:{APP_ID}", "name": "Buddy"},
        "entities": [{"locale": "en-GB", "country": "GB", "platform": "Web", "type": "clientInfo"}],
        "channelData": {"tenant": {"id": TENANT}, "source": {"name": "message"}},
        "locale": "en-GB",
        **more,
    }
