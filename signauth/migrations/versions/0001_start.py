"Writers, their signatures, the audit log, keys"
import sqlalchemy as sa
from alembic import op

revision,down_revision = '0001',None

def upgrade():
    c = op.get_bind()
    pg = c.dialect.name=='postgresql'
    writer = sa.String(100, collation='C' if pg else None) # sorted and compared byte by byte, as SQLite does
    op.create_table('writers', sa.Column('id', writer, primary_key=True), sa.Column('uid', sa.String(32), nullable=False, unique=True),
        sa.Column('version', sa.Integer, nullable=False), sa.Column('created', sa.DateTime, nullable=False), sa.Column('updated', sa.DateTime, nullable=False))
    op.create_table('signatures', sa.Column('id', sa.Integer, primary_key=True), sa.Column('writer', writer, sa.ForeignKey('writers.id', ondelete='CASCADE'), nullable=False),
        sa.Column('digest', sa.String(64), nullable=False), sa.Column('model', sa.String(64), nullable=False), sa.Column('recipe', sa.Integer, nullable=False), sa.Column('added', sa.DateTime, nullable=False),
        sa.Column('pooled', sa.LargeBinary, nullable=False), sa.Column('ink', sa.LargeBinary), sa.Column('embedding', sa.LargeBinary, nullable=False), sa.Column('image', sa.LargeBinary),
        sa.UniqueConstraint('writer', 'digest'))
    op.create_table('decisions', sa.Column('id', sa.Integer, primary_key=True), sa.Column('at', sa.DateTime, nullable=False), sa.Column('action', sa.Text, nullable=False), sa.Column('who', sa.Text, nullable=False),
        sa.Column('writer', sa.String(32)), sa.Column('questioned', sa.String(64), nullable=False), sa.Column('references', sa.JSON, nullable=False), sa.Column('score', sa.Double), sa.Column('log10_lr', sa.Double),
        sa.Column('decision', sa.Text, nullable=False), sa.Column('threshold', sa.Double), sa.Column('fmr', sa.Double), sa.Column('model', sa.Text, nullable=False), sqlite_autoincrement=True)
    op.create_table('keys', sa.Column('name', sa.String(100), primary_key=True), sa.Column('prefix', sa.String(11), nullable=False, index=True), sa.Column('hash', sa.String(64), nullable=False),
        sa.Column('scopes', sa.JSON, nullable=False), sa.Column('rate', sa.Text, nullable=False), sa.Column('created', sa.DateTime, nullable=False))
    op.bulk_insert(op.create_table('state', sa.Column('version', sa.BigInteger, nullable=False), sa.Column('deleted', sa.BigInteger, nullable=False)), [dict(version=0, deleted=0)])
    if pg:
        _postgresql(c)
    else:
        _sqlite()

def _sqlite():
    "The audit log only grows; a row that takes the place of another one is a change, too"
    for when,if_ in ('UPDATE',''),('DELETE',''),('INSERT','WHEN EXISTS (SELECT 1 FROM decisions WHERE id=NEW.id)'):
        op.execute(f"CREATE TRIGGER decisions_{when.lower()} BEFORE {when} ON decisions {if_} BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END")

def _postgresql(c):
    op.execute("CREATE FUNCTION decisions_grow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'the audit log is append-only'; END $$")
    op.execute('CREATE TRIGGER decisions_grow BEFORE UPDATE OR DELETE OR TRUNCATE ON decisions FOR EACH STATEMENT EXECUTE FUNCTION decisions_grow()')
    if not c.scalar(sa.text("SELECT count(*) FROM pg_available_extensions WHERE name='vector'")):
        return
    try:
        with c.begin_nested():
            c.execute(sa.text('CREATE EXTENSION IF NOT EXISTS vector'))
    except sa.exc.DBAPIError:
        return # it is there, but this user may not switch it on
    op.execute('CREATE TABLE pooled (signature integer PRIMARY KEY REFERENCES signatures (id) ON DELETE CASCADE, model varchar(64) NOT NULL, vector vector(256) NOT NULL)')
    op.execute('CREATE INDEX pooled_vector ON pooled USING hnsw (vector vector_cosine_ops)')
