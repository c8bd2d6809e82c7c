"""Importing: bring tables in, whole or not at all.

A room declares what it takes in `imports.py`; the columns and their usual headings stand in the profile:

    class Persons(Import):
        kind, label = "persons", _("人员")
        def check(self, row): ...            one row by itself; raises Unfit with a sentence
        def check_together(self, rows): ...  rows beside each other and beside what is there
        def save(self, things, tell): ...    in one transaction

A file is received, tried dry, mended row by row, and brought in.
"""

from tongxin.kernel.importing.bringing import LOCKS, begin, bring_in, forget_old_uploads, release_stalled
from tongxin.kernel.importing.declared import (
    IMPORTS,
    Fault,
    Import,
    NotChecked,
    TableImported,
    Tell,
    TooLarge,
    Trial,
    WrongSheet,
)
from tongxin.kernel.importing.mending import faulty_book, mend
from tongxin.kernel.importing.receiving import LARGEST, choose, headings_in, lines, missing, receive, template_book
from tongxin.kernel.importing.trying import attempt, common_faults, try_dry

__all__ = [
    "IMPORTS",
    "LARGEST",
    "LOCKS",
    "Fault",
    "Import",
    "NotChecked",
    "TableImported",
    "Tell",
    "TooLarge",
    "Trial",
    "WrongSheet",
    "attempt",
    "begin",
    "bring_in",
    "choose",
    "common_faults",
    "faulty_book",
    "forget_old_uploads",
    "headings_in",
    "lines",
    "mend",
    "missing",
    "receive",
    "release_stalled",
    "template_book",
    "try_dry",
]
