"""Benchmarks: each prints a ratio against a limit measured in the same run.

One module per question, with `measure()` that gives figures; each runs in a process and a database of its own.
Read figures.py and ground.py first.
"""
