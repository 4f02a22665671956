from __future__ import annotations

import pytest
from aiohttp import ClientSession

from tests.web.conftest import World

PLACES = ["/", "/static/page.css", "/demo/chats/1/dialog", "/nowhere", "/demo/chats/9/dialog"]


async def status(world: World, method: str, path: str, **headers: str) -> int:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    async with ClientSession() as session, session.request(method, world.base + path, headers=named) as answer:
        return answer.status


@pytest.mark.parametrize("place", PLACES)
async def test_every_page_lets_nothing_foreign_in(world: World, place: str) -> None:
    await world.browser.open(place)
    policy = world.browser.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'self'")
    assert "form-action 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "script-src" not in policy
    assert world.browser.headers["X-Content-Type-Options"] == "nosniff"
    assert world.browser.headers["Referrer-Policy"] in ("no-referrer", "same-origin")
    assert "Cache-Control" in world.browser.headers


async def test_a_redirect_is_guarded_like_a_page(world: World) -> None:
    async with (
        ClientSession() as session,
        session.post(
            f"{world.base}/demo/look", headers={"Sec-Fetch-Site": "same-origin"}, allow_redirects=False
        ) as answer,
    ):
        assert answer.status == 303
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Location"] == "/#status"


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "192.168.0.9:3978", "[::2]", "[", ""])
@pytest.mark.parametrize("path", ["/", "/demo/files/x"])
async def test_a_foreign_name_in_front_is_refused(world: World, host: str, path: str) -> None:
    assert await status(world, "GET", path, Host=host) in (400, 403)


@pytest.mark.parametrize("host", ["localhost:3978", "127.0.0.1", "[::1]:3978"])
async def test_every_name_of_this_computer_is_good(world: World, host: str) -> None:
    assert await status(world, "GET", "/", Host=host) == 200


@pytest.mark.parametrize("site", ["cross-site", "same-site", "none"])
async def test_a_form_of_another_site_is_refused(world: World, site: str) -> None:
    assert await status(world, "POST", "/demo/jump", Sec_Fetch_Site=site) == 403
    assert await status(world, "POST", "/demo/jump", Sec_Fetch_Site=site, Origin=world.base) == 403
    assert world.now.hour == 9


async def test_an_older_browser_is_told_by_its_origin(world: World) -> None:
    assert await status(world, "POST", "/demo/look", Origin=world.base) == 200
    assert await status(world, "POST", "/demo/look", Origin="http://evil.example") == 403
    assert await status(world, "POST", "/demo/look", Origin="null") == 403
    assert await status(world, "POST", "/demo/look") == 403


@pytest.mark.parametrize("headers", [{"Origin": "http://127.0.0.1"}, {"Sec_Fetch_Site": "same-origin"}])
@pytest.mark.parametrize("path", ["/demo/connector/v3/conversations/a:sam/members/29:sam-1", "/demo/files/x"])
async def test_a_browser_has_no_business_at_the_connector(world: World, headers: dict[str, str], path: str) -> None:
    assert await status(world, "GET", path, **headers) == 403
