"""Enrolment: members and units check in with a community, community heads with units, and take on service posts there.

The formal relation stays at home: both the home organization and the host see the service. Read `procedure.py`
first, then `actions.py` (check-in) and `post_actions.py` (posts and their claims).
"""
