from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.booking import Reply, Said
from bot.domain.times import cells
from bot.front.beyond import Gone
from bot.front.calendar import Wish
from bot.graph.calendar import GraphCalendar
from tests.fakes.graph import FakeGraph
from tests.fakes.graph_calendar import answered, deleted, edited, proposed

START = datetime(2027, 3, 30, 9, 0, tzinfo=UTC)  # ten o'clock in London
HOUR = timedelta(hours=1)
SAM, ALEX = "sam.taylor@university.example", "alex.morgan@post.example"
WISH = Wish(key="meeting-1-1", start=START, end=START + HOUR, people=(SAM, ALEX))


async def test_a_meeting_is_booked_in_the_service_mailbox_and_says_nothing_of_anybody(
    calendar: GraphCalendar, fake: FakeGraph
) -> None:
    entry = await calendar.book(WISH)
    body = fake.got[0].body
    assert body["start"] == {"dateTime": "2027-03-30T10:00:00", "timeZone": "Europe/London"}
    assert (body["hideAttendees"], body["sensitivity"], body["isOnlineMeeting"]) == (True, "private", True)
    assert body["subject"] == "Buddy Scheme meeting"
    assert "body" not in body
    assert (entry.start, entry.end) == (START, START + HOUR)
    assert entry.join_url is not None
    assert not entry.foreign
    assert entry.replies == {SAM: Reply(said=Said.NOTHING), ALEX: Reply(said=Said.NOTHING)}


async def test_the_same_booking_asked_for_twice_is_one_event(calendar: GraphCalendar, fake: FakeGraph) -> None:
    first, second = await calendar.book(WISH), await calendar.book(WISH)
    assert first.id == second.id
    assert [what for what, _, _ in fake.mails] == ["invited"]


async def test_a_booking_whose_answer_was_lost_is_found_page_after_page(
    calendar: GraphCalendar, fake: FakeGraph
) -> None:
    fake.page = 2
    for number in range(5):
        await calendar.book(Wish(key=f"meeting-{number}-1", start=START, end=START + HOUR))
    found = await calendar.find(Wish(key="meeting-4-1", start=START, end=START + HOUR))
    assert found is not None
    assert found.id == list(fake.events)[4]
    assert await calendar.find(WISH.__class__(key="other", start=START, end=START + HOUR)) is None
    assert fake.calls["find"] == 6


async def test_a_move_changes_its_times_and_nothing_else(calendar: GraphCalendar, fake: FakeGraph) -> None:
    entry = await calendar.book(WISH)
    moved = await calendar.move(entry.id, start=START + HOUR, end=START + 2 * HOUR)
    assert moved.start == START + HOUR
    assert moved.join_url == entry.join_url
    assert set(fake.got[-1].body) == {"start", "end"}


async def test_a_cancelled_meeting_is_cancelled_with_kind_words_and_once(
    calendar: GraphCalendar, fake: FakeGraph
) -> None:
    entry = await calendar.book(WISH)
    for _ in range(2):
        await calendar.cancel(entry.id, "It moves.")
    assert [(what, words) for what, _, words in fake.mails] == [("invited", ""), ("cancelled", "It moves.")]


async def test_what_people_answer_in_their_own_calendar_is_read(calendar: GraphCalendar, fake: FakeGraph) -> None:
    entry = await calendar.book(WISH)
    answered(fake, entry.id, SAM, "declined")
    proposed(fake, entry.id, ALEX, START + HOUR)
    seen = await calendar.look(entry.id)
    assert seen.replies[SAM] == Reply(said=Said.NO)
    assert seen.replies[ALEX] == Reply(said=Said.MAYBE, proposed=START + HOUR)


async def test_an_answer_that_nobody_knows_yet_is_no_answer(calendar: GraphCalendar, fake: FakeGraph) -> None:
    entry = await calendar.book(WISH)
    answered(fake, entry.id, SAM, "acceptedFromTheMoon")
    assert (await calendar.look(entry.id)).replies[SAM] == Reply(said=Said.NOTHING)


async def test_a_deleted_event_is_gone_and_an_edited_one_says_when_it_is(
    calendar: GraphCalendar, fake: FakeGraph
) -> None:
    entry = await calendar.book(WISH)
    edited(fake, entry.id, START + HOUR)
    assert (await calendar.look(entry.id)).start == START + HOUR
    deleted(fake, entry.id)
    with pytest.raises(Gone):
        await calendar.look(entry.id)


