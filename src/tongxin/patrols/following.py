"""Following: a defect ends with its case, and is open again when the case is."""

from django.db import IntegrityError, transaction
from django.db.models import Q

from tongxin.cases import events as said
from tongxin.cases.models import Case
from tongxin.kernel.actor import SYSTEM
from tongxin.kernel.models import Record
from tongxin.kernel.records import listens, record
from tongxin.patrols.events import DefectEnded, DefectOpenAgain
from tongxin.patrols.models import Defect

State = Defect.State
#: Steps at which the matter itself is dealt with, and those at which nobody will deal with it.
MENDED, DROPPED = ("appraisal", "closed"), ("declined", "withdrawn", "void")


@listens(
    said.CaseAnswered, said.CaseClosed, said.CaseDeclined, said.CaseWithdrawn, said.CaseVoided, said.CaseDisputed,
    said.CaseJoined, said.CaseParted,
)  # fmt: skip
def follow(row: Record) -> None:
    """Bring the defect to where its case stands now; heard twice, nothing changes."""
    about = Q(case=row.subject_id) | Q(case__joined_into=row.subject_id)
    with transaction.atomic():
        for defect in Defect.objects.select_for_update(of=("self",)).filter(about).order_by("pk"):
            state = state_of(defect.case)
            if state != defect.state:
                _turn(defect, state, row)


def state_of(case: Case) -> str:
    """What a case says of the thing it is about; one that was joined to another says what that one says."""
    whole = case.joined_into or case
    return State.MENDED if whole.step in MENDED else State.DROPPED if whole.step in DROPPED else State.OPEN


def _turn(defect: Defect, state: str, row: Record) -> None:
    defect.state, defect.ended_at = state, None if state == State.OPEN else row.at
    try:
        with transaction.atomic():
            defect.save(update_fields=["state", "ended_at"])
    except IntegrityError:
        # Meanwhile somebody found it again, and that one is the open one.
        return
    if state == State.OPEN:
        record(DefectOpenAgain(defect=defect), by=SYSTEM, at=row.at)
    else:
        record(DefectEnded(defect=defect, state=str(State(state).label)), by=SYSTEM, at=row.at)
