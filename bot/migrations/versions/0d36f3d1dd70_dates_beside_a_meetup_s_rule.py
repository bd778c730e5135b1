"""dates beside a meetup's rule"""

import sqlalchemy as sa
from alembic import op
import bot.models

revision = '0d36f3d1dd70'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('meetups', schema=None) as batch_op:
        batch_op.add_column(sa.Column('extra', sa.JSON(), server_default='[]', nullable=False))


def downgrade() -> None:
    with op.batch_alter_table('meetups', schema=None) as batch_op:
        batch_op.drop_column('extra')
