"""Volunteering: teams, own reports of hours, shifts with seats, certificates, service before the system, thanks.

Time attended at activities is booked by `activities`; here stands what volunteers do beside it, what is shown of it and
how it is certified. Nobody is ranked, nothing is public without the person's own consent. Read `models/hours.py`,
`procedure.py`, then `actions/`.
"""
