"""Begin Personal: a personal-brand coach that leaders talk to.

Importing the package loads nothing; start reading at :mod:`coach.turn`.
"""
