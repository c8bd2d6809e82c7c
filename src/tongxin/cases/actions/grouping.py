"""Working together: the joint group of a case, and several cases about one matter made one (BL-15, BL-42)."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from tongxin.cases.access import may_call
from tongxin.cases.actions.joining import NotATwin, join
from tongxin.cases.events import CaseGroupNamed
from tongxin.cases.models import LIVE, Case
from tongxin.kernel.actor import Actor
from tongxin.kernel.clock import today
from tongxin.kernel.errors import AlreadyMoved, NotYours, Unfit
from tongxin.kernel.records import record
from tongxin.organizations.models import Organization


@transaction.atomic
def name_group(*, case: Case, group: Organization, by: Actor, at: datetime) -> None:
    """Say in which joint group the bodies of the case work together; lead and called bodies keep what they owe."""
    case.refresh_from_db(from_queryset=Case.objects.select_for_update(of=("self",)))
    if case.step not in LIVE:
        raise AlreadyMoved
    if not may_call(by, case):
        raise NotYours
    if not group.holds_on(today(at)):
        raise Unfit(_("“%s”已停止运行，不能牵头。") % group.name)
    case.group, case.bodies = group, sorted({*case.bodies, group.pk})
    case.save(update_fields=["group", "bodies"])
    record(CaseGroupNamed(case=case, group=group), by=by, at=at)


@transaction.atomic
def join_many(*, cases: Sequence[Case], into: Case, by: Actor, at: datetime) -> tuple[int, int]:
    """Let several cases travel with one; returns how many joined, and how many somebody had moved or may not be."""
    joined = 0
    for case in sorted(cases, key=lambda case: case.pk):
        try:
            with transaction.atomic():
                join(case=case, into=into, by=by, at=at)
                joined += 1
        except (AlreadyMoved, NotYours, NotATwin):
            continue
    return joined, len(cases) - joined
