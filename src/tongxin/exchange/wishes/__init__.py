"""Wishes: small things in kind that one neighbor wishes for and one other fulfills. Start with `procedure.py`."""
