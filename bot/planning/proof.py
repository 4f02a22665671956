"""How many can be served at most, with a proof that anybody can check by counting."""

from __future__ import annotations

import numpy as np

from bot.planning.certificate import certify
from bot.planning.flow import cheapest
from bot.planning.lanes import lane_network, lanes
from bot.planning.model import Level, Problem
from bot.planning.pairing import match
from bot.planning.solve import prepare


def certified_bound(problem: Problem, level: Level) -> tuple[int, bool]:
    """The bound, and whether the check that knows nothing of the solver agrees."""
    setting = prepare(problem)
    if level is Level.PAIRING:
        found = match(setting.table, setting.allowed)
        certificate = certify(found.network, found.flow)
    else:
        tree = lanes(setting.table, setting.allowed)
        loose = lane_network(setting.table, setting.allowed, tree, fair=0, sure=False)
        network = loose.priced(np.zeros(len(loose.pair), np.int64), np.ones(len(loose.pair), bool))
        certificate = certify(network, cheapest(network, len(setting.table.students)))
    return certificate.cut, certificate.holds
