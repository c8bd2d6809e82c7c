"""Venues: courts, halls, libraries and rooms that units open to their neighbors, and the booking of them.

A space is a tree: whoever has the whole has its parts. What is taken stands in `Hold`, whose exclusion in the database
lets nobody in twice. Read `models/venue.py` and `models/booking.py`, then `opening.py`, `actions.py`, `finding.py`.
"""
