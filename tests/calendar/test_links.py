from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.calendar.links import Links, teams_link
from bot.domain.errors import NotThere

LINKS = Links(b"a made-up key", "https://buddy.example/")
NINE = datetime(2026, 12, 1, 9, tzinfo=UTC)


def token(meeting: int, person: int) -> str:
    return LINKS.ics_url(meeting, person).rpartition("/")[2]


@given(meeting=st.integers(0, 2**63), person=st.integers(0, 2**63))
def test_a_link_reads_back_and_needs_no_escaping(meeting: int, person: int) -> None:
    url = LINKS.ics_url(meeting, person)
    assert url.startswith("https://buddy.example/ics/")
    assert set(urlsplit(url).path) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./")
    assert LINKS.read(token(meeting, person)) == (meeting, person)


def test_the_same_meeting_has_the_same_link_every_time() -> None:
    assert LINKS.ics_url(12, 7) == LINKS.ics_url(12, 7)


def test_a_link_with_one_letter_changed_never_leads_elsewhere() -> None:
    ours = token(12, 7)
    for at in range(len(ours)):
        for instead in "aZ9-_.":
            assert what(ours[:at] + instead + ours[at + 1 :]) in (None, (12, 7))


def what(changed: str) -> tuple[int, int] | None:
    try:
        return LINKS.read(changed)
    except NotThere:
        return None


@pytest.mark.parametrize("wrong", ["", ".", "WzEyLDdd", "é", "x" * 5000])
def test_a_made_up_link_is_not_there(wrong: str) -> None:
    with pytest.raises(NotThere):
        LINKS.read(wrong)


def test_a_link_signed_with_another_key_is_not_there() -> None:
    with pytest.raises(NotThere):
        Links(b"another key", "https://buddy.example").read(token(12, 7))


def test_the_teams_link_names_the_hour_and_nobody() -> None:
    there = timezone(timedelta(hours=1))
    link = urlsplit(teams_link(NINE.astimezone(there), NINE + timedelta(hours=1)))
    assert f"{link.scheme}://{link.netloc}{link.path}" == "https://teams.microsoft.com/l/meeting/new"
    assert parse_qs(link.query) == {
        "subject": ["Buddy Scheme meeting"],
        "startTime": ["2026-12-01T09:00:00+00:00"],
        "endTime": ["2026-12-01T10:00:00+00:00"],
    }


def test_a_teams_link_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        teams_link(NINE.replace(tzinfo=None), NINE)
