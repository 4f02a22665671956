"""Proof without the solver: that a flow is a flow, that no more can get through, and that it cannot be cheaper."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bot.planning.bits import Numbers
from bot.planning.flow import Network, reachable, residual


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """What was proven of a flow. `cut`: all that gets through must pass here, and it is full."""

    sound: bool  # nothing is lost on the way, no arc carries too much
    most: bool  # no more can get through
    cheapest: bool  # the same amount cannot be sent for less
    cut: int

    @property
    def holds(self) -> bool:
        """Whether the flow is the best there is."""
        return self.sound and self.most and self.cheapest


def certify(network: Network, flow: Numbers) -> Certificate:
    """What can be proven of this flow, by looking at every arc."""
    sent = int(flow[network.tail == network.source].sum())
    inside = reachable(network, flow, np.array([network.source]))
    crossing = inside[network.tail] & ~inside[network.head]
    cut = int(network.capacity[crossing].sum())
    return Certificate(
        sound=_sound(network, flow),
        most=cut == sent and not inside[network.sink],
        cheapest=_cheapest(network, flow),
        cut=cut,
    )


def _sound(network: Network, flow: Numbers) -> bool:
    balance = np.zeros(network.nodes, np.int64)
    np.add.at(balance, network.head, flow)
    np.subtract.at(balance, network.tail, flow)
    balance[[network.source, network.sink]] = 0
    return bool((flow >= 0).all() and (flow <= network.capacity).all() and not balance.any())


def _cheapest(network: Network, flow: Numbers) -> bool:
    """Whether prices for the nodes exist under which no arc that is left would make it cheaper."""
    tail, head, cost = residual(network, flow)
    order = np.argsort(head, kind="stable")
    tail, head, cost = tail[order], head[order], cost[order]
    begins = np.flatnonzero(np.r_[True, head[1:] != head[:-1]][: len(head)])
    into = head[begins]
    price = np.zeros(network.nodes, np.int64)
    for _ in range(network.nodes + 1):
        better = np.minimum(price[into], np.minimum.reduceat(price[tail] + cost, begins))
        if (better == price[into]).all():
            return True
        price[into] = better
    return False
