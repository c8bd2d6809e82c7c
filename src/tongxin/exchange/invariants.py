from collections.abc import Iterator

from django.db.models import Exists, F, OuterRef, Q, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongxin.exchange.models import Need, Project, ProjectNeed, ProjectResource, Resource
from tongxin.exchange.models.need import CARRIED
from tongxin.kernel.invariants import invariant


@invariant(gettext_lazy("资源的已承诺数量等于各邀请答应的数量"))
def capacity_is_the_sum_of_promises() -> Iterator[str]:
    given = Q(offers__step__in=("accepted", "partly_accepted"), offers__returned_at=None)
    summed = Resource._base_manager.annotate(promised=Coalesce(Sum("offers__taken", filter=given), 0))
    for resource in summed.exclude(promised=F("taken")).iterator():
        yield _("%(number)s：记为已承诺 %(taken)d，邀请合计 %(promised)d") % {
            "number": resource.number, "taken": resource.taken, "promised": resource.promised,
        }  # fmt: skip


@invariant(gettext_lazy("每个项目回应至少一条需求、用到至少一项资源"))
def projects_cite_both() -> Iterator[str]:
    needs = ProjectNeed.objects.filter(project=OuterRef("pk"))
    resources = ProjectResource.objects.filter(project=OuterRef("pk"))
    for project in Project._base_manager.filter(~Exists(needs) | ~Exists(resources)).iterator():
        yield _("%s 没有需求或没有资源") % project.number


@invariant(gettext_lazy("由项目承接的需求都有在册的项目"))
def carried_needs_have_their_project() -> Iterator[str]:
    links = ProjectNeed.objects.filter(need=OuterRef("pk"), let_go=False)
    for need in Need._base_manager.filter(~Exists(links), step__in=CARRIED).iterator():
        yield _("%(number)s 停在“%(step)s”，却没有承接它的项目") % {"number": need.number, "step": need.step_label}


@invariant(gettext_lazy("提出人数等于自己与并入者之和"))
def voices_add_up() -> Iterator[str]:
    joined = Need._base_manager.filter(joined_into=OuterRef("pk"))
    for need in Need._base_manager.exclude(step="joined").filter(Q(voices__gt=1) | Exists(joined)).iterator():
        if need.voices != 1 + need.joined.count():
            yield _("%(number)s：记为 %(voices)d 人提出，并入 %(joined)d 条") % {
                "number": need.number, "voices": need.voices, "joined": need.joined.count(),
            }  # fmt: skip