async def test_a_link_that_is_not_there_yet_comes_later(calendar: GraphCalendar, fake: FakeGraph) -> None:
    fake.links_after = 2
    entry = await calendar.book(WISH)
    looks = [entry.join_url] + [(await calendar.look(entry.id)).join_url for _ in range(2)]
    assert [bool(one) for one in looks] == [False, False, True]


@pytest.mark.parametrize(
    "link",
    [
        "https://teams.microsoft.com.evil.example/l/meetup-join/",
        "https://teams.microsoft.com@evil.example/l/meetup-join/",
        "http://teams.microsoft.com/l/meetup-join/",
        "javascript:alert(1)//",
        "https://[not a host/",
    ],
)
async def test_a_link_to_somewhere_else_is_not_given_away(calendar: GraphCalendar, fake: FakeGraph, link: str) -> None:
    fake.link = link
    entry = await calendar.book(WISH)
    assert (entry.join_url, entry.foreign) == (None, True)


@pytest.mark.parametrize("zone", ["GMT Standard Time", "Europe/London", "UTC"])
async def test_times_come_in_any_zone_and_are_the_same_instant(
    calendar: GraphCalendar, fake: FakeGraph, zone: str
) -> None:
    fake.zone = zone
    assert (await calendar.book(WISH)).start == START


async def test_recording_is_off_and_invited_people_need_not_wait_outside(
    calendar: GraphCalendar, fake: FakeGraph
) -> None:
    entry = await calendar.book(WISH)
    await calendar.guard(entry.join_url or "")
    (meeting,) = fake.meetings.values()
    assert (meeting["allowRecording"], meeting["allowTranscription"]) == (False, False)
    assert meeting["allowMeetingChat"] == "disabled"
    assert meeting["lobbyBypassSettings"]["scope"] == "invited"


async def test_a_calendar_that_makes_no_meetings_in_teams_is_not_ready(
    calendar: GraphCalendar, fake: FakeGraph
) -> None:
    assert await calendar.ready()
    fake.providers = ["skypeForBusiness"]
    assert not await calendar.ready()


async def test_busy_hours_are_busy_and_who_cannot_be_seen_is_unknown(calendar: GraphCalendar, fake: FakeGraph) -> None:
    fake.busy = {SAM: [("2027-03-30T09:00+00:00", "2027-03-30T09:30+00:00", "busy")], ALEX: []}
    wanted = frozenset(cells(START, 60))
    hours = await calendar.hours((SAM, ALEX.upper(), "guest@else.example"), wanted)
    assert hours.busy == frozenset(cells(START, 30))
    assert hours.unknown == {"guest@else.example"}


@pytest.mark.parametrize(
    ("status", "clashes", "known"),
    [
        ("oof", True, True),
        ("tentative", False, True),
        ("workingElsewhere", False, True),
        ("onHoliday", False, False),
    ],
)
async def test_only_what_surely_clashes_counts_and_an_unknown_word_is_unknown(
    calendar: GraphCalendar, fake: FakeGraph, status: str, *, clashes: bool, known: bool
) -> None:
    fake.busy = {SAM: [("2027-03-30T09:00+00:00", "2027-03-30T10:00+00:00", status)]}
    hours = await calendar.hours((SAM,), cells(START, 60))
    assert (bool(hours.busy), not hours.unknown) == (clashes, known)


async def test_many_people_and_a_long_time_are_asked_about_in_parts_three_at_once(
    calendar: GraphCalendar, fake: FakeGraph
) -> None:
    people = tuple(f"person{number}@university.example" for number in range(45))
    fake.busy = {one: [] for one in people}
    fake.slow = 0.01
    far = [*cells(START, 60), *cells(START + timedelta(days=60), 60)]
    assert (await calendar.hours(people, far)).unknown == frozenset()
    assert fake.calls["free_busy"] == 6
    assert fake.most_at_once == 3


async def test_a_question_about_hours_that_fails_or_takes_long_leaves_people_unknown(
    calendar: GraphCalendar, fake: FakeGraph
) -> None:
    fake.busy = {SAM: []}
    fake.granted.clear()
    assert (await calendar.hours((SAM,), cells(START, 60))).unknown == {SAM}
