"""Alembic runs this file; the connection comes from bot/store/migrate.py."""

from alembic import context

from bot.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,  # SQLite changes a table by building it anew
    transaction_per_migration=False,
)
context.run_migrations()
