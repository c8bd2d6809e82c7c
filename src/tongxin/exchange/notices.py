"""Who is told: the proposers of a need at every move of it, owners of what is asked, partners of projects."""

from collections.abc import Callable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tongxin.exchange import events as said
from tongxin.exchange.models import Need
from tongxin.kernel.duties import DutyPaused, DutyResumed
from tongxin.kernel.models import Record
from tongxin.kernel.notices import Notice, leads_to, named_by


def _proposers(record: Record, need: Need) -> list[int | None]:
    """Who proposed this need or one that was joined into it."""
    return [*need.all_proposers(), None]


_own_proposer = named_by("proposer_id")
_host = named_by("host_id")


def _of_need(then: Callable[[Record, Need], list[int | None]]) -> Callable[[Record, Any], list[int | None]]:
    """Facts of the clock may be about anything; here only those about needs are told."""
    return lambda record, subject: then(record, subject) if isinstance(subject, Need) else []


_on_phone = leads_to("exchange:my-needs")
_owner = named_by("owner_id")
_asker = named_by("need.host_id")


def _asked_for(record: Record, offer: Any) -> str:
    return str(offer.need.get_absolute_url())


def _partners(record: Record, project: Any) -> list[int | None]:
    return [each for each in project.partner_ids() if each != project.host_id]


_project_host = named_by("host_id")


def _concerned(record: Record, project: Any) -> list[int | None]:
    return [*project.proposers(), None]


def _to_appraise(record: Record, project: Any) -> str:
    return reverse("exchange:my-appraisal", args=[project.pk])


def _in_public(record: Record, project: Any) -> str:
    return reverse("exchange:public-project", args=[project.pk])


NOTICES = [
    Notice(said.NeedRaised, to=_host, says=_("有新的需求“{subject}”待核实。"), role="community_worker", name="host"),
    Notice(said.NeedRaised, to=_own_proposer, says=_("您的需求“{subject}”已登记。"), link=_on_phone),
    Notice(said.NeedEdited, to=_own_proposer, says=_("您的需求“{subject}”有修改：{changed}"), link=_on_phone),
    Notice(said.NeedVerified, to=_proposers, says=_("您提的需求“{subject}”已核实。"), link=_on_phone),
    Notice(said.NeedMatching, to=_proposers, says=_("您提的需求“{subject}”正在对接资源。"), link=_on_phone),
    Notice(said.NeedProposed, to=_proposers, says=_("您提的需求“{subject}”已提出项目“{project}”。"), link=_on_phone),
    Notice(
        said.NeedCarried, to=_proposers, says=_("您提的需求“{subject}”：项目“{project}”进入“{step}”。"), link=_on_phone
    ),
    Notice(said.NeedLetGo, to=_proposers, says=_("您提的需求“{subject}”重新对接：{reason}"), link=_on_phone),
    Notice(
        said.NeedJoined, to=_own_proposer, says=_("您的需求“{subject}”与“{into}”是同一件事，一起办理。"), link=_on_phone
    ),
    Notice(
        said.NeedGainedVoice, to=_proposers, says=_("您提的需求“{subject}”现在有 {voices} 人提出。"), link=_on_phone
    ),
    Notice(said.NeedHandedUp, to=_host, says=_("需求“{subject}”上报给您：{reason}"), name="host"),
    Notice(said.NeedHandedUp, to=_proposers, says=_("您提的需求“{subject}”已上报{to}。"), link=_on_phone),
    Notice(said.NeedHandedDown, to=_host, says=_("需求“{subject}”交给您办理：{reason}"), name="host"),
    Notice(said.NeedHandedDown, to=_proposers, says=_("您提的需求“{subject}”已交{to}办理。"), link=_on_phone),
    Notice(said.NeedWithdrawn, to=_proposers, says=_("需求“{subject}”已撤回：{reason}"), link=_on_phone),
    Notice(said.NeedDeclined, to=_proposers, says=_("您的需求“{subject}”不予受理：{reason}"), link=_on_phone),
    Notice(
        DutyPaused,
        to=_of_need(_proposers),
        says=_("您提的需求“{subject}”暂停办理：{reason}"),
        link=_on_phone,
        name="need",
    ),
    Notice(
        DutyResumed, to=_of_need(_proposers), says=_("您提的需求“{subject}”恢复办理。"), link=_on_phone, name="need"
    ),
    Notice(said.OfferMade, to=_owner, says=_("社区邀请贵单位为“{need}”提供 {amount}，请答复。"), role="unit_liaison"),
    Notice(said.OfferAccepted, to=_asker, says=_("“{subject}”：对方接受，提供 {amount}。"), link=_asked_for),
    Notice(said.OfferPartlyAccepted, to=_asker, says=_("“{subject}”：对方接受一部分，{amount}。"), link=_asked_for),
    Notice(said.OfferDeclined, to=_asker, says=_("“{subject}”：对方婉拒，{reason}"), link=_asked_for),
    Notice(said.OfferWithdrawn, to=_owner, says=_("“{subject}”的邀请已撤回：{reason}"), role="unit_liaison"),
    Notice(
        said.ProjectProposed,
        to=_project_host,
        says=_("项目“{subject}”等待批准。"),
        role="community_secretary",
        name="host",
    ),
    Notice(said.ProjectApproved, to=_partners, says=_("项目“{subject}”已批准。"), role="unit_liaison"),
    Notice(said.ProjectRefused, to=_partners, says=_("项目“{subject}”没有获批：{reason}"), role="unit_liaison"),
    Notice(said.ProjectStarted, to=_partners, says=_("项目“{subject}”开始实施。"), role="unit_liaison"),
    Notice(said.ProjectDelivered, to=_project_host, says=_("项目“{subject}”等待验收。"), role="community_secretary"),
    Notice(said.ProjectReworked, to=_partners, says=_("项目“{subject}”退回整改：{reason}"), role="unit_liaison"),
    Notice(said.ProjectAccepted, to=_concerned, says=_("项目“{subject}”已验收，请您评价。"), link=_to_appraise),
    Notice(said.ProjectClosed, to=_concerned, says=_("项目“{subject}”已办结。"), link=_in_public),
    Notice(said.ProjectWithdrawn, to=_partners, says=_("项目“{subject}”已撤回：{reason}"), role="unit_liaison"),
]
