"""What somebody can see about themselves: who they are here, all that is kept, and a copy of it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from bot.cards import Card
from bot.cards.profile import AllKept, Copy, DeleteAsked, Fact, KeptLine, Me, MyData, Part
from bot.content.kept import KeptWords
from bot.domain.people import TAUGHT, Role
from bot.domain.times import say, say_clock, say_day, wall
from bot.usecases.duty import mine
from bot.usecases.ports import Work
from bot.usecases.profile import MEMBERS
from bot.usecases.profile_cards import standing_of

ASKS_TO_DELETE = "asks to delete"  # as the audit log has it
LINES = 40  # on one page of a card
LETTERS = 6_000  # on one page of a copy
LONGEST = 600  # letters of one line on a card; the copy has all of them
MINUTES = frozenset({"quiet_from", "quiet_to", "from_minute", "to_minute"})
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Which page, from 1."""

    page: int


def me(work: Work, _request: None, now: datetime) -> Card:
    """Who the actor is here, and what comes next for them."""
    standing, member = standing_of(work), work.actor.is_a(MEMBERS)
    staying = member and standing.left_at is None
    resting = staying and standing.rests_since is not None
    return Me(
        facts=tuple(Fact(title=title, value=value) for title, value in _about(work, now)),
        member=staying,
        active=staying and not resting,
        resting=resting,
        staying=staying,
        left=standing.left_at is not None,
    )


def my_data(work: Work, _request: None, _now: datetime) -> Card:
    """What is kept, in general."""
    member = work.actor.is_a(MEMBERS)
    return MyData(member=member, student=work.actor.is_a(TAUGHT), staff=not member)


def show_data(work: Work, request: Page, now: datetime) -> Card:
    """One page of all that is kept about the actor, in words."""
    pages = _pages(list(_kept(work, now)))
    page = min(max(request.page, 1), len(pages))
    return AllKept(
        page=page,
        pages=len(pages),
        parts=tuple(pages[page - 1]),
        next_page=page + 1,
        many=len(pages) > 1,
        more=page < len(pages),
        last=page == len(pages),
    )


def copy_data(work: Work, request: Page, now: datetime) -> Card:
    """The same as a text to copy, nothing cut."""
    lines = [
        line for part in _kept(work, now, cut=False) for line in (part.title, *(one.say for one in part.lines), "")
    ]
    pages = _texts(lines)
    page = min(max(request.page, 1), len(pages))
    return Copy(
        page=page,
        pages=len(pages),
        text=pages[page - 1],
        next_page=page + 1,
        many=len(pages) > 1,
        more=page < len(pages),
    )


def ask_to_delete(work: Work, _request: None, now: datetime) -> Card:
    """A line for the coordinator: nothing is deleted in silence."""
    work.audit(ASKS_TO_DELETE, work.actor.id, now=now)
    return DeleteAsked()


def _about(work: Work, now: datetime) -> Iterator[tuple[str, str]]:
    person, standing = work.actor, standing_of(work)
    yield "Name", person.first_name or ""
    yield "You are a", " and ".join("Buddy" if role is Role.BUDDY else role for role in sorted(person.roles))
    coming = [one.start for one in work.meetings.of(person.id) if one.start and one.start > now]
    if coming:
        yield "Next meeting", f"{say(min(coming))} (UK time)"
    if standing.rests_until:
        yield "I ask you again on", say_day(standing.rests_until)
    for worry in mine(work, now)[:1]:
        seen = f"seen by {worry.seen_as}" if worry.seen_at else "sent, not seen yet"
        yield "Your last note", f"{say(worry.sent_at)}: {seen}"


def _kept(work: Work, _now: datetime, *, cut: bool = True) -> Iterator[Part]:
    """All that is kept about the actor, by sort: a sort with nothing in it is left out."""
    found = work.presence.everything()
    for name, words in work.site.library.kept.items():
        lines = [line for row in found.get(name, ()) if (line := _line(words, row))]
        if lines:
            shown = [line[:LONGEST] for line in lines] if cut else lines
            yield Part(title=words.title, lines=tuple(KeptLine(say=line) for line in shown))


def _line(words: KeptWords, row: Mapping[str, Any]) -> str:
    said = [f"{label}: {_say(name, row[name])}" for name, label in words.words.items() if _told(row.get(name))]
    return ". ".join(said)


def _told(value: object) -> bool:
    return value is not None and value != ""


def _say(name: str, value: Any) -> str:  # noqa: ANN401 - whatever a column holds
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return f"{say(value)}, {wall(value).year}"
    if isinstance(value, date):
        return f"{say_day(value)} {value.year}"
    if name in MINUTES:
        return say_clock(time(*divmod(value % (24 * 60), 60)))
    if name == "weekday":
        return DAYS[value]
    return _plain(str(value))


def _plain(text: str) -> str:
    """A list or a table that is kept as one text, in words."""
    if not text.startswith(("[", "{")):
        return text.replace("_", " ")
    try:
        read = json.loads(text)
    except ValueError:
        return text  # somebody's own words
    if isinstance(read, dict):
        return ", ".join(f"{key} {value}" for key, value in read.items())
    return "; ".join(str(one) for one in read)


def _pages(parts: Sequence[Part]) -> list[list[Part]]:
    pages: list[list[Part]] = [[]]
    room = LINES
    for part in parts:
        lines = part.lines
        while lines:
            if room <= 0:
                pages.append([])
                room = LINES
            pages[-1].append(Part(title=part.title, lines=lines[:room]))
            lines, room = lines[room:], room - len(lines[:room])
    return pages


def _texts(lines: Sequence[str]) -> list[str]:
    pages = [""]
    for line in lines:
        if pages[-1] and len(pages[-1]) + len(line) > LETTERS:
            pages.append("")
        pages[-1] += f"{line}\n"
    return pages
