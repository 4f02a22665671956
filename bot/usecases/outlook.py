"""How many students a cohort can take, week by week, and what would help: counted, and shown as a picture."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime

from bot.cards.plans import Outlook, Week, widths
from bot.cards.staff import notes
from bot.domain.meetings import Side
from bot.domain.plans import Asked
from bot.domain.times import say_day
from bot.planning.explain import students_
from bot.planning.nobody import buddies_, say_help
from bot.usecases.plan_cards import Shown, how_sure, shown_now
from bot.usecases.plan_problem import people_in
from bot.usecases.ports import Work


def outlook_card(work: Work, asked: Asked, now: datetime) -> Outlook:
    """In words first."""
    shown = shown_now(work, asked, now)
    served = sum(len(people_in(two.student)) for two in shown.report.pairs)
    left = max(0, len(shown.field.waiting()) - served)
    weeks = tuple(_weeks(shown, left))
    return Outlook(
        cohort=work.cohorts.get(asked.cohort).name,
        lines=notes(*_lines(shown, served, left)),
        weeks=weeks,
        has_weeks=bool(weeks),
    )


def _lines(shown: Shown, served: int, left: int) -> Iterator[str]:
    gates = {one.person.id: shown.field.in_the_way(one, Side.BUDDY) for one in shown.field.givers()}
    ready = [one for one in shown.field.givers() if not gates[one.person.id]]
    places = sum(one.room - one.teaches for one in ready)
    if not served + left:
        yield "Nobody waits for a Buddy."
    else:
        waits = "who waits" if served + left == 1 else "who wait"
        yield f"{served} of {students_(served + left)} {waits} could start now."
        yield how_sure(shown.report)
    yield f"{buddies_(len(ready))} can be asked now, with room for {students_(places)}."
    yield from (f"In all there are places for {_many(shown, week.room)}." for week in shown.report.weeks[:1])
    stand_in = Counter(each[0] for each in gates.values() if each)
    yield from (f"{many} can't be asked yet: {gate}." for gate, many in stand_in.most_common())
    if left > 0:
        yield f"What would help: room for {students_(left)} more."
        yield from (say_help(one) for one in shown.report.helps)


def _in_groups(shown: Shown) -> bool:
    return any(len(people_in(two.student)) > 1 for two in shown.report.pairs)


def _many(shown: Shown, places: int) -> str:
    if not _in_groups(shown):
        return students_(places)
    return "1 group" if places == 1 else f"{places} groups"


def _weeks(shown: Shown, left: int) -> Iterator[Week]:
    """A bar for each week. No week says more than the plan itself could fill."""
    report = shown.report
    looking = report.looking if _in_groups(shown) else len(report.pairs) + left
    each = [(one, min(one.could, len(report.pairs))) for one in report.weeks]
    longest = max((max(looking, one.room) for one, _ in each), default=1)
    for one, start in each:
        wait, more = max(0, looking - start), max(0, one.room - start)
        wide = widths((start, wait, more), longest=longest)
        said = [f"{_many(shown, start)} could start", f"{wait} would wait" * bool(wait)]
        said += [f"{'1 place' if more == 1 else f'{more} places'} for others" * bool(more)]
        yield Week(
            say=f"{say_day(date.fromisoformat(one.start))}: {', '.join(filter(None, said))}",
            start=wide[0],
            wait=wide[1],
            more=wide[2],
            rest=wide[3],
        )
