"""Marks of who supports which opinion, beside the record: no row says who that is."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "supports",
        sa.Column("consultation_id", sa.String(40), primary_key=True),
        sa.Column("opinion_id", sa.String(40), primary_key=True),
        sa.Column("mark", sa.BigInteger, primary_key=True, autoincrement=False),
        sqlite_with_rowid=False,
    )
