"When each writer changed, so that an index fetches what changed; how many there are; pgvector in half precision"
import sqlalchemy as sa
from alembic import op

revision = '0004'
down_revision = '0003'


def upgrade():
    c = op.get_bind()
    op.add_column('writers', sa.Column('changed', sa.BigInteger, nullable=False, server_default='0'))
    op.create_index('writers_changed', 'writers', ['changed', 'uid'])
    op.add_column('state', sa.Column('people', sa.BigInteger, nullable=False, server_default='0'))
    op.execute('UPDATE state SET schema=4, people=(SELECT count(*) FROM writers)')
    if c.dialect.name=='postgresql' and 'pooled' in sa.inspect(c).get_table_names():
        _half(c)


def _half(c):
    "Half of the memory, where pgvector is new enough"
    version = c.scalar(sa.text("SELECT extversion FROM pg_extension WHERE extname='vector'"))
    if tuple(map(int, version.split('.')[:2]))<(0, 7):
        return
    op.drop_index('pooled_vector', 'pooled')
    op.execute('ALTER TABLE pooled ALTER COLUMN vector TYPE halfvec(256)')
    op.execute('CREATE INDEX pooled_vector ON pooled USING hnsw (vector halfvec_cosine_ops)')
