"""Where a case of the channel patrol came from: the round on which it was found."""

from tongxin.cases.models import Case
from tongxin.cases.origins import origin
from tongxin.kernel.actor import Actor
from tongxin.patrols.models import CheckResult, PatrolRound


@origin("patrol")
def round_of(case: Case, actor: Actor) -> tuple[str, str] | None:
    first = CheckResult.objects.filter(defect__case=case).select_related("stop__round").order_by("pk").first()
    if first is None:
        return None
    found = first.stop.round
    sees = PatrolRound.objects.visible_to(actor).filter(pk=found.pk).exists()
    return str(found), found.get_absolute_url() if sees else ""
