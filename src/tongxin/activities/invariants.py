from collections.abc import Iterator
from typing import Any

from django.db.models import Count, F, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongxin.activities import insurance
from tongxin.activities.models import Activity, Attendance, SignUp, Turnout
from tongxin.kernel.errors import Unfit
from tongxin.kernel.invariants import invariant


@invariant(gettext_lazy("同一人同一活动只签到一次"))
def attended_once() -> Iterator[str]:
    twice = Attendance.objects.standing().values("activity_id", "person_id").annotate(times=Count("pk"))
    for row in twice.filter(times__gt=1):
        yield _("活动 %(activity_id)d：人员 %(person_id)d 签到了 %(times)d 次") % row


@invariant(gettext_lazy("活动的已报名数与到场数和名单一致"))
def counts_are_kept() -> Iterator[str]:
    held = _counted(SignUp.objects.holding())
    came = _counted(Attendance.objects.standing())
    for turnout in Turnout.objects.iterator():
        listed = held.get(turnout.pk, 0), came.get(turnout.pk, 0)
        if (turnout.taken, turnout.came) != listed:
            yield _("活动 %(id)d：记为报名 %(taken)d、到场 %(came)d，名单为 %(held)d、%(here)d") % {
                "id": turnout.pk, "taken": turnout.taken, "came": turnout.came, "held": listed[0], "here": listed[1],
            }  # fmt: skip


def _counted(rows: QuerySet[Any]) -> dict[int, int]:
    return dict(rows.order_by().values_list("activity_id").annotate(count=Count("pk")))


@invariant(gettext_lazy("没有人同一时间占着两个活动的名额"))
def nobody_is_at_two_places() -> Iterator[str]:
    crossing = SignUp.objects.holding().filter(
        person__sign_ups__during__overlap=F("during"), person__sign_ups__state__in=SignUp.HOLDING
    )
    for row in crossing.exclude(person__sign_ups__pk=F("pk")).distinct():
        yield _("报名 %(id)d：人员 %(person)d 同一时间另有活动") % {"id": row.pk, "person": row.person_id}


@invariant(gettext_lazy("有人身危险的任务，意外险保到每一天、保够名额"))
def insured_for_days_and_places() -> Iterator[str]:
    rows = Activity.objects.exclude(status=Activity.Status.CANCELLED).filter(dangers__len__gt=0, policy__isnull=False)
    for activity in rows.select_related("policy", "turnout").order_by("pk").iterator():
        first, last = insurance.days_of(activity)
        assert activity.policy
        try:
            insurance.check_fits(activity.policy, first=first, last=last, places=activity.turnout.places)
        except Unfit as error:
            yield f"{activity.number}：{error}"
