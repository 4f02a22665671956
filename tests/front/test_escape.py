"""What people type stays what they typed, letter by letter, wherever a client reads Markdown."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from bot.front.render import escape
from bot.web.markdown import rich

# More than any client of cards understands; they know no code by indentation.
STRICT = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).disable("code")
ODD = st.text(st.sampled_from("ab1 \n\r\t-+=*_`~#>|.)([]!<>&;:x\\{}/\"'"), max_size=40)


def shown(marked: str) -> str:
    """The letters that a reader sees, without spaces; anything that is more than a letter shows as its name."""
    found: list[str] = []
    for block in STRICT.parse(marked):
        found += [
            piece.content if piece.type == "text" else "" if "break" in piece.type else f"<{piece.type}>"
            for piece in block.children or []
        ]
        if block.type not in {"inline", "paragraph_open", "paragraph_close"}:
            found.append(f"<{block.type}>")
    return letters("".join(found))


def letters(text: str) -> str:
    return "".join(text.split())


@given(ODD | st.text(max_size=60).map(lambda text: text.replace("\0", "")))
@example("**bold** _slanted_ [here](https://evil.example) ![x](y)")
@example("<b>bold</b> &lt;b&gt; &#42; <https://evil.example>")
@example("Title\n=====\nSub\n---\n# Head\n> quote\n- item\n+ item\n1. one\n2) two")
@example("a|b\n-|-\n:-|-:\n~~gone~~ `code`\n```\nfence")
@example("one\r- two\r\n1) three\n-\n1.")
def test_no_typed_text_ever_becomes_markup(text: str) -> None:
    assert shown(escape(text)) == letters(text)


def test_the_check_above_sees_markup() -> None:
    assert shown("**bold** and\n- item") != letters("**bold** and\n- item")
    assert shown("&amp;") != "&amp;"


@pytest.mark.parametrize(
    "text", ["Sam O'Neill-Smith", "Tue 1 Dec at 14:00", "I'm 5'4\" & fine.", "-5 degrees", "C/O 1.5"]
)
def test_ordinary_words_stay_as_they_are(text: str) -> None:
    assert escape(text) == text


def test_a_client_puts_no_date_where_somebody_typed_its_sign() -> None:
    assert "{{" not in escape("{{DATE(2026-12-01T14:00:00Z, SHORT)}}")


@given(ODD)
def test_the_demo_shows_typed_text_as_text(text: str) -> None:
    drawn = rich(escape(text)).replace("<p>", "").replace("</p>", "").replace("<br>", "")
    assert "<" not in drawn
