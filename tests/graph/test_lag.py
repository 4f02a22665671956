"""Opening Microsoft's library and asking with it for the first time holds up nobody."""

from __future__ import annotations

import time
from pathlib import Path

from tests.graph.first_call import longest_block_ms
from tests.graph.lag import Lag

MOST_MS = 50.0


async def test_the_first_call_of_all_holds_up_the_loop_for_less_than_a_twentieth_of_a_second(tmp_path: Path) -> None:
    assert await longest_block_ms(tmp_path, enough=MOST_MS) < MOST_MS


async def test_the_probe_sees_a_block() -> None:
    async with Lag() as lag:
        until = time.process_time() + 0.06
        while time.process_time() < until:
            pass
    assert lag.longest_ms > MOST_MS
