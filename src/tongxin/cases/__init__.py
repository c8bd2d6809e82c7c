"""Cases: a resident reports, the desk accepts and dispatches, a body handles, somebody else checks, the resident rates.
Read procedure.py first, then actions/."""
