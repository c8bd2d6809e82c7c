from collections.abc import Iterator

from django.db.models import Exists, F, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongxin.kernel.invariants import invariant
from tongxin.patrols.models import Defect, PatrolRound, RoundStop


@invariant(gettext_lazy("巡完的轮次每一处都有记录，没巡完的还有没看的"))
def walked_rounds_are_whole() -> Iterator[str]:
    unseen = Exists(RoundStop.objects.filter(round=OuterRef("pk"), seen_at=None))
    for patrol_round in PatrolRound._base_manager.filter(unseen, step="done").iterator():
        yield _("%(number)s 记为已巡查，却还有没看的地方") % {"number": patrol_round.number}
    for patrol_round in PatrolRound._base_manager.filter(~unseen, step__in=("open", "missed")).iterator():
        yield _("%(number)s 每一处都看过，却没有记为已巡查") % {"number": patrol_round.number}


@invariant(gettext_lazy("看过的每一处都有结果，或写明了没能查看的原因"))
def stops_say_what_was_seen() -> Iterator[str]:
    seen = RoundStop.objects.filter(seen_at__isnull=False, why_not="", results=None)
    for stop in seen.select_related("round").iterator():
        yield _("%(number)s 的第 %(n)d 处看过，却没有结果") % {"number": stop.round.number, "n": stop.number}


@invariant(gettext_lazy("巡查发现的案件来自巡查，并在同一个地方"))
def defects_are_of_their_case() -> Iterator[str]:
    for defect in Defect.objects.exclude(case__channel="patrol").iterator():
        yield _("缺陷 %d 的案件不是巡查发现的") % defect.pk
    lost = Defect.objects.filter(results=None)
    for defect in lost.iterator():
        yield _("缺陷 %d 没有查看记录") % defect.pk
    for defect in Defect.objects.filter(results__stop__place__isnull=False).exclude(
        results__stop__place=F("place")
    ).distinct():  # fmt: skip
        yield _("缺陷 %d 记在了别的巡查点上") % defect.pk
