from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass
from pathlib import Path
from typing import Any, ClassVar

import pytest

from bot.cards import Card
from bot.front.render import FOLDER, Renderer, TemplateFault
from bot.front.turn import Json

Write = Callable[..., Renderer]


@pytest.fixture
def written(tmp_path: Path) -> Write:
    """A renderer whose only template is this one."""

    def write(template: Json, *, shared: dict[str, Any] | None = None, name: str = "kind/one") -> Renderer:
        path = tmp_path / f"{name}.json"
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(template), "utf-8")
        return Renderer(tmp_path, shared=shared)

    return write


def drawn(renderer: Renderer, **data: Any) -> dict[str, Any]:  # noqa: ANN401 (what a card holds)
    return dict(renderer.render_template("kind/one", data))


def test_a_name_is_filled_in(written: Write) -> None:
    card = written({"a": "${one}", "b": "Hello ${two.name}, number ${one}", "c": 3, "d": None})
    assert drawn(card, one=1, two={"name": "Sam"}) == {"a": 1, "b": "Hello Sam, number 1", "c": 3, "d": None}


def test_a_name_may_be_deep_and_stand_on_an_object(written: Write) -> None:
    @dataclass
    class Inner:
        name: str

    assert drawn(written({"a": "${x.y.name}"}), x={"y": Inner("Sam")}) == {"a": "Sam"}


def test_a_list_is_repeated_for_each_with_its_number(written: Write) -> None:
    card = written({"body": ["first", {"$data": "${people}", "text": "${$index}: ${name}"}, "last"]})
    assert drawn(card, people=[{"name": "Sam"}, {"name": "Alex"}]) == {
        "body": ["first", {"text": "0: Sam"}, {"text": "1: Alex"}, "last"]
    }
    assert drawn(card, people=[]) == {"body": ["first", "last"]}


def test_what_is_the_same_on_every_card_is_drawn_once_and_the_rest_each_time(written: Write) -> None:
    lines = {"$data": "${help.lines}", "text": "Call ${name}", "times": [{"$data": "${days}", "at": "${$index}"}]}
    button = {"type": "Action.ShowCard", "title": "Help", "card": {"body": [{"text": "${help.words}"}, lines]}}
    help_ = {"words": "At any time", "lines": [{"name": "Shout", "days": ["Mon", "Tue"]}]}
    card = written(
        {"body": ["${name}", {"$when": "${help.words}", "a": "${name}"}], "actions": [button]}, shared={"help": help_}
    )
    first, second = drawn(card, name="Sam"), drawn(card, name="Alex")

    assert [one["body"] for one in (first, second)] == [["Sam", {"a": "Sam"}], ["Alex", {"a": "Alex"}]]
    assert first["actions"][0] is second["actions"][0]
    assert first["actions"][0]["card"] == {
        "body": [{"text": "At any time"}, {"text": "Call Shout", "times": [{"at": 0}, {"at": 1}]}]
    }


def test_lists_may_stand_in_lists(written: Write) -> None:
    card = written({"body": [{"$data": "${days}", "day": "${day}", "times": [{"$data": "${times}", "at": "${at}"}]}]})
    assert drawn(card, days=[{"day": "Tue", "times": [{"at": "14:00"}, {"at": "15:00"}]}]) == {
        "body": [{"day": "Tue", "times": [{"at": "14:00"}, {"at": "15:00"}]}]
    }


@pytest.mark.parametrize(("show", "body"), [(True, [{"a": 1}]), (False, []), ("", []), (3, [{"a": 1}]), (0, [])])
def test_something_is_shown_only_when_it_is_so(written: Write, show: object, body: list[object]) -> None:
    assert drawn(written({"body": [{"$when": "${show}", "a": 1}]}), show=show) == {"body": body}


def test_each_of_a_list_may_be_shown_or_not(written: Write) -> None:
    card = written({"body": [{"$data": "${people}", "$when": "${here}", "name": "${name}"}]})
    people = [{"name": "Sam", "here": True}, {"name": "Alex", "here": False}]
    assert drawn(card, people=people) == {"body": [{"name": "Sam"}]}


def test_what_all_cards_share_is_there_for_each(written: Write) -> None:
    card = written({"body": [{"$data": "${help}", "show": "${show}"}]}, shared={"help": [{"show": "999"}]})
    assert drawn(card) == {"body": [{"show": "999"}]}


@pytest.mark.parametrize(
    ("node", "shown"),
    [
        ({"type": "TextBlock", "text": "${x}"}, {"type": "TextBlock", "text": "\\*1\\*"}),
        ({"type": "TextBlock", "text": "**${x}**"}, {"type": "TextBlock", "text": "**\\*1\\***"}),
        ({"type": "TextBlock", "color": "${x}"}, {"type": "TextBlock", "color": "*1*"}),
        ({"type": "Input.Text", "value": "${x}"}, {"type": "Input.Text", "value": "*1*"}),
        ({"type": "Action.Submit", "title": "${x}"}, {"type": "Action.Submit", "title": "*1*"}),
        ({"facts": [{"title": "${x}", "value": "${x}"}]}, {"facts": [{"title": "\\*1\\*", "value": "\\*1\\*"}]}),
    ],
)
def test_typed_text_is_escaped_where_a_client_reads_markdown(
    written: Write, node: dict[str, Json], shown: dict[str, Json]
) -> None:
    assert drawn(written({"body": [node]}), x="*1*") == {"body": [shown]}


