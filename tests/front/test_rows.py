"""Buttons stand in rows that a narrow phone shows whole."""

from __future__ import annotations

from typing import Any

from bot.front.rows import in_rows


def button(title: str) -> dict[str, Any]:
    return {"type": "Action.Execute", "title": title, "verb": "next"}


def card(*titles: str, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - any piece of a card's JSON
    return {"type": "AdaptiveCard", "body": [], "actions": [button(title) for title in titles], **more}


def rows(drawn: Any) -> list[list[str]]:  # noqa: ANN401 - the same
    sets = [node["actions"] for node in drawn["body"] if node["type"] == "ActionSet"]
    return [[one["title"] for one in row] for row in (*sets, drawn.get("actions", []))]


def test_what_fits_beside_each_other_stays_so() -> None:
    narrow = card("Yes", "No, thank you")
    assert in_rows(narrow) == narrow


def test_what_does_not_fit_goes_below_and_the_order_stays() -> None:
    titles = ("Yes", "No, thank you", "I may know them", "Talk to a person", "Need help now?")
    assert rows(in_rows(card(*titles))) == [
        ["Yes", "No, thank you"],
        ["I may know them"],
        ["Talk to a person"],
        ["Need help now?"],
    ]


def test_the_first_row_stands_apart_from_the_words_above() -> None:
    drawn: dict[str, Any] = in_rows(card("Ask me in a month", "Talk to a person", "Need help now?"))
    assert [node["spacing"] for node in drawn["body"]] == ["medium", "small"]


def test_a_title_too_long_for_a_row_has_one_to_itself() -> None:
    assert rows(in_rows(card("OK", "x" * 60, "OK"))) == [["OK"], ["x" * 60], ["OK"]]


def test_buttons_among_the_words_and_behind_a_button_are_put_in_rows_too() -> None:
    long = [button("Talk to a person"), button("Need help now?")]
    inner = card("Talk to a person", "Need help now?")
    box = {"type": "Container", "items": [{"type": "ActionSet", "spacing": "large", "actions": long}]}
    more = {"type": "Action.ShowCard", "title": "More", "card": inner}
    drawn: dict[str, Any] = in_rows(card(body=[box], actions=[more]))
    assert [node["spacing"] for node in drawn["body"][0]["items"]] == ["large", "small"]
    assert rows(drawn["actions"][0]["card"]) == [["Talk to a person"], ["Need help now?"]]


def test_a_card_without_buttons_is_left_alone() -> None:
    plain: dict[str, Any] = {"type": "AdaptiveCard", "body": [{"type": "TextBlock", "text": "a"}]}
    assert in_rows(plain) == plain


def test_the_card_that_is_given_is_not_changed() -> None:
    given = card("Talk to a person", "Need help now?")
    in_rows(given)
    assert len(given["actions"]) == 2
