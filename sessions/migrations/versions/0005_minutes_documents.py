"""The documents of minutes that were signed, by their hashes."""

import sqlalchemy as sa
from alembic import op

from sessions.migrations.append_only import protect

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "minutes_documents",
        sa.Column("consultation_id", sa.String(40), primary_key=True),
        sa.Column("sha256", sa.String(64), primary_key=True),
        sa.Column("body", sa.LargeBinary, nullable=False),
    )
    protect("minutes_documents")