def test_a_number_in_a_fact_is_written_as_text(written: Write) -> None:
    assert drawn(written({"facts": [{"title": "New", "value": "${x}"}]}), x=3) == {
        "facts": [{"title": "New", "value": "3"}]
    }


@pytest.mark.parametrize(
    "url", ["https://teams.microsoft.com/l/x", "http://localhost:3978/ics/x", "http://127.0.0.1:1/"]
)
def test_an_address_on_the_web_is_good(written: Write, url: str) -> None:
    assert drawn(written({"url": "${x}"}), x=url) == {"url": url}


@pytest.mark.parametrize("template", ["${x}", "${x}${y}", "${x}/path"])
@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "http://evil.example", "data:text/html,x", "//evil.example", "", None]
)
def test_any_other_address_is_refused(written: Write, template: str, url: str | None) -> None:
    card = written({"url": template})
    with pytest.raises(TemplateFault, match=r"cards/kind/one\.json: an address that is neither https nor this machine"):
        drawn(card, x=url, y="")


@pytest.mark.parametrize(
    ("template", "why"),
    [
        ({"a": "${1 + 1}"}, r"\$\{1 \+ 1\} is not a plain name such as"),
        ({"a": "x ${if(a, b)}"}, "is not a plain name"),
        ({"a": "${}"}, "is not a plain name"),
        ({"a": "${Name}"}, "is not a plain name"),
        ({"a": "${a.}"}, "is not a plain name"),
        ({"a": "${$root.a}"}, "is not a plain name"),
        ({"a": "${a['b']}"}, "is not a plain name"),
        ({"a": "${name"}, "opens .* and does not close it"),
        ({"a": "${one} and ${two"}, "opens .* and does not close it"),
        ({"b": [{"$data": "people"}]}, "'people' must be one"),
        ({"b": [{"$data": "${a} ${b}"}]}, "must be one"),
        ({"b": [{"$data": {"x": 1}}]}, "must be one"),
        ({"b": [{"$when": True}]}, "True must be one"),
        ({"b": [{"$when": "${a == b}"}]}, "is not a plain name"),
        ({"b": [{"$host": 1}]}, r"\$host is not known here"),
        ({"b": {"$data": "${a}"}}, r"\$data is not known here; only \$data and \$when are, on what stands in a list"),
        ({"b": {"$when": "${a}"}}, r"\$when is not known here"),
        ({"$when": "${a}"}, r"\$when is not known here"),
    ],
)
def test_anything_else_in_a_template_is_refused_at_the_start(written: Write, template: Json, why: str) -> None:
    with pytest.raises(TemplateFault, match=rf"cards/kind/one\.json: .*{why}"):
        written(template)


def test_a_file_that_is_no_json_is_named(tmp_path: Path) -> None:
    (tmp_path / "kind").mkdir()
    (tmp_path / "kind" / "one.json").write_text('{"a": 1,}', "utf-8")
    with pytest.raises(TemplateFault, match=r"cards/kind/one\.json: not valid JSON .*line 1.*mend that place"):
        Renderer(tmp_path)


@dataclass(frozen=True, slots=True, kw_only=True)
class One(Card):
    template: ClassVar[str] = "kind/one"
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Two(Card):
    template: ClassVar[str] = "kind/two"


def test_a_card_is_drawn_with_its_own_data(written: Write) -> None:
    renderer = written({"a": "${name}", "$schema": "s"})
    renderer.check([One])
    assert renderer.render(One(name="Sam")) == {"a": "Sam", "$schema": "s"}
    assert renderer.templates == ("kind/one",)


def test_a_template_that_asks_for_what_its_card_lacks_is_found(written: Write) -> None:
    body: list[Json] = [{"$data": "${people}", "x": "${inner}"}]
    renderer = written({"a": "${name}", "b": "${surname.first}", "c": "${help}", "d": body}, shared={"help": ()})
    with pytest.raises(TemplateFault, match=r"cards/kind/one\.json: no such data: people, surname; see bot/cards"):
        renderer.check([One])


def test_a_card_without_a_template_is_found(written: Write) -> None:
    with pytest.raises(TemplateFault, match=r"cards/kind/two\.json: a template in cards/ is missing"):
        written({}).check([One, Two])


def test_a_template_without_a_card_is_found(written: Write) -> None:
    with pytest.raises(TemplateFault, match=r"cards/kind/one\.json: a dataclass in bot/cards/ is missing"):
        written({}).check([])


def test_a_sample_is_no_template(written: Write) -> None:
    assert written({}, name="kind/one.sample").templates == ()


def kinds(kind: type[Card] = Card) -> list[type[Card]]:
    """Every card of the product."""
    found = [one for sub in kind.__subclasses__() for one in (sub, *kinds(sub))]
    return [one for one in found if one.__module__.startswith("bot.")]


@pytest.mark.parametrize("kind", kinds(), ids=lambda kind: kind.__name__)
def test_every_sample_holds_what_its_card_holds(kind: type[Card]) -> None:
    sample = json.loads((FOLDER / f"{kind.template}.sample.json").read_text("utf-8"))
    assert is_dataclass(kind)
    assert sample.keys() - {"help"} <= {field.name for field in fields(kind)}
