"""The database's form, step by step (Alembic)."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, func, select

from sessions.errors import Unavailable

STEPS = Path(__file__).parent
LOCK = 0x546F6E67
"""PostgreSQL's advisory lock under which one of several processes takes the steps."""


def migrate(connection: Connection) -> None:
    """Take every step that is still to do, within the connection's transaction.

    Raises `Unavailable("record_newer")` where a later version has been at work.
    """
    config = Config()
    config.set_main_option("script_location", str(STEPS))
    config.attributes["connection"] = connection
    newest = ScriptDirectory.from_config(config).get_current_head()
    if MigrationContext.configure(connection).get_current_revision() == newest:
        return
    _lock(connection)
    try:
        command.upgrade(config, "head")
    except CommandError as error:  # no step of that number is known here
        raise Unavailable("record_newer") from error


def _lock(connection: Connection) -> None:
    """Let one process at a time take the steps; the others then find them taken."""
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(LOCK)))
    else:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
