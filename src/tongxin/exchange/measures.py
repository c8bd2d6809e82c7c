"""The three lists as the reports count them: what stands on each, drafts and withdrawn ones left out (YX-39)."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from tongxin.exchange.models import Need, Project, Resource, WishClaim
from tongxin.kernel.measures import measure


@measure("resources", _("资源清单"))
def resources(on: date) -> int:
    """Resources that were offered; a draft is not on the list yet."""
    return Resource.objects.exclude(step="draft").count()


@measure("needs", _("需求清单"))
def needs(on: date) -> int:
    """Needs that stand: twins count once, what was withdrawn or not accepted does not count."""
    return Need.objects.exclude(step__in=("joined", "withdrawn", "declined")).count()


@measure("projects", _("项目清单"))
def projects(on: date) -> int:
    """Projects that were neither refused nor withdrawn."""
    return Project.objects.standing().count()


@measure("wish_helpers", _("认领微心愿的人"))
def wish_helpers(on: date) -> int:
    """Persons who claimed a wish and did not give it back (MHK-46)."""
    return WishClaim.objects.filter(returned_at=None).values("claimer").distinct().count()


@measure("alliance_projects", _("联盟项目"))
def alliance_projects(on: date) -> int:
    """The same projects, as a report of an alliance counts them (MHK-47)."""
    return projects(on)
