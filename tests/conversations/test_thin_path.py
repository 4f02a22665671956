"""One pair, one meeting, one reflection: who says what, and who gets what."""

from __future__ import annotations

from bot.cards.people import ImportPreview
from tests.world import ROSTER, World, person, shown

JO, SAM, ALEX = person("jo.field"), person("sam.taylor"), person("alex.morgan")


async def test_a_coordinator_brings_a_pair_in_and_both_are_greeted(world: World) -> None:
    await world.comes(JO)
    for account in (SAM, ALEX):
        await world.comes(account)
    preview = shown(await world.says(JO, f"/person import\n{ROSTER}"))
    assert isinstance(preview, ImportPreview)
    assert (preview.new_people, preview.new_pairs, preview.fault_count) == (2, 1, 0)
    await world.presses(JO, "import_yes", proposal=preview.proposal)
    titles = [card["body"][0]["text"] for card in await world.hears(ALEX)]  # type: ignore[index,call-overload]
    assert titles == ["Welcome to the Buddy Scheme", "When are you free?"]
