"""Masking: numbers of phones and identity cards in a text that strangers may read."""

import re

#: Digits with spaces or dashes between them, as people write numbers.
_NUMBER = re.compile(r"(?<![\dA-Za-z])\+?\d(?:[ \-—]?\d){6,17}[Xx]?(?![\dA-Za-z])")
#: A day or a year is no number of a person.
_DAY = re.compile(r"^(19|20)\d\d[ \-—]?(0?[1-9]|1[0-2])[ \-—]?(0?[1-9]|[12]\d|3[01])$")


def masked(text: str) -> str:
    """The text with each number of seven digits or more made unreadable but for its ends."""
    return _NUMBER.sub(lambda found: _hidden(found.group()), text)


def _hidden(number: str) -> str:
    if _DAY.match(number):
        return number
    digits = [sign for sign in number if sign.isalnum()]
    return f"{''.join(digits[:3])}****{''.join(digits[-2:])}"
