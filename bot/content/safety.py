"""The words that bring up a calm question, and when somebody is on duty."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from typing import Any

from bot.content.checking import table

FILE = "signposting.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class PromptWords:
    """Words that bring up the question about safety, and whether it is asked at all."""

    on: bool
    words: tuple[str, ...]


def read_prompt_words(data: Mapping[str, Any], faults: list[str]) -> PromptWords:
    """What signposting.toml says in [prompt_words]; notes its faults."""
    found = table(data, "prompt_words")
    on, words = found.get("on"), found.get("words")
    if not isinstance(on, bool):
        faults.append(f"{FILE}: [prompt_words] on must be true or false; write on = true")
    if not (
        isinstance(words, list) and all(isinstance(one, str) and one.strip() for one in words) and (words or not on)
    ):
        faults.append(f"{FILE}: [prompt_words] words must be a list of texts; write on = false to ask nothing")
        words = []
    return PromptWords(on=on is True, words=tuple(words))


def read_duty_hours(data: Mapping[str, Any], faults: list[str]) -> tuple[time, time]:
    """When duty begins and ends, from [duty]; notes its faults."""
    found = table(data, "duty")
    opens, closes = found.get("opens"), found.get("closes")
    if not (isinstance(opens, time) and isinstance(closes, time) and opens < closes):
        faults.append(f"{FILE}: [duty] opens must be a time before closes; write opens = 09:00:00, closes = 17:00:00")
        return time(9), time(17)
    return opens, closes
