"""who named their minute"""

import sqlalchemy as sa
from alembic import op

revision = "c17f0cea2c47"
down_revision = "037027015127"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("members", schema=None) as batch_op:
        asked = sa.Column("hour_asked", sa.Boolean(), nullable=False, server_default="0")
        batch_op.add_column(asked)


def downgrade() -> None:
    with op.batch_alter_table("members", schema=None) as batch_op:
        batch_op.drop_column("hour_asked")
