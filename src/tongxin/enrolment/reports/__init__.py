"""Reports both ways: the service log, what host and home tell each other of a period, receipt and answer.

Nothing is filled in twice: `gathering.py` reads what was confirmed and what the log says, `opening.py` opens the
reports of a period in one pass, `sending.py` has the deeds, `papers.py` makes the file to put away. Start there.
"""
