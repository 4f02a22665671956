"""The content that cohorts began with, by its digest: written once, never changed, kept in memory once read."""

from __future__ import annotations

from sqlalchemy import bindparam, select

from bot.content.pinned import Pinned, version_of
from bot.domain.errors import NotThere
from bot.store.desk import Desk
from bot.store.tables import content

BODY = select(content.c.body).where(content.c.version == bindparam("version"))


def pinned(desk: Desk, version: str) -> Pinned:
    """The content of this version; raises NotThere."""
    if version not in desk.pinned:
        body = desk.execute(BODY, {"version": version}).scalar()
        if body is None:
            raise NotThere
        desk.pinned[version] = Pinned.from_body(body)
    return desk.pinned[version]


def content_of(desk: Desk, version: str, *, series: str, model: str) -> Pinned:
    """What a cohort keeps, or today's content for one that keeps nothing."""
    return pinned(desk, version) if version else Pinned.today(desk.site.library, series=series, model=model)


def keep(desk: Desk, today: Pinned) -> str:
    """Writes it down, unless it is there; its version."""
    body = today.body
    version = version_of(body)
    desk.execute(desk.insert_new(content, "version"), {"version": version, "body": body})
    return version
