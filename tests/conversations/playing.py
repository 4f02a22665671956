"""Plays a story that is written down as text, and writes down what came of it in the same form.

A line that is not indented is what happens: a day and an hour (time goes by until then, and the worker looks whenever
something becomes due), or somebody who comes, types, or presses a button that stands in their chat. What they choose
is written as they see it: `{times: Tue 1 Dec at 14:00 or Tue 8 Dec at 14:00}`. Below it, `|` goes on with what is
typed, `>` is the first line of what they get back, and `*` who hears what, by the first line of each card.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from bot.domain.people import Account
from bot.domain.times import LONDON, wall
from bot.front.turn import Answer, Json
from bot.store.outbox import SqlOutbox
from tests.stage import heading
from tests.test_cards import faults, walk
from tests.world import World, chat_of, person

BUTTONS = frozenset({"Action.Execute", "Action.Submit"})
PRESSES = re.compile(r"(?P<who>\w+) presses (?P<title>.+?)( on (?P<on>[^{]+?))?( \{(?P<chosen>.+)\})?")
CHOSEN = re.compile(r"([\w.]+): ([^;]+)")
Shown = dict[str, Any]


@dataclass(slots=True, kw_only=True)
class Play:
    """Some people, by the first part of their addresses, and what stands in the chat of each, the newest last."""

    world: World
    people: Mapping[str, str]
    chats: dict[str, list[Shown]] = field(default_factory=dict)

    async def plays(self, story: str) -> str:
        """The story as it went."""
        return "".join([line + "\n" for step in steps(story) for line in await self._step(step)])

    async def _step(self, step: str) -> list[str]:
        happens = step.partition("\n")[0]
        if not happens or happens.startswith("#"):
            return [step]
        if happens[0].isdigit():
            return [step, *_told(await self._waits(datetime.fromisoformat(happens)))]
        answer = await self._acts(step.replace("\n    | ", "\n"))
        return [step, *([f"    > {answer}"] if answer else []), *_told(await self._hears())]

    def account(self, who: str) -> Account:
        return person(self.people[who])

    async def _waits(self, at: datetime) -> list[str]:
        until, heard, outbox = at.replace(tzinfo=LONDON).astimezone(UTC), [], self.world.worker.outbox
        assert isinstance(outbox, SqlOutbox)
        assert until > self.world.clock.now, at
        while (event := await outbox.next_event()) and event < until:
            self.world.clock.now = event
            heard += await self._hears()
        self.world.clock.now = until
        return heard + await self._hears()

    async def _hears(self) -> list[str]:
        """What is said once more shows in the next step."""
        heard: dict[str, list[str]] = {}
        names = {chat_of(self.account(name)).conversation: name for name in self.people}
        before = len(self.world.voice.said)
        await self.world.worker.catch_up()
        for one in self.world.voice.said[before:]:
            assert faults(one.card) == []
            assert one.replaces is None
            self.chats.setdefault(names[one.conversation], []).append(one.card)
            heard.setdefault(heading(one.card), []).append(names[one.conversation])
        when = f"{wall(self.world.clock.now):%a %-d %b %H:%M}"
        return [f"{when} {', '.join(sorted(who))}: {line}" for line, who in sorted(heard.items())]

    async def _acts(self, step: str) -> str:
        who, does, what = (*step.split(maxsplit=2), "")[:3]
        self.chats.setdefault(who, [])
        if does == "comes":
            return self._shows(who, await self.world.comes(self.account(who)))
        if does == "types":
            return self._shows(who, await self.world.says(self.account(who), what))
        pressed = PRESSES.fullmatch(step)
        assert pressed, step
        return await self._presses(who, pressed["title"], on=pressed["on"] or "", chosen=pressed["chosen"] or "")

    async def _presses(self, who: str, title: str, *, on: str, chosen: str) -> str:
        card, button = found(self.chats[who], title, on)
        fields = inputs(card, button, dict(CHOSEN.findall(chosen))) | button.get("data", {})
        verb = str(fields.pop("verb", button.get("verb")))
        if fields.pop("msteams", None):
            return self._shows(who, await self.world.opens(self.account(who), verb, **fields))
        if button["type"] == "Action.Submit":
            return self._shows(who, await self.world.sends_in(self.account(who), verb, **fields))
        return self._shows(who, await self.world.presses(self.account(who), verb, **fields), instead=card)

    def _shows(self, who: str, answer: Answer, *, instead: Shown | None = None) -> str:
        """What was pressed is replaced by what comes of it."""
        assert answer.also is None
        if answer.card is None:
            return answer.note or ""
        card = self.world.renderer.render(answer.card)
        assert faults(card) == []
        chat = self.chats[who]
        at = next((at for at, one in enumerate(chat) if one is instead), len(chat))
        chat[at : at + 1] = [card]
        return heading(card)


def steps(story: str) -> Iterator[str]:
    """What happens, one after another, with all that is typed and without what came of it."""
    step = ""
    for line in story.splitlines():
        if line.startswith("    | "):
            step += f"\n{line}"
        elif not line.startswith("    "):
            yield from [step] if step else []
            step = line
            if not line:
                yield line
    yield step


def _told(heard: list[str]) -> list[str]:
    return [f"    * {line}" for line in heard]


def found(chat: list[Shown], title: str, on: str) -> tuple[Shown, Shown]:
    """The newest card, of those with this first line if one is named, that has a button with this title; the button."""
    for card in reversed(chat):
        for node in walk(card):
            if node.get("type") in BUTTONS and node.get("title") == title and heading(card).startswith(on):
                return card, node
    raise AssertionError(f"there is no '{title}' on any of {[heading(card) for card in chat]}")


def inputs(card: Shown, button: Shown, chosen: Mapping[str, str]) -> dict[str, Json]:
    """What a client sends: what is chosen, by what is shown, and what stands in the other boxes already."""
    if button.get("associatedInputs") == "none":
        assert not chosen
        return {}
    sent: dict[str, Json] = {}
    boxes = [node for node in walk(card) if str(node.get("type", "")).startswith("Input.")]
    assert chosen.keys() <= {node["id"] for node in boxes} | {"tick"}
    for node in boxes:
        ticked = "tick" if node["type"] == "Input.Toggle" else node["id"]
        value = str(chosen.get(node["id"], chosen.get(ticked, node.get("value", ""))))
        values = {one["title"]: one["value"] for one in node.get("choices", [])}
        if node["id"] in chosen and values:
            value = ",".join(values[part] for part in value.split(" or "))
        assert value or not node.get("isRequired"), node["id"]
        sent[node["id"]] = value
    return sent
