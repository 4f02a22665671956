"""Who is in the demo, what the coordinator brings in, and the clock that can be moved. All of it is made up."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from bot.web.demo_chats import DemoPerson

START = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)  # a Monday
EXAMPLE_ROSTER = """role,first_name,surname,email,pair,line,join_url
student,Sam,Taylor,sam.taylor@university.example,Pair 1,,https://teams.microsoft.com/l/meetup-join/a-made-up-meeting
buddy,Alex,Morgan,alex.morgan@post.example,Pair 1,I grow tomatoes on my balcony.,
"""
STUDENT = DemoPerson(
    name="Sam Taylor",
    role="student",
    email="sam.taylor@university.example",
    entra_id="demo-sam",
    conversation="demo-chat-sam",
    hint="Wait for the Buddy's times, pick some, and later write your reflection. Or type: next",
)
BUDDY = DemoPerson(
    name="Alex Morgan",
    role="Buddy",
    email="alex.morgan@post.example",
    entra_id="demo-alex",
    conversation="demo-chat-alex",
    hint="Give your free times on the card, or type: free tomorrow 14:00-16:00",
)
COORDINATOR = DemoPerson(
    name="Jo Field",
    role="coordinator",
    email="jo.field@trust.example",
    entra_id="demo-jo",
    conversation="demo-chat-jo",
    hint="Start here: press Send a ready example file, then Yes. Later, type: today",
    sends_files=True,
)
PEOPLE = (STUDENT, BUDDY, COORDINATOR)


class DemoClock:
    """A clock that starts on a working day and can be moved forward."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._ahead = timedelta()
        self.again()

    def again(self) -> None:
        """Back to the first morning."""
        self._ahead = START - self._now()

    def __call__(self) -> datetime:
        """The demo's present instant (UTC)."""
        return self._now() + self._ahead

    def move_to(self, instant: datetime) -> None:
        """Forward to this instant; never back."""
        self._ahead += max(timedelta(), instant - self())
