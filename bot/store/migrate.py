"""Brings a database to the present layout, step by step, with Alembic."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection, func, select

from bot.store.tables import metadata

FOLDER = Path(__file__).parent / "migrations"
ONE_AT_A_TIME = 3_978  # the lock's number: any that nobody else uses in this database


class NewerDatabase(Exception):
    """The database has a layout that this program does not know."""


def configuration(connection: Connection) -> Config:
    """Alembic's configuration for this connection; there is no ini file."""
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["connection"] = connection
    return config


def upgrade(connection: Connection) -> None:
    """All steps that are missing, in the caller's transaction; none if there are none. Raises NewerDatabase."""
    if connection.dialect.name == "postgresql":  # replicas that start together take the steps one after another
        connection.execute(select(func.pg_advisory_xact_lock(ONE_AT_A_TIME)))
    try:
        command.upgrade(configuration(connection), "head")
    except CommandError as error:
        raise NewerDatabase(str(error)) from error


def empty(connection: Connection) -> None:
    """Takes every row out of every table: for the demo's 'start again'."""
    for table in reversed(metadata.sorted_tables):
        connection.execute(table.delete())
