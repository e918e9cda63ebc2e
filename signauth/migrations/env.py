"Run by `signauth.store` through Alembic, on the connection that it hands over."
from alembic import context

context.configure(connection=context.config.attributes['connection'], version_table='signauth_version')
with context.begin_transaction():
    context.run_migrations()
