"""Flows through a network: as much as can get through, then as cheaply as can be. OR-Tools does the work."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np

from bot.planning.bits import Flags, Numbers

Arcs = tuple[Numbers, Numbers, Numbers, Numbers]  # tails, heads, capacities, costs


class TooLarge(Exception):
    """The numbers of this problem do not fit into the solver."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """Arcs between numbered nodes, from `source` to `sink`."""

    tail: Numbers
    head: Numbers
    capacity: Numbers
    cost: Numbers
    source: int
    sink: int
    nodes: int

    @classmethod
    def of(cls, *groups: Arcs, source: int, sink: int, nodes: int) -> Self:
        """A network of groups of arcs: tails, heads, capacities and costs."""
        tail, head, capacity, cost = (np.concatenate(column) for column in zip(*groups, strict=True))
        return cls(tail=tail, head=head, capacity=capacity, cost=cost, source=source, sink=sink, nodes=nodes)


def arcs(tail: Numbers, head: Numbers, *, room: Numbers | None = None, cost: Numbers | None = None) -> Arcs:
    """Arcs for one each and for nothing, unless said otherwise."""
    return (
        tail,
        head,
        np.ones(len(tail), np.int64) if room is None else room,
        np.zeros(len(tail), np.int64) if cost is None else cost,
    )


def cheapest(network: Network, amount: int) -> Numbers:
    """The flow on each arc when as much as can, at most `amount`, is sent in the cheapest way."""
    # Loading the solver takes a while, and only a plan needs it.
    from ortools.graph.python import min_cost_flow  # noqa: PLC0415

    solver = min_cost_flow.SimpleMinCostFlow()
    arcs = solver.add_arcs_with_capacity_and_unit_cost(network.tail, network.head, network.capacity, network.cost)
    solver.set_node_supply(network.source, amount)
    solver.set_node_supply(network.sink, -amount)
    status = solver.solve_max_flow_with_min_cost()
    if status != solver.OPTIMAL:
        raise TooLarge(f"The solver answered {status.name}: fewer people, or less waiting and fewer paid meetings.")
    flows: Numbers = np.asarray(solver.flows(arcs), np.int64)
    return flows


def residual(network: Network, flow: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    """What could still be sent or taken back: tails, heads and costs."""
    on, off = flow < network.capacity, flow > 0
    return (
        np.concatenate([network.tail[on], network.head[off]]),
        np.concatenate([network.head[on], network.tail[off]]),
        np.concatenate([network.cost[on], -network.cost[off]]),
    )


def reachable(network: Network, flow: Numbers, start: Numbers) -> Flags:
    """The nodes to which more could be sent from any of these nodes."""
    tail, head, _ = residual(network, flow)
    order = np.argsort(tail, kind="stable")
    head, first = head[order], np.searchsorted(tail[order], np.arange(network.nodes + 1))
    reached = np.zeros(network.nodes, bool)
    reached[start] = True
    front = np.flatnonzero(reached)
    while len(front):
        after = np.unique(np.concatenate([head[first[node] : first[node + 1]] for node in front.tolist()]))
        front = after[~reached[after]]
        reached[front] = True
    return reached
