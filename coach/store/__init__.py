"""Everything that is kept about people and their conversations.

Start at :mod:`coach.store.store` (:func:`open_store`), then :mod:`coach.store.desk`: every read and
write there is, by intent. Only this package imports SQLAlchemy; what leaves it are the frozen
dataclasses of :mod:`coach.store.records`.
"""
