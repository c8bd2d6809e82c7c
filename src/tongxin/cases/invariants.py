from collections.abc import Iterator

from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongxin.cases.models import OPEN, Call, Case, Check
from tongxin.kernel.invariants import invariant


@invariant(gettext_lazy("反映人数等于自己与并入者之和"))
def voices_add_up() -> Iterator[str]:
    joined = Case._base_manager.filter(joined_into=OuterRef("pk"))
    for case in Case._base_manager.exclude(step="joined").filter(Q(voices__gt=1) | Exists(joined)).iterator():
        if case.voices != 1 + case.joined.count():
            yield _("%(number)s：记为 %(voices)d 人反映，并入 %(joined)d 件") % {
                "number": case.number, "voices": case.voices, "joined": case.joined.count(),
            }  # fmt: skip


@invariant(gettext_lazy("并入的诉求都指向没有再并入的一件"))
def joins_are_flat() -> Iterator[str]:
    for case in Case._base_manager.filter(joined_into__joined_into__isnull=False).iterator():
        yield _("%(number)s 并入的那一件自己也已并入") % {"number": case.number}


@invariant(gettext_lazy("派遣人不核查"))
def dispatchers_do_not_check() -> Iterator[str]:
    passed = Check.objects.filter(case=OuterRef("pk"), passed=True, by=OuterRef("dispatched_by"))
    since = passed.filter(at__gte=OuterRef("dispatched_at"))
    for case in Case._base_manager.filter(Exists(since)).iterator():
        yield _("%(number)s 由派遣它的人核查通过") % {"number": case.number}


@invariant(gettext_lazy("母案不先于子案结案"))
def wholes_close_after_their_parts() -> Iterator[str]:
    part = Case._base_manager.filter(
        parent=OuterRef("pk"), step__in=OPEN, reopened=0, raised_at__lt=OuterRef("step_at")
    )
    for case in Case._base_manager.filter(
        Exists(part), step__in=("appraisal", "closed"), lead__isnull=False
    ).iterator():
        yield _("%(number)s 已结案，但还有更早的子案没有办完") % {"number": case.number}


@invariant(gettext_lazy("看得见案件的单位都与它有关"))
def bodies_are_concerned() -> Iterator[str]:
    for case in Case._base_manager.filter(~Q(bodies__contains=[F("desk_id")])).iterator():
        yield _("%(number)s 的受理组织看不见它") % {"number": case.number}
    for case in Case._base_manager.filter(~Q(bodies__contains=[F("lead_id")]), lead__isnull=False).iterator():
        yield _("%(number)s 的主办单位看不见它") % {"number": case.number}
    for call in Call._base_manager.select_related("case").filter(~Q(case__bodies__contains=[F("organization_id")])):
        yield _("%(number)s 召集的单位看不见它") % {"number": call.case.number}
