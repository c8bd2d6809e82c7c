"""Funds: where money comes from, and which line of a project draws on which source (惠从何来).

A source with a limit is never overdrawn: the database keeps count. Lines are only added; taking one back is a row too.
Read `models.py`, then `actions.py`.
"""
