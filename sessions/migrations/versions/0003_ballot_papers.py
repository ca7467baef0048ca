"""The papers of secret ballots that are open, without any order; deleted at the close."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "ballot_papers",
        sa.Column("consultation_id", sa.String(40), primary_key=True),
        sa.Column("ballot_id", sa.String(40), primary_key=True),
        sa.Column("token", sa.String(64), primary_key=True),
        sa.Column("paper", sa.LargeBinary, nullable=False),
        sqlite_with_rowid=False,
    )
