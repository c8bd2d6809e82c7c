"""People: persons and how they sign in. What must stay private (phone, identity number) is sealed.

Of minors the year of birth is kept and what their guardians agreed to (`minors.py`, `guardians.py`).

A person needs no account: everything can be done at the desk. Read `models.py` first, then `actions.py`.
"""
