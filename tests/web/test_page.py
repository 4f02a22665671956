from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.web.form import pressed, typed_in
from bot.web.known import CannotShow
from bot.web.page import Sheet, html, inside
from tests.web.fakes import card, execute, field_of, submit, text
from tests.web.look import Look

YES_NO = [{"title": "Yes", "value": "y"}, {"title": "No", "value": "n"}]


def look(*body: dict[str, Any], actions: tuple[dict[str, Any], ...] = (), **how: Any) -> Look:  # noqa: ANN401 - as html()
    usual: dict[str, Any] = {"action": "/there", "hidden": {}, "typed": {}}
    return Look(html(card(*body, actions=actions), **(usual | how)))


def test_a_card_is_a_form_that_goes_where_it_should() -> None:
    page = look(hidden={"token": 'a"b'})
    assert page.one("form").at == {"method": "post", "action": "/there", "novalidate": "", "class": "card"}
    assert page.one("input", type="hidden").at["value"] == 'a"b'


@pytest.mark.parametrize("looks", [{"style": "heading"}, {"weight": "Bolder", "size": "Large"}])
def test_a_heading_is_a_heading(looks: dict[str, str]) -> None:
    assert look(text("Your *next* meeting", **looks)).one("h2").words == "Your *next* meeting"


def test_large_or_bold_alone_is_no_heading() -> None:
    page = look(text("a", size="large"), text("b", weight="bolder", color="Attention", isSubtle=True))
    assert not page.all("h2")
    assert page.all("div", **{"class": "text subtle strong tone-attention"})


def test_facts_are_a_list_of_terms() -> None:
    page = look(
        {"type": "FactSet", "facts": [{"title": "When", "value": "**Tue**"}, {"title": "Where", "value": "<x>"}]}
    )
    assert [one.words for one in page.all("dt")] == ["When", "Where"]
    assert [one.words for one in page.all("dd")] == ["Tue", "<x>"]


def test_boxes_and_columns_keep_the_reading_order() -> None:
    columns = [{"type": "Column", "width": "auto", "items": [text(words)]} for words in ("one", "two")]
    page = look(
        {"type": "Container", "style": "emphasis", "items": [text("zero")]}, {"type": "ColumnSet", "columns": columns}
    )
    assert [one.words for one in page.all("p")] == ["zero", "one", "two"]
    assert page.all("div", **{"class": "box box-emphasis"})


@pytest.mark.parametrize("multiline", [True, False])
def test_a_text_field_has_label_hint_length_and_what_was_typed(multiline: bool) -> None:
    field = field_of("Text", "how", isMultiline=multiline, maxLength=600, placeholder="For example", value="before")
    page = look(field, typed={"how": "\nmine <b>"})
    (shown,) = page.fields()
    assert page.label(shown) == "Label of how"
    assert page.described(shown) == "For example. At most 600 characters."
    assert shown.at["maxlength"] == "600"
    assert shown.at["name"] == "card.one.how"
    # The line break right after the tag is not part of the text, so there is one more.
    assert (shown.words if multiline else shown.at["value"]) == ("\n\nmine <b>" if multiline else "\nmine <b>")


@pytest.mark.parametrize(("kind", "value"), [("Date", "2026-12-01"), ("Time", "14:00"), ("Number", "3")])
def test_short_fields_have_their_kind_their_bounds_and_their_value(kind: str, value: str) -> None:
    page = look(field_of(kind, "x", value=value, min="1", max="9"))
    (shown,) = page.fields()
    assert shown.at["type"] == kind.lower()
    assert (shown.at["min"], shown.at["max"], shown.at["value"]) == ("1", "9", value)
    assert page.label(shown) == "Label of x"
    assert "aria-describedby" not in shown.at


def test_a_toggle_says_off_when_it_is_not_ticked() -> None:
    toggle = {"type": "Input.Toggle", "id": "ok", "title": "I agree", "label": "Agreement", "valueOn": "yes"}
    page = look(toggle, typed={"ok": "yes"})
    assert [page.label(one) for one in page.fields()] == ["I agree"]
    assert typed_in(page.chosen(), prefix="card") == {"ok": "yes"}
    assert typed_in(look(toggle).chosen(), prefix="card") == {"ok": "false"}


