"""Exchange: what people need meets what organizations can give, and becomes a project that is appraised.

A need is raised, verified and matched with resources; offers are answered; a project carries needs to acceptance and
appraisal. Micro-wishes are small needs that one person claims (`wishes`). Read `procedure.py` first, then
`actions.py` and `matching.py`.
"""
