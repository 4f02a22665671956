"""Card templates and their data become Adaptive Card JSON: strictly, and without running anything.

A template knows `${a.b}`, `$data` (repeat for each), `${$index}` and `$when`; anything else fails when the program
starts. What people typed is escaped, so that it can never become markup.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

from bot.cards import Card
from bot.front.rows import Same, in_rows
from bot.front.turn import Json

FOLDER = Path(__file__).parents[2] / "cards"
HOLE = re.compile(r"\$\{([^}]*)\}")
NAME = re.compile(r"\$index|[a-z_][a-z0-9_]*(\.[a-z_][a-z0-9_]*)*")
MARKUP = re.compile(
    r"(?P<always>[\\`*_\[\]<>~#|{]|&(?=#?\w+;))"
    r"|^(?P<before>\s*)(?P<sign>[-+](?=\W|$)|=(?==*\s*$)|:(?=-))"
    r"|^(?P<number>\s*\d+)(?P<stop>[.)](?=\s|$))",
    re.MULTILINE,
)
MARKED_DOWN = frozenset({"TextBlock", "Fact"})  # where a client reads Markdown
WEB = ("https://", "http://localhost:", "http://127.0.0.1:")

Scope = tuple[Any, int]  # the data that names are looked up in, and the position in the list that is being repeated
Draw = Callable[[Scope], Any]


class TemplateFault(Exception):
    """A template that cannot be used: names the file and says what to do."""


def escape(text: str) -> str:
    """The text so that a client's Markdown shows it letter by letter."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return MARKUP.sub(_escaped, lines)


def _escaped(hit: re.Match[str]) -> str:
    before = hit["before"] or hit["number"] or ""
    return f"{before}\\{hit['always'] or hit['sign'] or hit['stop']}"


class Renderer:
    """All card templates of a folder, read and compiled once. `shared` is data that every card may use."""

    def __init__(self, folder: Path = FOLDER, *, shared: Mapping[str, Any] | None = None) -> None:
        self._shared = dict(shared or {})
        self._draw: dict[str, Draw] = {}
        self._names: dict[str, frozenset[str]] = {}
        for path in sorted(folder.glob("*/*.json")):
            if not path.name.endswith(".sample.json"):
                name = f"{path.parent.name}/{path.stem}"
                template = _Template(name, self._shared)
                self._draw[name] = template.compile(_parsed(path, name))
                self._names[name] = frozenset(template.names)

    @property
    def templates(self) -> tuple[str, ...]:
        """The names of all templates, in order."""
        return tuple(self._draw)

    def render(self, card: Card) -> dict[str, Json]:
        """The card as Adaptive Card JSON; the caller must not change it."""
        return self.render_template(card.template, card)

    def render_template(self, name: str, data: object) -> dict[str, Json]:
        """A template with any data: an object with attributes, or a mapping such as its sample file."""
        return in_rows(self.drawn(name, data))

    def drawn(self, name: str, data: object) -> dict[str, Json]:
        """The same with its buttons as they stand in the template."""
        drawn: dict[str, Json] = self._draw[name]((_Root(data, self._shared), 0))
        return drawn

    def check(self, cards: Iterable[type[Card]]) -> None:
        """Every card has its template, every template its card, and no template asks for what its card lacks.

        Raises TemplateFault.
        """
        known = {card.template: frozenset(field.name for field in fields(card)) for card in cards}
        for name in sorted(known.keys() ^ self._names.keys()):
            missing = "a template in cards/" if name in known else "a dataclass in bot/cards/"
            raise TemplateFault(f"cards/{name}.json: {missing} is missing; a card is both")
        for name, wanted in self._names.items():
            if unknown := wanted - known[name] - self._shared.keys():
                raise TemplateFault(f"cards/{name}.json: no such data: {', '.join(sorted(unknown))}; see bot/cards")


def _parsed(path: Path, name: str) -> Json:
    try:
        parsed: Json = json.loads(path.read_text("utf-8"))
    except ValueError as error:
        raise TemplateFault(f"cards/{name}.json: not valid JSON ({error}); mend that place") from error
    return parsed


class _Root:
    """The card's own data, and behind it what all cards share."""

    __slots__ = ("data", "shared")

    def __init__(self, data: object, shared: Mapping[str, Any]) -> None:
        self.data, self.shared = data, shared


def _look_up(data: Any, name: str) -> Any:  # noqa: ANN401 - JSON has no narrower type
    if isinstance(data, _Root):
        return data.shared[name] if name in data.shared else _look_up(data.data, name)
    return data[name] if isinstance(data, Mapping) else getattr(data, name)


