"Numbers of keys, and how many were ever made"
import sqlalchemy as sa
from alembic import op

revision = '0002'
down_revision = '0001'


def upgrade():
    c = op.get_bind()
    op.add_column('keys', sa.Column('number', sa.Integer, nullable=False, server_default='0'))
    op.add_column('state', sa.Column('made', sa.BigInteger, nullable=False, server_default='0'))
    names = c.execute(sa.text('SELECT name FROM keys ORDER BY created, name')).scalars().all()
    for number, name in enumerate(names, 1):
        c.execute(sa.text('UPDATE keys SET number=:number WHERE name=:name'), dict(number=number, name=name))
    c.execute(sa.text('UPDATE state SET made=:made'), dict(made=len(names)))
