"""People: persons and how they sign in. What must stay private (phone, identity number) is sealed.

A person needs no account: everything can be done at the desk. Read `models.py` first, then `actions.py`.
"""
