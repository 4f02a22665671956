"""A strict bot for the demo to talk to: refuses what Teams would never send, answers as it was told."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from aiohttp import ClientSession, web

CARD = "application/vnd.microsoft.card.adaptive"
NOTE = "application/vnd.microsoft.activity.message"
INVOKES = {"adaptiveCard/action", "task/fetch", "task/submit"}

Activity = dict[str, Any]


def card(*body: Activity, actions: tuple[Activity, ...] = ()) -> Activity:
    return {"type": "AdaptiveCard", "version": "1.5", "body": list(body), "actions": list(actions)}


def text(words: str, **looks: Any) -> Activity:  # noqa: ANN401 - JSON
    return {"type": "TextBlock", "text": words, **looks}


def field_of(kind: str, name: str, **more: Any) -> Activity:  # noqa: ANN401 - JSON
    return {"type": f"Input.{kind}", "id": name, "label": f"Label of {name}", **more}


def execute(title: str, verb: str, **data: Any) -> Activity:  # noqa: ANN401 - JSON
    return {"type": "Action.Execute", "title": title, "verb": verb, "data": data}


def submit(title: str, **data: Any) -> Activity:  # noqa: ANN401 - JSON
    return {"type": "Action.Submit", "title": title, "data": data}


def in_place(shown: Activity) -> Activity:
    return {"statusCode": 200, "type": CARD, "value": shown}


def note(words: str) -> Activity:
    return {"statusCode": 200, "type": NOTE, "value": words}


def dialog(title: str, shown: Activity) -> Activity:
    return {"task": {"type": "continue", "value": {"title": title, "card": {"contentType": CARD, "content": shown}}}}


def wrong_with(activity: Activity) -> str:
    """What Teams would never send, or nothing."""
    for name in ("type", "id", "timestamp", "serviceUrl"):
        if not isinstance(activity.get(name), str) or not activity[name]:
            return name
    if activity.get("channelId") != "msteams" or activity["from"].keys() != {"id", "name", "aadObjectId"}:
        return "channel or sender"
    talk, tenant = activity["conversation"], activity["channelData"]["tenant"]["id"]
    if talk["conversationType"] != "personal" or talk["tenantId"] != tenant or not talk["id"]:
        return "conversation"
    if not activity["recipient"]["id"].startswith("28:"):
        return "recipient"
    return _wrong_with_kind(activity)


def _wrong_with_kind(activity: Activity) -> str:
    match activity["type"]:
        case "message" if isinstance(activity.get("text"), str) or isinstance(activity.get("value"), dict):
            return ""
        case "installationUpdate" if activity.get("action") == "add":
            return ""
        case "invoke" if activity.get("name") == "adaptiveCard/action":
            action = activity["value"]["action"]
            return "" if action["type"] == "Action.Execute" and action["verb"] and "data" in action else "action"
        case "invoke" if activity.get("name") in INVOKES:
            return "" if isinstance(activity["value"]["data"], dict) else "data"
    return "type"


@dataclass
class FakeBot:
    """Keeps what came; `answers` holds what to answer to the next invokes, `says` what to say to each message."""

    got: list[Activity] = field(default_factory=list)
    answers: list[Activity | None] = field(default_factory=list)
    says: list[Activity] = field(default_factory=list)
    status: int = 200

    async def messages(self, request: web.Request) -> web.Response:
        activity = await request.json()
        fault = wrong_with(activity)
        if fault or any(activity["id"] == before["id"] for before in self.got):
            return web.Response(status=400, text=fault)
        self.got.append(activity)
        if self.status == 0:
            request.transport.abort()  # type: ignore[union-attr]  # there is one while a request is answered
        if self.status != 200:
            return web.Response(status=self.status, text="not JSON")
        if activity["type"] == "invoke":
            answer = self.answers.pop(0)
            return web.Response(status=200) if answer is None else web.json_response(answer)
        for said in self.says:
            assert (await self.say(said, to=activity))[0] == 201
        return web.Response(status=201)

    async def say(self, said: Activity, *, to: Activity | None = None) -> tuple[int, Any]:
        """Sends an activity to the chat of an earlier one."""
        return await self.call("POST", "activities", said, to=to)

    async def call(
        self, method: str, rest: str, body: Activity | None = None, *, to: Activity | None = None
    ) -> tuple[int, Any]:
        """One call of the connector, in the chat of an earlier activity."""
        about = to or self.got[-1]
        url = f"{about['serviceUrl']}v3/conversations/{quote(about['conversation']['id'], safe='')}/{rest}"
        async with ClientSession() as session, session.request(method, url, json=body) as answer:
            return answer.status, await answer.json()

    def words(self) -> list[str]:
        return [activity["text"] for activity in self.got if "text" in activity]


def says_card(shown: Activity) -> Activity:
    return {"type": "message", "attachments": [{"contentType": CARD, "content": shown}]}
