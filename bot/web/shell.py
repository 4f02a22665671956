"""What every page shares: templates, one style, and headers that let nothing foreign in."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from bot.web.markdown import line, rich

HERE = Path(__file__).parent
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


@cache
def _templates() -> Environment:
    made = Environment(loader=FileSystemLoader(HERE / "templates"), autoescape=True, undefined=StrictUndefined)
    made.filters |= {"rich": rich, "line": line}
    made.trim_blocks = made.lstrip_blocks = True
    return made


def rendered(template: str, **values: object) -> Markup:
    """A template with its values, every one of them escaped."""
    return Markup(_templates().get_template(template).render(**values).strip())  # noqa: S704 - autoescape is on


def page(template: str, *, status: int = 200, **values: object) -> web.Response:
    """A whole page."""
    return web.Response(text=rendered(template, **values), status=status, content_type="text/html", headers=HEADERS)


def problem(*, status: int, title: str, words: str) -> web.Response:
    """A short plain page that says what happened and what to do."""
    return page("problem.html", status=status, title=title, words=words)


async def _style(_: web.Request) -> web.Response:
    text = (HERE / "static" / "page.css").read_text("utf-8")
    kept = HEADERS | {"Cache-Control": "max-age=300"}
    return web.Response(text=text, content_type="text/css", headers=kept)


def routes() -> list[web.RouteDef]:
    """The style that all pages use."""
    return [web.get("/static/page.css", _style)]
