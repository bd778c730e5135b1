"""where the clock was moved to"""

import sqlalchemy as sa
from alembic import op
import bot.models

revision = '802aaed66bc2'
down_revision = '0d36f3d1dd70'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('moved_clock',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('ahead', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_moved_clock'))
    )


def downgrade() -> None:
    op.drop_table('moved_clock')
