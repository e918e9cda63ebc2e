"Writers, their signatures, the audit log, keys"
import sqlalchemy as sa
from alembic import op

revision = '0001'
down_revision = None


def upgrade():
    c = op.get_bind()
    pg = c.dialect.name=='postgresql'
    _enrolments(sa.String(100, collation='C' if pg else None)) # sorted and compared byte by byte, as SQLite does
    _decisions()
    _keys()
    _state()
    if pg:
        _postgresql(c)
    else:
        _sqlite()


def _column(name, kind, *args, nullable=False, **kwargs):
    return sa.Column(name, kind, *args, nullable=nullable, **kwargs)


def _enrolments(writer):
    op.create_table(
        'writers',
        sa.Column('id', writer, primary_key=True),
        _column('uid', sa.String(32), unique=True),
        _column('version', sa.Integer),
        _column('created', sa.DateTime),
        _column('updated', sa.DateTime))
    op.create_table(
        'signatures',
        sa.Column('id', sa.Integer, primary_key=True),
        _column('writer', writer, sa.ForeignKey('writers.id', ondelete='CASCADE')),
        _column('digest', sa.String(64)),
        _column('model', sa.String(64)),
        _column('recipe', sa.Integer),
        _column('added', sa.DateTime),
        _column('pooled', sa.LargeBinary),
        _column('ink', sa.LargeBinary, nullable=True),
        _column('embedding', sa.LargeBinary),
        _column('image', sa.LargeBinary, nullable=True),
        sa.UniqueConstraint('writer', 'digest'))


def _decisions():
    op.create_table(
        'decisions',
        sa.Column('id', sa.Integer, primary_key=True),
        _column('at', sa.DateTime),
        _column('action', sa.Text),
        _column('who', sa.Text),
        _column('writer', sa.String(32), nullable=True),
        _column('questioned', sa.String(64)),
        _column('references', sa.JSON),
        _column('score', sa.Double, nullable=True),
        _column('log10_lr', sa.Double, nullable=True),
        _column('decision', sa.Text),
        _column('threshold', sa.Double, nullable=True),
        _column('fmr', sa.Double, nullable=True),
        _column('model', sa.Text),
        sqlite_autoincrement=True)


def _keys():
    op.create_table(
        'keys',
        sa.Column('name', sa.String(100), primary_key=True),
        _column('prefix', sa.String(11), index=True),
        _column('hash', sa.String(64)),
        _column('scopes', sa.JSON),
        _column('rate', sa.Text),
        _column('created', sa.DateTime))


def _state():
    table = op.create_table('state', _column('version', sa.BigInteger), _column('deleted', sa.BigInteger))
    op.bulk_insert(table, [dict(version=0, deleted=0)])


def _sqlite():
    "The audit log only grows; a row that takes the place of another one is a change, too"
    there = 'WHEN EXISTS (SELECT 1 FROM decisions WHERE id=NEW.id)'
    for when, condition in ('UPDATE', ''), ('DELETE', ''), ('INSERT', there):
        op.execute(
            f"CREATE TRIGGER decisions_{when.lower()} BEFORE {when} ON decisions {condition} "
            "BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END")


def _postgresql(c):
    "The audit log only grows; where there is pgvector, a table of short vectors"
    op.execute(
        'CREATE FUNCTION decisions_grow() RETURNS trigger LANGUAGE plpgsql AS '
        "$$ BEGIN RAISE EXCEPTION 'the audit log is append-only'; END $$")
    op.execute(
        'CREATE TRIGGER decisions_grow BEFORE UPDATE OR DELETE OR TRUNCATE ON decisions '
        'FOR EACH STATEMENT EXECUTE FUNCTION decisions_grow()')
    if not c.scalar(sa.text("SELECT count(*) FROM pg_available_extensions WHERE name='vector'")):
        return
    try:
        with c.begin_nested():
            c.execute(sa.text('CREATE EXTENSION IF NOT EXISTS vector'))
    except sa.exc.DBAPIError:
        return # it is there, but this user may not switch it on
    op.execute(
        'CREATE TABLE pooled (signature integer PRIMARY KEY REFERENCES signatures (id) ON DELETE CASCADE, '
        'model varchar(64) NOT NULL, vector vector(256) NOT NULL)')
    op.execute('CREATE INDEX pooled_vector ON pooled USING hnsw (vector vector_cosine_ops)')
