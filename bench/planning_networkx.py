"""The same pairing by networkx's network simplex, to compare with: plain Python, one edge at a time."""

from __future__ import annotations

import networkx as nx

from bot.planning.flow import Network


def by_networkx(network: Network, people: int) -> tuple[int, int]:
    """How many are served, and at what cost, when as many as can be are served in the cheapest way."""
    graph = nx.MultiDiGraph()
    columns = (network.tail, network.head, network.capacity, network.cost)
    for tail, head, room, cost in zip(*(column.tolist() for column in columns), strict=True):
        graph.add_edge(tail, head, capacity=room, weight=cost)
    # Whoever is not served goes past everything, which is dearer than any way through.
    dear = 1 + sum(abs(cost) for cost in network.cost.tolist())
    past = graph.add_edge(network.source, network.sink, capacity=people, weight=dear)
    graph.add_node(network.source, demand=-people)
    graph.add_node(network.sink, demand=people)
    total, flow = nx.network_simplex(graph)
    left = flow[network.source][network.sink][past]
    return people - left, total - left * dear
