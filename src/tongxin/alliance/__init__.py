"""Alliance: units and communities agree in writing, pair up, meet in alliance bodies, ask each other and answer.

Both sides read the same record. Read `procedure.py` first, then `actions/agreements.py`.
"""
