"""One meeting as a calendar file that says nothing about anybody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from icalendar import Alarm, Calendar, Event

from bot.usecases.meetings import CalendarEntry

SUMMARY = "Buddy Scheme meeting"  # lock screens and shared calendars are read by others: never a name, never a topic
PLACE = "Online, in Teams"
ALARM_BEFORE = timedelta(minutes=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What a calendar needs to know of a meeting: the same `uid` for ever, a higher `sequence` at each change.

    `organiser` is an address of the scheme itself, never a person's.
    """

    uid: str
    sequence: int
    start: datetime
    end: datetime
    stamp: datetime
    join_url: str | None = None
    cancelled: bool = False
    organiser: str | None = None


def entry_of(found: CalendarEntry, *, stamp: datetime, host: str) -> Entry:
    """The entry of one meeting at this host."""
    return Entry(
        uid=f"meeting-{found.meeting}@{host}",
        sequence=found.sequence,
        start=found.start,
        end=found.end,
        stamp=stamp,
        join_url=found.join_url,
        cancelled=found.cancelled,
    )


def ics(entry: Entry) -> bytes:
    """The entry as an RFC 5545 file: published, or taken back when the meeting is cancelled."""
    calendar = Calendar()
    calendar.add("prodid", "-//Buddy Scheme//Meetings//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if entry.cancelled else "PUBLISH")
    calendar.add_component(_event(entry))
    file: bytes = calendar.to_ical()
    return file


def _event(entry: Entry) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    event.add("sequence", entry.sequence)
    event.add("dtstamp", _utc(entry.stamp))
    event.add("dtstart", _utc(entry.start))
    event.add("dtend", _utc(entry.end))
    event.add("summary", SUMMARY)
    event.add("location", PLACE)
    event.add("description", _description(entry))
    event.add("class", "PRIVATE")
    event.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
    if entry.organiser:
        event.add("organizer", f"mailto:{entry.organiser}")
    if entry.join_url:
        event.add("url", entry.join_url)
    if not entry.cancelled:
        event.add_component(_alarm())
    return event


def _description(entry: Entry) -> str:
    if entry.cancelled:
        return "This meeting will not take place."
    how = f"Join here: {entry.join_url}" if entry.join_url else "Open your chat with Buddy in Teams to join."
    return f"{how}\nTo change or cancel, write to Buddy in Teams."


def _alarm() -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", SUMMARY)
    alarm.add("trigger", -ALARM_BEFORE)
    return alarm


def _utc(time: datetime) -> datetime:
    if time.tzinfo is None:
        raise ValueError("a calendar entry needs times that know their zone")
    return time.astimezone(UTC)
