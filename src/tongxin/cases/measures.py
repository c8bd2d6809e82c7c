"""What reports count of the cases."""

from datetime import date

from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from tongxin.cases.models import Case, LivelihoodEntry
from tongxin.kernel.measures import measure


@measure("cases", _("办理的诉求"))
def cases(on: date) -> int:
    """Matters that were closed after somebody dealt with them, twins counted once (YX-40)."""
    return Case.objects.filter(step__in=("appraisal", "closed")).count()


@measure("livelihood_matters_solved", _("办结的民生事项"))
def livelihood_matters(on: date) -> int:
    """Livelihood matters with a finished date (MHK-49)."""
    return LivelihoodEntry.objects.filter(finished_on__lte=on).count()


@measure("livelihood_money_yuan", _("民生事项投入（元）"))
def livelihood_money(on: date) -> int:
    """What the finished ones cost, in yuan (MHK-49)."""
    fen = LivelihoodEntry.objects.filter(finished_on__lte=on).aggregate(sum=Sum("money_fen"))["sum"]
    return int(fen or 0) // 100
