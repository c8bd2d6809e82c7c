from collections.abc import Iterator

from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongxin.emergencies.models import CallOutEntry, EmergencyPlan, Incident, LogLine, PlanStep, StaffCall
from tongxin.kernel.clock import today
from tongxin.kernel.invariants import invariant


@invariant(gettext_lazy("有效的应急预案都有步骤"))
def plans_say_what_to_do() -> Iterator[str]:
    steps = PlanStep.objects.filter(plan=OuterRef("pk"))
    for plan in EmergencyPlan._base_manager.filter(~Exists(steps), step="in_force").iterator():
        yield _("预案 %d 已启用，却没有处置步骤") % plan.pk


@invariant(gettext_lazy("应急事件解除后没有还在召集的人"))
def nobody_is_still_called() -> Iterator[str]:
    open_calls = StaffCall._base_manager.exclude(step="released").exclude(incident__step="open")
    for call in open_calls.iterator():
        yield _("事件 %(incident)d 已结束，召集 %(call)d 却没有解除") % {"incident": call.incident_id, "call": call.pk}


@invariant(gettext_lazy("应急事件的启动和解除都在日志里"))
def the_log_is_whole() -> Iterator[str]:
    lines = LogLine.objects.filter(incident=OuterRef("pk"))
    began, ended = lines.filter(of=LogLine.Of.STARTED), lines.filter(of=LogLine.Of.CLEARED)
    ended_without = Q(step__in=("cleared", "closed")) & ~Exists(ended)
    for incident in Incident._base_manager.filter(~Exists(began) | ended_without).iterator():
        yield _("事件 %d 的日志缺少启动或解除的一行") % incident.pk
    for line in LogLine.objects.filter(at__lt=F("incident__started_at")).iterator():
        yield _("日志 %d 早于事件开始的时间") % line.pk


@invariant(gettext_lazy("离开召集名单的人，号码按期删除"))
def phones_are_erased() -> Iterator[str]:
    day = today(timezone.now())
    for entry in CallOutEntry.objects.filter(erase_on__lt=day, phone__isnull=False).iterator():
        yield _("召集名单 %(entry)d 的号码应在 %(day)s 删除") % {"entry": entry.pk, "day": entry.erase_on}
