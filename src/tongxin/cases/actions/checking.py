"""Checking: another person than who dispatched and who handled looks whether it was done; some are looked at twice."""

import secrets
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from tongxin.cases.events import CaseChecked, CaseDrawnAgain, CaseReworked
from tongxin.cases.models import Case, Check
from tongxin.cases.procedure import CASE
from tongxin.kernel import reasons, rules
from tongxin.kernel.actor import SYSTEM, Actor
from tongxin.kernel.clock import today
from tongxin.kernel.put import put
from tongxin.kernel.records import record

(SHARE,) = rules.needed("cases.second_check_percent")


@transaction.atomic
def pass_check(*, case: Case, by: Actor, at: datetime, on_site: bool = True, note: str = "") -> None:
    """It was done. A random share is looked at again, by somebody else (`domain.md` 5.3)."""
    with CASE.moving(case, "pass_check", by=by, at=at):
        is_second = case.checked_by_id is not None
        case.checked_by_id = by.principal_id
    _written(case, by, at, passed=True, on_site=on_site, is_second=is_second, note=note)
    where = _("到现场") if on_site else _("未到现场")
    record(CaseChecked(case=case, note=note.strip(), where=where), by=by, at=at)
    if not is_second and is_drawn(case, at):
        _draw_again(case, at)


def is_drawn(case: Case, at: datetime) -> bool:
    """Whether chance wants a second look at this one; the share is a rule."""
    return secrets.randbelow(100) < int(rules.value(SHARE, on=today(at), path=case.area_path))


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
