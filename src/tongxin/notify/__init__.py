"""Notices: who is told of what. Rooms declare it in their `notices.py`; this room hears the record and tells.

In the platform always, by mail to those who asked for it. Nothing here nags. Read `engine.py` first.
"""
