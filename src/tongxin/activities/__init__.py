"""Activities: anything people attend. Plan, sign up, wait and move up, check in by code or at the desk, confirm.

Duty posts at junctions are activities with a point and a time band, so that sign-up, waiting list, clash check and
hours work for them too. Confirming books points and hours, each by its own rule. The crowd at one door goes through
`lane.py`. Read `models/activity.py`, then `actions.py`, `signing.py`, `attending.py`.
"""
