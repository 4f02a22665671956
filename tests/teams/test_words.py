"""Words as people typed them."""

from __future__ import annotations

import time

import pytest

from bot.front.turn import Json
from bot.teams.words import typed

BOT = "28:bot"


def mention(text: str, who: str = BOT) -> Json:
    return {"type": "mention", "text": text, "mentioned": {"id": who, "name": "x"}}


@pytest.mark.parametrize(
    ("text", "text_format", "entities", "words"),
    [
        (None, None, None, ""),
        ("  help\u00a0me\u200b ", "plain", None, "help me"),
        ("<at>Buddy</at> help", "plain", [mention("<at>Buddy</at>")], "help"),
        ("help <at>Buddy</at>", "plain", [mention("<at>Buddy</at>")], "help"),
        ("<at>Buddy</at> help", "plain", None, "help"),
        ('<at id="0">Buddy</at> help', "xml", [{"type": "clientInfo"}], "help"),
        (
            "<at>Buddy</at> remind <at>Ann Lee</at>",
            None,
            [mention("<at>Buddy</at>"), mention("<at>Ann Lee</at>", "29:a")],
            "remind Ann Lee",
        ),
        ("remind <at>Ann Lee</at>", "plain", [], "remind Ann Lee"),
        ("<p>a &amp; b</p><div>c<br/>d</div>", "xml", None, "a & b\nc\nd"),
        ("1 < 2 &amp; <b>3</b>", "plain", None, "1 < 2 &amp; <b>3</b>"),
        ("role,email\nstudent,a@example.org", "plain", None, "role,email\nstudent,a@example.org"),
        (
            "help",
            "plain",
            [7, {"type": "mention"}, {"type": "other", "text": "help", "mentioned": {"id": BOT}}],
            "help",
        ),
    ],
)
def test_what_the_channel_adds_is_taken_away(
    text: str | None, text_format: str | None, entities: list[Json] | None, words: str
) -> None:
    assert typed(text, text_format=text_format, entities=entities, bot=BOT) == words


@pytest.mark.parametrize("piece", ["<at>", "<at ", "<", "<p", "&", "<at>a", "</at>"])
def test_a_long_text_of_opened_tags_does_not_take_long(piece: str) -> None:
    text = piece * (250_000 // len(piece))
    began = time.perf_counter()

    typed(text, text_format="xml", entities=[mention(piece)] * 1_000, bot=BOT)

    assert time.perf_counter() - began < 0.5
