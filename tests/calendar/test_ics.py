from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from bot.calendar.ics import Entry, ics

NINE = datetime(2026, 12, 1, 9, tzinfo=UTC)
JOIN = "https://teams.microsoft.com/l/meetup-join/19%3ameeting_x%40thread.v2/0?context=%7b%22Tid%22%3a%22a%2cb;c%22%7d"


def entry(**changes: Any) -> Entry:  # noqa: ANN401 - any field of an entry
    usual: dict[str, Any] = {
        "uid": "meeting-12@buddy",
        "sequence": 0,
        "start": NINE,
        "end": NINE + timedelta(hours=1),
        "stamp": NINE - timedelta(days=3),
    }
    return Entry(**(usual | changes))


def event_of(file: bytes) -> Any:  # noqa: ANN401 - icalendar's own component
    (event,) = Calendar.from_ical(file).walk("VEVENT")
    return event


def test_a_meeting_reads_back_as_it_was_written() -> None:
    file = ics(entry(join_url=JOIN, sequence=2))
    event = event_of(file)
    assert event["uid"] == "meeting-12@buddy"
    assert event["sequence"] == 2
    assert event["url"] == JOIN
    assert event.decoded("dtstart") == NINE
    assert event["status"] == "CONFIRMED"
    assert Calendar.from_ical(file)["method"] == "PUBLISH"


def test_a_calendar_shows_neither_names_nor_topics() -> None:
    event = event_of(ics(entry(join_url=JOIN)))
    assert event["summary"] == "Buddy Scheme meeting"
    assert event["location"] == "Online, in Teams"
    assert event["class"] == "PRIVATE"
    assert JOIN in event["description"]
    assert "attendee" not in event
    assert "organizer" not in event


def test_the_scheme_s_own_address_may_stand_as_the_organiser() -> None:
    event = event_of(ics(entry(organiser="buddy.scheme@example.nhs.uk")))
    assert event["organizer"] == "mailto:buddy.scheme@example.nhs.uk"


def test_a_meeting_reminds_ten_minutes_before() -> None:
    (alarm,) = event_of(ics(entry())).walk("VALARM")
    assert alarm.decoded("trigger") == timedelta(minutes=-10)


def test_a_meeting_without_a_link_says_where_to_join() -> None:
    event = event_of(ics(entry()))
    assert "url" not in event
    assert "Open your chat with Buddy in Teams" in event["description"]


def test_a_cancelled_meeting_is_taken_back_under_the_same_name() -> None:
    file = ics(entry(cancelled=True, sequence=3, join_url=JOIN))
    event = event_of(file)
    assert Calendar.from_ical(file)["method"] == "CANCEL"
    assert event["status"] == "CANCELLED"
    assert event["uid"] == "meeting-12@buddy"
    assert event["sequence"] == 3
    assert JOIN not in event["description"]
    assert not event.walk("VALARM")


def test_lines_end_and_fold_as_the_standard_asks() -> None:
    lines = ics(entry(join_url=JOIN)).split(b"\r\n")
    assert all(len(line) <= 75 and b"\n" not in line for line in lines)


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        ics(entry(start=NINE.replace(tzinfo=None)))


@given(
    start=st.datetimes(min_value=datetime(2020, 1, 1), max_value=datetime(2090, 1, 1)),  # noqa: DTZ001 - zones come apart
    east=st.integers(-12 * 60, 14 * 60),
    minutes=st.integers(15, 600),
)
def test_any_time_in_any_zone_arrives_as_the_same_moment(start: datetime, east: int, minutes: int) -> None:
    begin = start.replace(microsecond=0, tzinfo=timezone(timedelta(minutes=east)))
    event = event_of(ics(entry(start=begin, end=begin + timedelta(minutes=minutes))))
    assert event.decoded("dtstart") == begin
    assert event.decoded("dtend") - event.decoded("dtstart") == timedelta(minutes=minutes)
    assert event["dtstart"].to_ical().endswith(b"Z")