def test_one_of_a_few_is_a_group_of_radios() -> None:
    page = look(field_of("ChoiceSet", "c", choices=YES_NO, style="Expanded", value="n"))
    assert page.one("legend").words == "Label of c"
    assert [(one.at["type"], page.label(one), "checked" in one.at) for one in page.fields()] == [
        ("radio", "Yes", False),
        ("radio", "No", True),
    ]


def test_several_of_a_few_are_boxes_and_travel_joined_by_commas() -> None:
    choices = field_of("ChoiceSet", "c", choices=YES_NO, isMultiSelect=True, value="y,n")
    page = look(choices)
    assert [one.at["type"] for one in page.fields()] == ["checkbox", "checkbox"]
    assert typed_in(page.chosen(), prefix="card") == {"c": "y,n"}
    assert typed_in(look(choices, typed={"c": ""}).chosen(), prefix="card") == {"c": ""}


def test_one_of_many_is_a_list_with_nothing_chosen_first() -> None:
    choices = field_of("ChoiceSet", "c", choices=YES_NO, placeholder="Choose a number")
    page = look(choices)
    assert [one.words for one in page.all("option")] == ["Choose a number", "Yes", "No"]
    assert typed_in(page.chosen(), prefix="card") == {"c": ""}
    assert typed_in(look(choices, typed={"c": "n"}).chosen(), prefix="card") == {"c": "n"}


@pytest.mark.parametrize(
    "field",
    [
        field_of("Text", "x", isRequired=True),
        field_of("Text", "x", isRequired=True, isMultiline=True),
        field_of("Date", "x", isRequired=True),
        field_of("ChoiceSet", "x", choices=YES_NO, isRequired=True),
        {"type": "Input.Toggle", "id": "x", "title": "I agree", "isRequired": True},
    ],
)
def test_what_is_needed_says_so_and_what_is_amiss_is_tied_to_its_field(field: dict[str, Any]) -> None:
    page = look(field, wrong={"x": "Please fill <this> in."})
    (shown,) = page.fields()
    assert page.label(shown).endswith("(required)")
    assert shown.at["aria-required"] == shown.at["aria-invalid"] == "true"
    assert page.described(shown) == "Error: Please fill <this> in."


def test_what_is_amiss_with_a_group_is_tied_to_the_group() -> None:
    page = look(field_of("ChoiceSet", "x", choices=YES_NO, style="expanded", isRequired=True), wrong={"x": "Choose."})
    assert page.described(page.one("fieldset")) == "Error: Choose."


def test_each_button_carries_its_verb_its_data_and_the_fields_it_sends() -> None:
    page = look(
        field_of("Text", "a"),
        {"type": "ActionSet", "actions": [execute("Yes", "confirm", id=7) | {"style": "positive"}]},
        actions=(submit("More", msteams={"type": "task/fetch"}), execute("No", "no") | {"associatedInputs": "None"}),
    )
    yes, more, no = (pressed(page.button(title).at["value"]) for title in ("Yes", "More", "No"))
    assert (yes.type, yes.verb, yes.data, yes.inputs) == ("Action.Execute", "confirm", {"id": 7}, ("a",))
    assert more.opens_dialog
    assert no.inputs == ()
    assert page.button("Yes").at["class"] == "positive"


def test_a_button_that_cannot_be_pressed_is_disabled() -> None:
    assert "disabled" in look(actions=(execute("Yes", "v") | {"isEnabled": False},)).button("Yes").at


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("https://x.example/?a=1&b", "(leaves this chat, opens a new tab)"),
        ("tel:111", "(starts a call)"),
        ("mailto:a@b.example", "(writes an e-mail)"),
    ],
)
def test_a_link_says_that_it_leads_away(url: str, says: str) -> None:
    link = look(actions=({"type": "Action.OpenUrl", "title": "Go", "url": url},)).one("a")
    assert link.words == f"Go {says}"
    assert link.at["href"] == url
    if url.startswith("https"):
        assert link.at["rel"] == "noopener noreferrer"


def help_card(*body: dict[str, Any], actions: tuple[dict[str, Any], ...] = ()) -> dict[str, Any]:
    return {"type": "Action.ShowCard", "title": "Need help now?", "card": card(*body, actions=actions)}


