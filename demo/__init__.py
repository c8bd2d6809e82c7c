"""The synthetic city: invented units, people, needs and histories, made from the sentences in `texts/`.

Read texts.py first: it loads those files, reading.py checks them. picker.py draws the same way each time for the same
seed, units.py makes names of units, persons.py invents people with telephone and identity numbers that belong to
nobody. Its small community, in cast.py, is also the cast of the tests.
"""
