"""Alembic's entrance: the connection, and its transaction, are the caller's (`store/upgrading.py`)."""

from alembic import context

from sync.hub.store.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()
