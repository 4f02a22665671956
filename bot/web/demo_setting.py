"""Who is in the demo, what the coordinator brings in, and the clock that can be moved. All of it is made up."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from bot.web.demo_chats import DemoPerson

START = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)  # a Monday
JOIN_URL = "https://teams.microsoft.com/l/meetup-join/a-made-up-meeting"
UNIVERSITY, POST, TRUST = "university.example", "post.example", "trust.example"


def _person(name: str, role: str, home: str, hint: str = "", *, sends_files: bool = False) -> DemoPerson:
    short = name.lower().replace(" ", ".")
    return DemoPerson(
        name=name,
        role=role,
        email=f"{short}@{home}",
        entra_id=f"demo-{short}",
        conversation=f"demo-chat-{short}",
        hint=hint,
        sends_files=sends_files,
    )


STUDENT = _person(
    "Sam Taylor",
    "student",
    UNIVERSITY,
    "Wait for the Buddy's times, pick some, and later write your reflection. Or type: next",
)
BUDDY = _person(
    "Alex Morgan",
    "Buddy",
    POST,
    "Give your free times on the card, or type: free tomorrow 14:00-16:00",
)
COORDINATOR = _person(
    "Jo Field",
    "coordinator",
    TRUST,
    "Start here: press Send a ready example file, then Yes. Later, type: today",
    sends_files=True,
)
NEW_STUDENT = "Press I'd like to join, and say what would help you."
NEW_BUDDY = "Read what a Buddy does, and choose for yourself."
STUDENTS = (
    STUDENT,
    *(
        _person(name, "student", UNIVERSITY, NEW_STUDENT)
        for name in ("Kim Lee", "Ash Patel", "Robin Shaw", "Jude Okoro", "Noor Khan", "Max Reid", "Toni Hale")
    ),
)
BUDDIES = (
    BUDDY,
    *(_person(name, "Buddy", POST, NEW_BUDDY) for name in ("Frankie Dunn", "Billie Moss", "Jamie Bird")),
    _person("Lee Hart", "carer", POST, NEW_BUDDY),
)
LINES = {"Frankie Dunn": "I sing in a choir.", "Billie Moss": "I walk my dog by the sea.", "Lee Hart": "I bake bread."}
HEADING = "role,first_name,surname,email,pair,line,join_url,said_yes,registered,discipline,university"


def _row(one: DemoPerson, *, pair: str = "", line: str = "", join_url: str = "", said_yes: str = "") -> str:
    registered = "" if one.role == "student" else "yes"
    studies = "occupational therapy,Anglia Ruskin" if one.role == "student" else ","
    name = one.name.replace(" ", ",")
    return f"{one.role.lower()},{name},{one.email},{pair},{line},{join_url},{said_yes},{registered},{studies}\n"


# One pair that has said yes already, and everybody else who may still choose.
EXAMPLE_ROSTER = f"{HEADING}\n" + "".join(
    (
        _row(STUDENT, pair="Pair 1", join_url=JOIN_URL, said_yes="yes"),
        _row(BUDDY, pair="Pair 1", line="I grow tomatoes on my balcony.", said_yes="yes"),
        *(_row(one) for one in STUDENTS[1:]),
        *(_row(one, line=LINES.get(one.name, "")) for one in BUDDIES[1:]),
    )
)
LEAD = _person(
    "Viv Stone",
    "lead",
    TRUST,
    "Jo types: person add Viv Stone --role lead --email viv.stone@trust.example",
)
TUTOR = _person(
    "Pat Wells",
    "tutor",
    UNIVERSITY,
    "Jo types: person add Pat Wells --role tutor --email pat.wells@university.example",
)
PEOPLE = (STUDENT, BUDDY, COORDINATOR, *STUDENTS[1:], *BUDDIES[1:], LEAD, TUTOR)


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
