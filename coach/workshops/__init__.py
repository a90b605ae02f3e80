"""Workshops: a room of people with phones and no accounts, led by one person with an agenda.

Read in this order: ``agenda`` (what a workshop is), ``live`` (where it stands, pure), ``anonymity`` (how nobody is
linked to an answer), ``answering`` (what becomes of one), ``board`` (what the room sees), ``rooms`` (the people's
side), ``leading`` (the facilitator's).
"""
