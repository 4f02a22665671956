"""The days on which nothing is asked of anybody: the bank holidays of England."""

from __future__ import annotations

from collections.abc import Container
from datetime import date

import holidays


def bank_holidays() -> Container[date]:
    """The bank holidays of England, of every year that is asked about."""
    return holidays.country_holidays("GB", subdiv="ENG", language="en_GB")
