"""The records of all consultations, which can only be added to."""

import sqlalchemy as sa
from alembic import op

from sessions.migrations.append_only import protect

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Where the table is there already, made by a version without migrations, protect it alone."""
    if not sa.inspect(op.get_bind()).has_table("records"):
        op.create_table(
            "records",
            sa.Column("consultation_id", sa.String(40), primary_key=True),
            sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
            sa.Column("prev_hash", sa.String(64), nullable=False),
            sa.Column("hash", sa.String(64), nullable=False),
            sa.Column("body", sa.LargeBinary, nullable=False),
            sa.Column("type", sa.String(40), nullable=False, index=True),
            sa.Column("command_key", sa.String(200)),
        )
    protect("records")
