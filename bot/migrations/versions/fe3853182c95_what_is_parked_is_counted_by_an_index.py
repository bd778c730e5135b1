"""what is parked is counted by an index"""

import sqlalchemy as sa
from alembic import op

revision = "fe3853182c95"
down_revision = "c17f0cea2c47"
branch_labels = None
depends_on = None

PARKED = sa.text("state = 'parked'")


def upgrade() -> None:
    op.create_index(
        "ix_outbox_parked", "outbox", ["id"], sqlite_where=PARKED, postgresql_where=PARKED
    )


def downgrade() -> None:
    op.drop_index("ix_outbox_parked", table_name="outbox")
