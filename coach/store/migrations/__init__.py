"""The history of the schema, as Alembic revisions.

A new revision is a file in ``versions/`` named by number and purpose,
:data:`coach.store.migrate.NEWEST` set to its id, and a test that fills the older shape and brings
it up to date. Revisions name columns and types themselves and import nothing from the package, so
that they mean the same for ever.
"""