class _Template:
    """Compiles one template into a function of its data, and notes which names it asks of the card.

    What is the same on every card is drawn once, here.
    """

    def __init__(self, name: str, shared: Mapping[str, Any]) -> None:
        self._name = name
        self._shared = shared
        self._depth = 0  # inside how many $data
        self._open = 0  # how many holes were found so far that only a card's own data fills
        self.names: set[str] = set()

    def compile(self, node: Any, *, parent: str = "", key: str = "") -> Draw:  # noqa: ANN401 - JSON
        before = self._open
        draw = self._piece(node, parent=parent, key=key)
        if self._open != before:
            return draw
        drawn = draw((_Root(None, self._shared), 0))
        same = Same(drawn) if isinstance(drawn, dict) else drawn
        return lambda _scope: same

    def _piece(self, node: Any, *, parent: str, key: str) -> Draw:  # noqa: ANN401 - JSON
        match node:
            case dict():
                return self._object(node, kind="Fact" if key == "facts" else str(node.get("type", "")))
            case list():
                return self._list(node, key=key)
            case str() if "${" in node:
                draw = self._text(node, marked=key in {"text", "title", "value"} and parent in MARKED_DOWN)
                return (lambda scope: self._address(draw(scope))) if key == "url" else draw
            case _:
                return lambda _scope: node

    def _object(self, node: dict[str, Any], *, kind: str) -> Draw:
        if unknown := [key for key in node if key.startswith("$") and key != "$schema"]:
            raise self._fault(f"{unknown[0]} is not known here; only $data and $when are, on what stands in a list")
        parts = [(key, self.compile(value, parent=kind, key=key)) for key, value in node.items()]
        return lambda scope: {key: draw(scope) for key, draw in parts}

    def _list(self, nodes: list[Any], *, key: str) -> Draw:
        parts = [self._repeated(node, key=key) for node in nodes]

        def draw(scope: Scope) -> list[Any]:
            return [element for part in parts for element in part(scope)]

        return draw

    def _repeated(self, node: Any, *, key: str) -> Callable[[Scope], list[Any]]:  # noqa: ANN401 - JSON
        if not isinstance(node, dict):
            one = self.compile(node, key=key)
            return lambda scope: [one(scope)]
        if "$data" not in node:
            return self._element(node, key=key)
        before = self._open
        items = self._value(node["$data"])
        same = self._open == before  # on every card: and so is all that is repeated for them
        self._depth += 1
        each = self._element({name: value for name, value in node.items() if name != "$data"}, key=key)
        self._depth -= 1
        self._open = before if same else self._open
        return lambda scope: [element for index, item in enumerate(items(scope)) for element in each((item, index))]

    def _element(self, node: dict[str, Any], *, key: str) -> Callable[[Scope], list[Any]]:
        """One element of a list, or none while its $when is not true."""
        draw = self.compile({name: value for name, value in node.items() if name != "$when"}, key=key)
        if "$when" not in node:
            return lambda scope: [draw(scope)]
        when = self._value(node["$when"])
        return lambda scope: [draw(scope)] if when(scope) else []

    def _value(self, text: Any) -> Callable[[Scope], Any]:  # noqa: ANN401 - JSON
        hole = HOLE.fullmatch(text) if isinstance(text, str) else None
        if not hole:
            raise self._fault(f"{text!r} must be one ${{name}} and nothing else")
        return self._hole(hole[1])

    def _hole(self, path: str) -> Callable[[Scope], Any]:
        if not NAME.fullmatch(path):
            raise self._fault(f"${{{path}}} is not a plain name such as ${{buddy.name}}")
        first, *rest = path.split(".")
        self._open += bool(self._depth) or first not in self._shared
        if path == "$index":
            return lambda scope: scope[1]
        if not self._depth:
            self.names.add(first)
        if not rest:
            return lambda scope: _look_up(scope[0], first)

        def walk(scope: Scope) -> Any:  # noqa: ANN401 - JSON
            value = _look_up(scope[0], first)
            for name in rest:
                value = _look_up(value, name)
            return value

        return walk

    def _text(self, text: str, *, marked: bool) -> Draw:
        if "${" in HOLE.sub("", text):
            raise self._fault(f"{text!r} opens ${{ and does not close it")
        if HOLE.fullmatch(text) and not marked:
            return self._value(text)
        parts = [self._hole(part) if odd else part for odd, part in zip(_alternate(), HOLE.split(text), strict=False)]
        show = escape if marked else str

        def draw(scope: Scope) -> str:
            return "".join(part if isinstance(part, str) else show(str(part(scope))) for part in parts)

        return draw

    def _address(self, url: Any) -> str:  # noqa: ANN401 - JSON
        if not (isinstance(url, str) and url.startswith(WEB)):
            raise self._fault("an address that is neither https nor this machine")
        return url

    def _fault(self, why: str) -> TemplateFault:
        return TemplateFault(f"cards/{self._name}.json: {why}")


def _alternate() -> Iterator[bool]:
    while True:
        yield False
        yield True
