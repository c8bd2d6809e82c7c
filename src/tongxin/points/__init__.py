"""Points and hours: two ledgers that never mix, what a year adds up to, and the right to object.

Points are what a Party organization expects of its members; hours are time freely given. Rooms above
declare what is credited in their `awards.py`; nothing here ranks anybody. Read `models.py`, then `actions.py`.
"""
