"""Areas: the places of a city as a tree, from the city down to a building, as it is and as it was on any day.

Kinds and depth are data. A deed of change (upgrade, merge, split, rename, move) keeps what was before.
Read `models.py` first, then `actions.py`.
"""
