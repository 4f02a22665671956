"""Plays a story as people live it: they press what stands in their chats, and time goes by until somebody acts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from bot.domain.times import LONDON, wall
from bot.front.turn import Answer, Json
from tests.stage import heading
from tests.test_cards import walk
from tests.world import World, chat_of, person

BUTTONS = {"Action.Execute", "Action.Submit"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Time goes by until `at`; then `who` comes, types, or presses a button that they see, with what they choose.

    `answer`: the first line of what they get back. `hears`: who hears what until then and at once, by first line.
    """

    at: str = ""
    who: str = ""
    says: str = ""
    presses: str = ""
    on: str = ""
    chooses: Mapping[str, str] = field(default_factory=dict)
    answer: str = ""
    hears: tuple[str, ...] = ()


@dataclass(slots=True, kw_only=True)
class Play:
    """Some people, and what stands in the chat of each, the newest last."""

    world: World
    people: Mapping[str, str]
    chats: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    last: dict[str, Any] = field(default_factory=dict)

    def account(self, who: str) -> Any:  # noqa: ANN401 - an account
        return person(self.people[who])

    async def plays(self, steps: list[Step]) -> list[tuple[str, tuple[str, ...]]]:
        """What each step is answered with, and who hears what."""
        return [(await self.does(step)) for step in steps]

    async def does(self, step: Step) -> tuple[str, tuple[str, ...]]:
        heard = await self._waits(step.at)
        answer = await self._acts(step) if step.who else ""
        return answer, (*heard, *await self._hears())

    async def _waits(self, at: str) -> list[str]:
        """The worker looks whenever something becomes due until then."""
        if not at:
            return []
        until, heard = datetime.fromisoformat(at).replace(tzinfo=LONDON).astimezone(UTC), []
        assert until >= self.world.clock.now, at
        while (event := await self.world.worker.outbox.next_event()) and event < until:  # type: ignore[attr-defined]  # the real one
            self.world.clock.now = event
            heard += await self._hears()
        self.world.clock.now = until
        return heard + await self._hears()

    async def _hears(self) -> list[str]:
        """What everybody hears now; twice over, since nothing may be said again."""
        heard = []
        for _ in range(2):
            before = len(self.world.voice.said)
            await self.world.worker.catch_up()
            for one in self.world.voice.said[before:]:
                name = next(
                    name for name in self.people if chat_of(self.account(name)).conversation == one.conversation
                )
                if one.replaces is None:
                    self.chats.setdefault(name, []).append(one.card)
                heard.append(f"{wall(self.world.clock.now):%a %-d %b %H:%M} {name}: {heading(one.card)}")
        return sorted(heard)

    async def _acts(self, step: Step) -> str:
        account, chat = self.account(step.who), self.chats.setdefault(step.who, [])
        if step.says == "hello":
            return self._shows(step.who, await self.world.comes(account))
        if step.says:
            return self._shows(step.who, await self.world.says(account, step.says))
        card, button = found(chat, step)
        fields = {**inputs(card, button, step.chooses), **button.get("data", {})}
        verb = str(fields.pop("verb", button.get("verb")))
        if fields.pop("msteams", None):
            return self._shows(step.who, await self.world.opens(account, verb, **fields), dialog=True)
        if button["type"] == "Action.Submit":
            return self._shows(step.who, await self.world.sends_in(account, verb, **fields), dialog=True)
        return self._shows(step.who, await self.world.presses(account, verb, **fields), instead=card)

    def _shows(self, who: str, answer: Answer, *, instead: dict[str, Any] | None = None, dialog: bool = False) -> str:
        chat = self.chats[who]
        if answer.card is None:
            return answer.note or ""
        card = self.last = self.world.renderer.render(answer.card)
        if instead is not None:
            chat[chat.index(instead)] = card
        else:
            chat.append(card)
        return heading(card)


def found(chat: list[dict[str, Any]], step: Step) -> tuple[dict[str, Any], dict[str, Any]]:
    """The newest card that has a button with this title, and the button."""
    for card in reversed(chat):
        for node in walk(card):
            if node.get("type") in BUTTONS and node.get("title") == step.presses and step.on in heading(card):
                return card, node
    raise AssertionError(f"{step.who} sees no '{step.presses}' on any of {[heading(card) for card in chat]}")


def inputs(card: dict[str, Any], button: dict[str, Any], chooses: Mapping[str, str]) -> dict[str, Json]:
    """What a client sends: what is chosen, by what is shown, and what stands in the other boxes already."""
    if button.get("associatedInputs") == "none":
        assert not chooses
        return {}
    sent: dict[str, Json] = {}
    for node in walk(card):
        if str(node.get("type", "")).startswith("Input."):
            chosen = chooses.get(node["id"], chooses.get(node["type"], node.get("value", "")))
            values = {one["title"]: one["value"] for one in node.get("choices", [])}
            sent[node["id"]] = ",".join(values.get(part, part) for part in chosen.split(" or ")) if values else chosen
            assert sent[node["id"]] or not node.get("isRequired"), node["id"]
    return sent
