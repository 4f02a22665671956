"""A browser without scripts: opens pages, fills in forms, presses buttons, follows redirects on the same server."""

from __future__ import annotations

import io
from collections.abc import Mapping
from urllib.parse import urldefrag

from aiohttp import ClientSession, FormData

from tests.web.look import Element, Look

OWN = {"Sec-Fetch-Site": "same-origin"}


class Browser:
    def __init__(self, session: ClientSession, base: str) -> None:
        self._session = session
        self._base = base
        self.place = ""
        self.status = 0
        self.headers: Mapping[str, str] = {}
        self.page = Look("")

    async def open(self, path: str) -> Look:
        self.place = path
        async with self._session.get(self._base + urldefrag(path).url) as answer:
            self.status, self.headers = answer.status, answer.headers
            self.page = Look(await answer.text())
        return self.page

    async def press(
        self, button: Element, *, typed: Mapping[str, str] | None = None, file: tuple[str, str, bytes] | None = None
    ) -> Look:
        """Sends the form with what it shows, changed by `typed`, as the button says; then goes where it is sent."""
        form = self._form_of(button)
        left = dict(typed or {})
        data = FormData(default_to_multipart=form.at.get("enctype") == "multipart/form-data")
        for name, value in self.page.chosen():
            data.add_field(name, left.pop(name, value))
        assert not left, f"no such fields: {left}"
        if "name" in button.at:
            data.add_field(button.at["name"], button.at["value"])
        if file:
            data.add_field(file[0], io.BytesIO(file[2]), filename=file[1], content_type="text/csv")
        return await self._send(button.at.get("formaction", form.at["action"]), data)

    async def _send(self, action: str, data: FormData) -> Look:
        url = self._base + action
        async with self._session.post(url, data=data, headers=OWN, allow_redirects=False) as answer:
            self.status, self.headers = answer.status, answer.headers
            if answer.status != 303:
                self.page = Look(await answer.text())
                return self.page
            place = answer.headers["Location"]
        return await self.open(place)

    def _form_of(self, button: Element) -> Element:
        before = self.page.elements[: self.page.elements.index(button)]
        return [one for one in before if one.tag == "form"][-1]
