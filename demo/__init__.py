"""The synthetic city: invented units, people, needs and histories, made from the sentences in `texts/`.

Read city.py first: the cast, the population, two years of life stage by stage, and a lively present. texts.py loads
the files in `texts/`, reading.py checks them. picker.py draws the same way each time for the same seed, days.py gives
working days, sizes.py says how much of everything a report asks for, shapes.py what is special about its communities.
units.py makes names of units, persons.py invents people with telephone and identity numbers that belong to nobody.
exchange_life.py, project_life.py, service_life.py and activity_life.py play what happened, through the bulk forms of
the deeds. The small community of cast.py is also the cast of the tests; present.py sets it in the middle of things.
"""
