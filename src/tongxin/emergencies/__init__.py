"""Emergencies: a plan that is reviewed every year, staff who are called out in order, a log that nobody edits, the
all-clear and a written review. There is no list of participants and no note on a person, and no field for one.
Read procedure.py first, then actions/."""
