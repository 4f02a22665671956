from __future__ import annotations

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.web.markdown import line, rich

OUR_TAGS = re.compile(r'</?(?:p|ul|ol|li|strong|em)>|<br>|<a href="[^"<>]*" rel="noopener noreferrer">|</a>')


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"),
        ("**bold** here", "<strong>bold</strong> here"),
        ("_soft_ and snake_case_name", "<em>soft</em> and snake_case_name"),
        ("**a _b_**", "<strong>a <em>b</em></strong>"),
        (r"\*\*not bold\*\*", "**not bold**"),
        (r"**5 \* 3**", "<strong>5 * 3</strong>"),
        ("2 * 3 ** 4", "2 * 3 ** 4"),
        ("<b>&", "&lt;b&gt;&amp;"),
        ("[a **b**](https://x.y/z?a=1&b)", "a <strong>b</strong>"),
        ("[x](javascript:alert(1))", "[x](javascript:alert(1))"),
        ('[x](https://x"onclick=1)', "x"),
        ("C:\\Users", "C:\\Users"),
    ],
)
def test_a_line(text: str, shown: str) -> None:
    assert re.sub(r"</?a\b[^>]*>", "", line(text)) == shown


def test_a_link_keeps_its_address_and_cannot_break_out_of_it() -> None:
    assert 'href="tel:111"' in line("[111](tel:111)")
    assert "onclick" not in re.sub(r'href="[^"]*"', "", line('[x](https://x"onclick=1)'))


def test_paragraphs_lists_and_line_breaks() -> None:
    text = "One\ntwo\r\n\n- a\n* b **c**\n1. d\n2) e\nend"
    assert rich(text) == (
        "<p>One<br>two</p><ul><li>a</li><li>b <strong>c</strong></li></ul><ol><li>d</li><li>e</li></ol><p>end</p>"
    )


def test_an_escaped_dash_is_no_list() -> None:
    assert rich(r"\- a") == "<p>- a</p>"


@given(text=st.text(alphabet=st.sampled_from("ab *_[]()\\<>&\"'\n-1.https:/")))
def test_whatever_people_write_makes_no_tag_but_ours(text: str) -> None:
    assert not re.search(r"[<>]", OUR_TAGS.sub("", rich(text)))


@given(text=st.text())
def test_whatever_people_write_stays_readable_when_escaped(text: str) -> None:
    escaped = re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", text)
    assert unescape(line(escaped)) == text
    assert "<" not in line(escaped)
