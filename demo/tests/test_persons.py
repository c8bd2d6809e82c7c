"""Invented people have numbers that are well formed, belong to nobody and are theirs alone."""

import re
from datetime import date
from itertools import islice

from demo.persons import check_character, invent_people


def test_the_check_character_is_that_of_the_standard():
    for number in ("999999196001010012", "999999196001010020", "999999196001010039", "440524188001010014"):
        assert check_character(number[:17]) == number[17]


def test_people_are_well_formed_and_share_no_number():
    people = list(invent_people(count=20_000, seed="yuxi"))
    for person in people:
        assert re.fullmatch(r"154\d{8}", person.phone)
        number = person.identity_number
        assert number.startswith("999999" + person.born_on.strftime("%Y%m%d"))
        assert number[17] == check_character(number[:17])
        assert int(number[16]) % 2 == (not person.is_woman)
        assert 3 <= len(person.name) <= 4
        assert person.born_on < date(2007, 1, 1)
    assert len({person.phone for person in people}) == len({person.identity_number for person in people}) == 20_000
    assert 0.45 < sum(person.is_woman for person in people) / 20_000 < 0.51


def test_a_person_stays_the_same_whoever_else_is_made():
    everybody = list(invent_people(count=50, seed="yuxi"))
    assert list(invent_people(count=10, seed="yuxi", first=40)) == everybody[40:]
    assert next(islice(invent_people(count=1, seed="beilun"), 1)) != everybody[0]
