"What is kept is sealed, the log is a chain, keys end, references wait for a second key; grants for the application"
import secrets
import sqlalchemy as sa
from alembic import op

revision = '0003'
down_revision = '0002'


def upgrade():
    c = op.get_bind()
    pg = c.dialect.name=='postgresql'
    _columns()
    _questioned(sa.String(100, collation='C' if pg else None))
    _scopes(c)
    _chained(pg)
    if pg:
        op.alter_column('decisions', 'id', type_=sa.BigInteger)
        _grants(c)


def _columns():
    op.add_column('signatures', sa.Column('sealed', sa.Boolean, nullable=False, server_default=sa.false()))
    op.add_column('signatures', sa.Column('pending', sa.Integer, nullable=True))
    op.add_column('decisions', sa.Column('mac', sa.String(64), nullable=True))
    op.create_index('decisions_questioned', 'decisions', ['questioned'])
    op.create_index('decisions_writer', 'decisions', ['writer', 'at'])
    op.add_column('keys', sa.Column('expires', sa.DateTime, nullable=True))
    op.add_column('keys', sa.Column('used', sa.DateTime, nullable=True))
    op.add_column('state', sa.Column('sealed', sa.Boolean, nullable=False, server_default=sa.false()))
    op.add_column('state', sa.Column('erased', sa.BigInteger, nullable=False, server_default='0'))
    op.add_column('state', sa.Column('schema', sa.Integer, nullable=False, server_default='3'))
    op.add_column('state', sa.Column('uid', sa.String(32), nullable=False, server_default=secrets.token_hex(16)))


def _questioned(writer):
    "Ink of the signatures that were questioned lately, to notice one that comes again"
    op.create_table(
        'questioned',
        sa.Column('id', sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column('writer', writer, sa.ForeignKey('writers.id', ondelete='CASCADE'), nullable=False, index=True),
        sa.Column('at', sa.DateTime, nullable=False),
        sa.Column('digest', sa.String(64), nullable=False),
        sa.Column('ink', sa.LargeBinary, nullable=False))


def _chained(pg):
    "No entry without a link any more: an older version that still runs can write nothing"
    if pg:
        op.execute('ALTER TABLE decisions ADD CONSTRAINT decisions_chained CHECK (mac IS NOT NULL) NOT VALID')
    else:
        op.execute(
            'CREATE TRIGGER decisions_chained BEFORE INSERT ON decisions WHEN NEW.mac IS NULL '
            "BEGIN SELECT RAISE(ABORT, 'a newer signauth has upgraded the database'); END")


def _scopes(c):
    "What `enrol` opened until now"
    keys = sa.table('keys', sa.column('name', sa.String), sa.column('scopes', sa.JSON))
    for name, scopes in c.execute(sa.select(keys)).all():
        if 'enrol' in scopes:
            more = list(dict.fromkeys([*scopes, 'extend', 'delete']))
            c.execute(keys.update().where(keys.c.name==name).values(scopes=more))


def _grants(c):
    "A role that may do what the service does, and no more; it goes without where this user may make no roles"
    try:
        with c.begin_nested():
            if not c.scalar(sa.text("SELECT 1 FROM pg_roles WHERE rolname='signauth_app'")):
                c.execute(sa.text('CREATE ROLE signauth_app NOLOGIN'))
    except sa.exc.DBAPIError:
        return
    schema = c.scalar(sa.text('SELECT quote_ident(current_schema())'))
    c.execute(sa.text(f'GRANT USAGE ON SCHEMA {schema} TO signauth_app'))
    there = sa.inspect(c).get_table_names()
    for table in ('writers', 'signatures', 'questioned', 'pooled', 'keys', 'state'):
        if table in there:
            c.execute(sa.text(f'GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO signauth_app'))
    c.execute(sa.text('GRANT SELECT, INSERT ON decisions TO signauth_app'))
    c.execute(sa.text('GRANT SELECT ON signauth_version TO signauth_app'))
    c.execute(sa.text(f'GRANT USAGE ON ALL SEQUENCES IN SCHEMA {schema} TO signauth_app'))
