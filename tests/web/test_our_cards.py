"""Every card that we have can be shown on a page, with a label for every field."""

from __future__ import annotations

import json

import pytest

from bot.front.render import FOLDER, Renderer
from bot.web.page import html
from tests.web.look import Look

RENDERER = Renderer()


@pytest.mark.parametrize("name", RENDERER.templates)
def test_every_card_of_ours_is_a_page_too(name: str) -> None:
    sample = json.loads((FOLDER / f"{name}.sample.json").read_text("utf-8"))
    page = Look(html(RENDERER.render_template(name, sample), action="/there", hidden={}, typed={}))
    assert all(page.label(field) for field in page.fields())
    assert page.ids_are_unique()
    assert page.all("h2")
