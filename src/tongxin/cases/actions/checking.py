"""Checking: another person than who dispatched and who handled looks whether it was done; some are looked at twice."""

from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256

from django.db import transaction
from django.utils.translation import gettext as _

from tongxin.cases.events import CaseChecked, CaseDrawnAgain, CaseReworked
from tongxin.cases.models import Case, Check
from tongxin.cases.procedure import CASE
from tongxin.kernel import reasons, rules
from tongxin.kernel.actor import SYSTEM, Actor
from tongxin.kernel.clock import today
from tongxin.kernel.models import Seal
from tongxin.kernel.put import put
from tongxin.kernel.records import record

(SHARE,) = rules.needed("cases.second_check_percent")


@transaction.atomic
def pass_check(*, case: Case, by: Actor, at: datetime, on_site: bool = True, note: str = "") -> None:
    """It was done. A random share is looked at again, by somebody else."""
    with CASE.moving(case, "pass_check", by=by, at=at):
        is_second = case.checked_by_id is not None
        case.checked_by_id = by.principal_id
    looked = _written(case, by, at, passed=True, on_site=on_site, is_second=is_second, note=note)
    where, drawn = _("到现场") if on_site else _("未到现场"), None if is_second else draw(looked, case, at)
    said = asdict(drawn) if drawn else {}
    record(CaseChecked(case=case, note=note.strip(), where=where, drawn=said), by=by, at=at)
    if drawn and drawn.wants_another:
        _draw_again(case, at)


@dataclass(frozen=True)
class Draw:
    """The lot of a check: a number under a hundred, from the last seal of the record and the check's own key."""

    seal: int
    check: int
    number: int
    share: int

    @property
    def wants_another(self) -> bool:
        return self.number < self.share


def draw(looked: Check, case: Case, at: datetime) -> Draw:
    """Whether chance wants a second look; the share is a rule. Nobody knows the lot before, as the seal comes from all
    that was recorded until then; afterwards everybody can draw it again from what stands in the record."""
    seal = Seal.objects.order_by("-id").first()
    share = int(rules.value(SHARE, on=today(at), path=case.area_path))
    lot = lot_of(bytes(seal.digest) if seal else b"", looked.pk)
    return Draw(seal=seal.pk if seal else 0, check=looked.pk, number=lot, share=share)


def lot_of(digest: bytes, check: int) -> int:
    """The number of a check under the digest of a seal."""
    return int.from_bytes(sha256(digest + b"|" + str(check).encode()).digest()) % 100


def _draw_again(case: Case, at: datetime) -> None:
    """Back to be checked by another person; the first one is remembered and may not."""
    with CASE.moving(case, "check_again", by=SYSTEM, at=at):
        pass
    record(CaseDrawnAgain(case=case), by=SYSTEM, at=at)


@transaction.atomic
def fail_check(*, case: Case, reason: str, by: Actor, at: datetime, on_site: bool = True) -> None:
    """It was not done: the lead works on it again."""
    reason = reasons.needed(reason, most=200)
    with CASE.moving(case, "fail_check", by=by, at=at):
        is_second = case.checked_by_id is not None
        case.checked_by = None
        case.reworked += 1
    _written(case, by, at, passed=False, on_site=on_site, is_second=is_second, note=reason)
    record(CaseReworked(case=case, reason=reason), by=by, at=at)


def _written(
    case: Case, by: Actor, at: datetime, *, passed: bool, on_site: bool, is_second: bool, note: str
) -> Check:  # fmt: skip
    looked = Check(
        case=case, by_id=by.principal_id, at=at, passed=passed, on_site=on_site, is_second=is_second,
        note=note.strip()[:300],
    )  # fmt: skip
    return put(looked)
