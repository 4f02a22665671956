"""Brings a database to the present layout, step by step, with Alembic."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

from bot.store.tables import metadata

FOLDER = Path(__file__).parent / "migrations"


def configuration(connection: Connection) -> Config:
    """Alembic's configuration for this connection; there is no ini file."""
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["connection"] = connection
    return config


def upgrade(connection: Connection) -> None:
    """All steps that are missing, in the caller's transaction; none if there are none."""
    command.upgrade(configuration(connection), "head")


def empty(connection: Connection) -> None:
    """Takes every row out of every table: for the demo's 'start again'."""
    for table in reversed(metadata.sorted_tables):
        connection.execute(table.delete())
