"""Organizations: Party organizations, resident units and every other body in one register, tied by typed links.

Posts with terms give roles, roles give powers and reach; who holds several posts acts in the name of one. Joining a
branch, sitting on a committee part-time and serving a grid are rows with a term, so that any day can be asked.
Read `models/organization.py`, then `models/post.py`, then `actions.py`.
"""
