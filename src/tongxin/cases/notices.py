"""Who is told: reporters at every move, also of joined cases; the desk, the lead and called bodies of what they owe."""

from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from tongxin.cases import events as said
from tongxin.cases import supervision_events as watched
from tongxin.cases.models import Case
from tongxin.kernel.duties import DutyPaused, DutyResumed
from tongxin.kernel.models import Record
from tongxin.kernel.notices import Notice, Whom, named_by, page_of


def _reporters(record: Record, case: Case) -> list[int | None]:
    """Who reported this case or one that was joined into it."""
    return [*case.all_reporters(), None]


_own_reporter = named_by("reporter_id")
_desk = named_by("desk_id")


def _to_secretary(record: Record, case: Case) -> list[int | None]:
    """A letter to the secretary is not only the desk's."""
    return [case.desk_id] if case.channel == "mailbox" else []


_lead = named_by("lead_id")
_checker = named_by("checking_id")
_body = named_by("organization_id")


def _of_case(then: Whom) -> Whom:
    """Facts of the clock may be about anything; here only those about cases are told."""
    return lambda record, subject: then(record, subject) if isinstance(subject, Case) else []


def _on_phone(record: Record, case: Case) -> str:
    """The reporter's own page of the case."""
    try:
        return reverse("cases:my-case", args=[case.pk])
    except NoReverseMatch:
        return page_of(case)


def _told(event: type, words: Any, to: Whom = _reporters) -> Notice:
    return Notice(event, to=to, says=words, link=_on_phone)


def _named(field: str) -> Whom:
    """The principal that the fact itself names."""
    return lambda record, case: [record.data[field]["id"]]


def _named_role(record: Record, case: Case) -> str:
    return str(record.data.get("role", ""))


NOTICES = [
    _told(said.CaseReported, _("您反映的“{subject}”已登记。"), _own_reporter),
    Notice(said.CaseReported, to=_desk, says=_("有新的诉求“{subject}”待受理。"), role="community_worker", name="desk"),
    Notice(
        said.CaseReported,
        to=_to_secretary,
        says=_("信箱有新来信“{subject}”，请按期答复。"),
        role="community_secretary",
        name="secretary",
    ),
    _told(said.CaseAccepted, _("您反映的“{subject}”已受理。")),
    _told(said.CaseDeclined, _("您反映的“{subject}”不予受理：{reason}。{instead}")),
    _told(said.CaseAnswered, _("您反映的“{subject}”已答复：{answer} 请您评价。")),
    _told(said.CaseDispatched, _("您反映的“{subject}”已派给{lead}办理，时限 {limit}。")),
    Notice(said.CaseDispatched, to=_lead, says=_("派给您单位：“{subject}”，时限 {limit}，请接单。"), name="lead"),
    _told(said.CaseTaken, _("您反映的“{subject}”正在办理。")),
    Notice(
        said.CaseSentBack, to=_desk, says=_("{lead}退回“{subject}”：{reason}"), role="community_worker", name="desk"
    ),
    _told(said.CaseSentBack, _("您反映的“{subject}”正在重新派遣。")),
    Notice(said.CaseReportedDone, to=_checker, says=_("“{subject}”报告办妥，请核查。"), name="checker"),
    _told(said.CaseReportedDone, _("您反映的“{subject}”报告办妥，等待核查：{answer}")),
    _told(said.CaseChecked, _("您反映的“{subject}”已核查通过。")),
    Notice(said.CaseDrawnAgain, to=_checker, says=_("“{subject}”抽中复核，请另一人再查。"), name="checker"),
    _told(said.CaseReworked, _("您反映的“{subject}”核查没有通过，正在返工。")),
    Notice(said.CaseReworked, to=_lead, says=_("“{subject}”退回返工：{reason}"), name="lead"),
    _told(said.CaseClosed, _("您反映的“{subject}”已办妥，请您评价；不认可可以要求重新办理。")),
    _told(said.CaseUnrated, _("您反映的“{subject}”已办结。")),
    Notice(said.CaseDisputed, to=_desk, says=_("反映人不认可“{subject}”：{reason}"), name="desk"),
    Notice(said.CaseDisputed, to=_lead, says=_("反映人不认可“{subject}”：{reason}，请重新办理。"), name="lead"),
    _told(said.CaseDisputed, _("“{subject}”已按您的要求重新办理。")),
    _told(said.CaseJoined, _("您反映的“{subject}”与“{into}”是同一件事，一起办理。"), _own_reporter),
    Notice(
        said.CaseTakenOver,
        to=_desk,
        says=_("“{subject}”的原受理组织或所在区域已撤并，由您负责，期限不变。"),
        role="community_worker",
        name="desk",
    ),
    _told(said.CaseTakenOver, _("您反映的“{subject}”改由{to}负责。")),
    Notice(
        said.CaseParted,
        to=_desk,
        says=_("“{subject}”不再与“{into}”一起办：{reason}，请受理。"),
        role="community_worker",
        name="desk",
    ),
    _told(said.CaseParted, _("您反映的“{subject}”已分开，单独办理。"), _own_reporter),
    _told(said.CaseGainedVoice, _("“{subject}”现在有 {voices} 人反映。")),
    _told(said.CaseWithdrawn, _("“{subject}”已撤回。")),
    _told(said.CaseVoided, _("您反映的“{subject}”已作废：{reason}")),
    _told(said.CaseNoted, _("“{subject}”的进展：{text}")),
    _told(said.ReporterAsked, _("“{subject}”需要您补充：{question}"), _own_reporter),
    Notice(said.ReporterReplied, to=_lead, says=_("反映人对“{subject}”作了补充：{text}")),
    Notice(said.CasePassedUp, to=_desk, says=_("“{subject}”上报给您：{reason}"), name="desk"),
    _told(said.CasePassedUp, _("您反映的“{subject}”已上报{to}。")),
    Notice(said.CasePassedDown, to=_desk, says=_("“{subject}”交给您办理：{reason}"), name="desk"),
    _told(said.CasePassedDown, _("您反映的“{subject}”已交{to}办理。")),
    Notice(said.ExtensionAsked, to=_desk, says=_("“{subject}”申请延期 {amount}：{reason}"), role="community_secretary"),
    Notice(said.ExtensionGranted, to=_lead, says=_("“{subject}”同意延期 {amount}。"), name="lead"),
    _told(said.ExtensionGranted, _("您反映的“{subject}”延期 {amount}，{due}。")),
    Notice(said.ExtensionRefused, to=_lead, says=_("“{subject}”不同意延期：{reason}")),
    Notice(watched.CaseUrged, to=_named("holder"), role=_named_role, says=_("{by}催办“{subject}”：{text}")),
    Notice(watched.CaseEscalated, to=_named("to"), role=_named_role, says=_("请您督办“{subject}”：{reason}")),
    Notice(said.BodyMustCome, to=_body, says=_("召集您单位到场：“{subject}”，{asks}")),
    Notice(said.BodyAnswered, to=_desk, says=_("{body}对“{subject}”的答复：{answer}")),
    Notice(DutyPaused, to=_of_case(_reporters), says=_("“{subject}”暂停办理：{reason}"), link=_on_phone, name="case"),
    Notice(said.CaseWoken, to=_named("holder"), says=_("“{subject}”暂停已满 {days} 天，已自动恢复计时。")),
    Notice(DutyResumed, to=_of_case(_reporters), says=_("“{subject}”恢复办理。"), link=_on_phone, name="case"),
]
