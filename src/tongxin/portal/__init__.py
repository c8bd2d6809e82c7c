"""Portal: where everybody comes in. The desk with its duties, the phone's first page, the public front, search.

It owns no matter of its own but feedback; it shows what the rooms below say. Read `navigation.py` first.
"""
