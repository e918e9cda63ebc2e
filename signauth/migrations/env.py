"Run by `signauth.store` through Alembic, on the connection that the store opened."
from alembic import context

context.configure(connection=context.config.attributes['connection'], version_table='signauth_version')
with context.begin_transaction():
    context.run_migrations()
