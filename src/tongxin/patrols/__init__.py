"""Patrols: rounds over places on a route, each with a checklist; what is found broken becomes a case. Places and things
only, no word on persons. Read models/plan.py and models/round.py, then procedure.py and actions/.
"""
