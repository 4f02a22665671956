"""The curve of cost against size, as a picture: drawn from the figures that bench/planning.py keeps."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from html import escape
from math import log10
from pathlib import Path

Figures = dict[str, dict[str, float]]  # by line: seconds by number of students

PICTURES = Path(__file__).parent.parent / "docs" / "pictures"
KEPT, PICTURE = PICTURES / "planning-curve.json", PICTURES / "planning-curve.svg"
WIDE, HIGH = 860, 520
LEFT, RIGHT, TOP, BOTTOM = 90, 30, 50, 70
STUDENTS, SECONDS = (200, 50_000), (0.001, 1_000)
SHAPES = {  # colour and dashes: told apart without colour too
    "best pairing and its proof": ("#005eb8", ""),
    "best pairing by networkx": ("#7c2855", "2 5"),
    "allowed pairs": ("#41741c", "8 4"),
    "whole series": ("#ae2573", "14 4 2 4"),
}


def draw(figures: Mapping[str, Mapping[str, float]]) -> None:
    """Keep these figures beside those of other sizes, and draw all of them."""
    kept: Figures = json.loads(KEPT.read_text(encoding="utf-8")) if KEPT.exists() else {}
    for line, points in figures.items():
        both = kept.get(line, {}) | dict(points)
        kept[line] = dict(sorted(both.items(), key=lambda point: int(point[0])))
    KEPT.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
    PICTURE.write_text("\n".join(_picture(kept)) + "\n", encoding="utf-8")


def _picture(figures: Figures) -> Iterator[str]:
    yield f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE} {HIGH}" role="img" font-family="sans-serif">'
    yield "<title>Seconds against the number of students, both by tens</title>"
    yield f"<desc>{escape(_in_words(figures))}</desc>"
    yield f'<rect width="{WIDE}" height="{HIGH}" fill="#ffffff"/>'
    yield from _grid()
    for at, (line, (colour, dashes)) in enumerate(SHAPES.items()):
        points = [(_x(int(size)), _y(seconds)) for size, seconds in figures.get(line, {}).items()]
        yield from _line(points, colour, dashes)
        yield from _key(at, line, (colour, dashes))
    yield "</svg>"


def _in_words(figures: Figures) -> str:
    return " ".join(
        f"{line}: {', '.join(f'{int(size):,} students {seconds:.3g} s' for size, seconds in points.items())}."
        for line, points in figures.items()
    )


def _x(students: float) -> float:
    return LEFT + (WIDE - LEFT - RIGHT) * log10(students / STUDENTS[0]) / log10(STUDENTS[1] / STUDENTS[0])


def _y(seconds: float) -> float:
    share = log10(max(seconds, SECONDS[0]) / SECONDS[0]) / log10(SECONDS[1] / SECONDS[0])
    return HIGH - BOTTOM - (HIGH - TOP - BOTTOM) * share


def _grid() -> Iterator[str]:
    for students in (300, 1_000, 3_000, 10_000, 30_000):
        yield _stroke([(_x(students), TOP), (_x(students), HIGH - BOTTOM)], "#d8dde0", 1)
        yield _text(_x(students), HIGH - BOTTOM + 22, f"{students:,}", "middle")
    for tens in range(-3, 4):
        yield _stroke([(LEFT, _y(10**tens)), (WIDE - RIGHT, _y(10**tens))], "#d8dde0", 1)
        yield _text(LEFT - 8, _y(10**tens) + 5, f"{10**tens:g} s", "end")
    yield _text((LEFT + WIDE - RIGHT) / 2, HIGH - 18, "students", "middle")


def _line(points: Iterable[tuple[float, float]], colour: str, dashes: str) -> Iterator[str]:
    some = list(points)
    yield _stroke(some, colour, 3, dashes)
    yield from (f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4.5" fill="{colour}"/>' for x, y in some)


def _key(at: int, line: str, shape: tuple[str, str]) -> Iterator[str]:
    x = LEFT + at * (WIDE - LEFT - RIGHT) / len(SHAPES)
    yield _stroke([(x, 24), (x + 26, 24)], shape[0], 3, shape[1])
    yield _text(x + 31, 29, line, "start", size=12)


def _stroke(points: Iterable[tuple[float, float]], colour: str, width: int, dashes: str = "") -> str:
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    return f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="{width}"{dashed}/>'


def _text(x: float, y: float, words: str, anchor: str, *, size: int = 15) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" text-anchor="{anchor}" fill="#212b32">{words}</text>'


if __name__ == "__main__":
    draw({})
    sys.exit(0)
