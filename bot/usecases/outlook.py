"""How many students a cohort can take, and what would help: counted, and shown as a bar."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from bot.cards.plans import Outlook
from bot.cards.staff import notes
from bot.domain.meetings import Side
from bot.domain.plans import Asked
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
    return Outlook(
        cohort=work.cohorts.get(asked.cohort).name,
        lines=notes(*_lines(shown, served, left)),
        served=served,
        left=left,
    )


def _lines(shown: Shown, served: int, left: int) -> Iterator[str]:
    gates = {one.person.id: shown.field.in_the_way(one, Side.BUDDY) for one in shown.field.givers()}
    ready = [one for one in shown.field.givers() if not gates[one.person.id]]
    places = sum(one.room - one.teaches for one in ready)
    if not served + left:
        yield "Nobody waits for a Buddy."
    else:
        yield f"{served} of {students_(served + left)} who wait could start now."
        yield how_sure(shown.report)
    yield f"{buddies_(len(ready))} can be asked now, with room for {students_(places)}."
    stand_in = Counter(each[0] for each in gates.values() if each)
    yield from (f"{many} can't be asked yet: {gate}." for gate, many in stand_in.most_common())
    if left > 0:
        yield f"What would help: room for {students_(left)} more."
        yield from (say_help(one) for one in shown.report.helps)