def test_help_opens_without_script_and_without_server() -> None:
    page = look(actions=(help_card(text("Call **999**", style="heading")),))
    assert page.one("summary").words == "Need help now?"
    assert page.one("details").words.split() == ["Need", "help", "now?", "Call", "999"]
    assert "open" not in page.one("details").at
    assert page.one("h3").words == "Call 999"


def test_a_button_behind_a_button_sends_the_outer_fields_too_but_not_the_other_way() -> None:
    inner = help_card(field_of("Text", "b"), actions=(execute("Inner", "i"),))
    page = look(field_of("Text", "a"), actions=(execute("Outer", "o"), inner))
    assert pressed(page.button("Inner").at["value"]).inputs == ("a", "b")
    assert pressed(page.button("Outer").at["value"]).inputs == ("a",)


@pytest.mark.parametrize(
    ("how", "is_open"),
    [
        ({}, False),
        ({"typed": {"b": "words"}}, True),
        ({"typed": {"b": "", "t": "false"}}, False),
        ({"wrong": {"b": "x"}}, True),
    ],
)
def test_what_stands_behind_a_button_stays_open_while_somebody_writes_there(
    how: dict[str, Any], *, is_open: bool
) -> None:
    toggle = {"type": "Input.Toggle", "id": "t", "title": "T"}
    page = look(actions=(help_card(field_of("Text", "b"), toggle),), **how)
    assert ("open" in page.one("details").at) is is_open


def test_headings_never_go_deeper_than_six() -> None:
    inner = inside(card(actions=(help_card(text("Deep", style="heading")),)), Sheet(prefix="p", level=6))
    assert Look(inner).one("h6").words == "Deep"


def test_two_cards_on_a_page_keep_their_fields_apart() -> None:
    both = "".join(
        inside(card(field_of("Text", "a"), actions=(execute("Go", "v"),)), Sheet(prefix=prefix, action=f"/{prefix}"))
        for prefix in ("one", "two")
    )
    page = Look(both)
    assert page.ids_are_unique()
    assert [one.at["formaction"] for one in page.all("button")] == ["/one", "/two"]


def test_a_card_that_cannot_be_shown_is_a_fault() -> None:
    with pytest.raises(CannotShow, match="Media"):
        look({"type": "Media"})


def everything(words: str) -> Look:
    choices = [{"title": words, "value": words}]
    fields = [
        field_of("Text", "a", label=words or "x", placeholder=words, value=words, isMultiline=True),
        field_of("Text", "b", label=words or "x", value=words),
        field_of("ChoiceSet", "c", choices=choices, style="expanded", value=words),
        field_of("ChoiceSet", "d", choices=choices, value=words),
        {"type": "Input.Toggle", "id": "e", "title": words or "x"},
    ]
    facts = {"type": "FactSet", "facts": [{"title": words, "value": words}]}
    return look(
        text(words, style="heading"),
        facts,
        *fields,
        actions=(execute(words, words or "v", data=words), help_card()),
        wrong={"a": words},
        hidden={"h": words},
    )


@given(words=st.text(alphabet=st.sampled_from("<>\"'&/ =ax\r\n`${}%#")).filter(str.strip))
def test_whatever_is_written_adds_no_element_and_no_attribute(words: str) -> None:
    plain = [(one.tag, sorted(one.at)) for one in everything("x").elements]
    written = [(one.tag, sorted(one.at)) for one in everything(words).elements if one.tag != "br"]
    assert [one for one in written if one[0] != "p" or one[1]] == [one for one in plain if one[0] != "p" or one[1]]


@given(words=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r")))
def test_what_was_typed_comes_back_letter_by_letter(words: str) -> None:
    page = look(field_of("Text", "a", isMultiline=True), typed={"a": words})
    assert typed_in(page.chosen(), prefix="card") == {"a": words}


@given(data=st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists, max_leaves=5))
def test_a_button_s_data_come_back_as_they_were(data: object) -> None:
    press = pressed(look(actions=(execute("Go", "v", data=data),)).button("Go").at["value"])
    assert press.data == {"data": data}
    assert json.dumps(press.merged({}))
