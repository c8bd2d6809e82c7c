"""Assessment: a resident unit and a community look at each other and at each other's promises, on one form (GY-06).

What one side says stays sealed until both have spoken or the closing date has come. Read `procedure.py` first, then
`actions.py`; `queries.py` is the only place where a sealed opinion is opened.
"""
