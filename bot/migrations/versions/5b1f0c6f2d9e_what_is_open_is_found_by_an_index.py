"""what is open is found by an index: forms being filled in, meetups still to come"""

from alembic import op

revision = "5b1f0c6f2d9e"
down_revision = "fe3853182c95"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_interviews_member_id", "interviews", ["member_id"])
    op.create_index("ix_meetups_ends_at", "meetups", ["ends_at"])


def downgrade() -> None:
    op.drop_index("ix_meetups_ends_at", table_name="meetups")
    op.drop_index("ix_interviews_member_id", table_name="interviews")
