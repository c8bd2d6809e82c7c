"""Who is told of agreements, pairings and asks: always the other side."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from tongxin.activities.models import Activity, SignUp
from tongxin.alliance.actions.threads import subject_of
from tongxin.alliance.events import agreements as said
from tongxin.alliance.events import asks, bodies, pairings
from tongxin.alliance.models import AllianceMember
from tongxin.kernel.clock import today
from tongxin.kernel.models import Record
from tongxin.kernel.notices import Notice, named_by

_addressee = named_by("addressee_id")
_drafter = named_by("drafter_id")
_both = named_by("unit_id", "host_id")


def _other_side(record: Record, thing: Any) -> list[int | None]:
    """The side that did not do it."""
    return [thing.host_id if record.in_name_of_id == thing.unit_id else thing.unit_id]


_unit = named_by("unit_id")
_host = named_by("host_id")
_instrument_holder = named_by("holder_id")


def _asked(record: Record, thing: Any) -> list[int | None]:
    """Whose consent is missing."""
    sides = ((thing.first_id, thing.first_agreed_at), (thing.second_id, thing.second_agreed_at))
    return [key for key, agreed in sides if agreed is None]


_pair = named_by("first_id", "second_id")
_pair_and_proposer = named_by("first_id", "second_id", "proposed_by_id")
_handler = named_by("handler_id")
_handler_and_host = named_by("handler_id", "host_id")


def _called_in(record: Record, thing: Any) -> list[int | None]:
    return [record.data.get("helper_id")]


_leader = named_by("leader_id")


def _members(record: Record, thing: Any) -> list[int | None]:
    day = today(thing.begins_at)
    rows = AllianceMember.objects.on(day).filter(alliance_id=thing.alliance_id)
    return list(rows.values_list("organization_id", flat=True))


def _in_thread(record: Record, thing: Any) -> list[int | None]:
    """Those concerned: the hosts and who signed up, or both sides."""
    subject = subject_of(thing)
    if isinstance(subject, Activity):
        signed = SignUp.objects.filter(activity=subject, state__in=SignUp.ALIVE).values_list("person_id", flat=True)
        return [subject.host_id, *subject.co_hosts.values_list("pk", flat=True), *signed]
    return [getattr(subject, name, None) for name in ("unit_id", "host_id", "handler_id", "first_id", "second_id")]


def _concerned(record: Record, thing: Any) -> list[int | None]:
    """Whoever has a part in it."""
    return [getattr(thing, name, None) for name in ("unit_id", "first_id", "second_id", "leader_id", "host_id")]


_author = named_by("by_id")


NOTICES = [
    Notice(said.AgreementSent, to=_addressee, says=_("“{subject}”已送来，请签署。")),
    Notice(said.AgreementReturned, to=_drafter, says=_("“{subject}”被退回修改：{reason}")),
    Notice(said.AgreementSigned, to=_drafter, says=_("“{subject}”双方已签署。")),
    Notice(said.AgreementCalledOff, to=_addressee, says=_("“{subject}”已撤回：{reason}")),
    Notice(said.AgreementBegun, to=_both, says=_("“{subject}”生效，至 {until}。")),
    Notice(said.AgreementEnding, to=_both, says=_("“{subject}”将于 {until} 到期，请商量续签。")),
    Notice(said.AgreementRenewed, to=_other_side, says=_("{side}续签了“{subject}”，事项沿用，请签署。")),
    Notice(said.AgreementFulfilled, to=_both, says=_("“{subject}”已作履约评议。")),
    Notice(said.AgreementEnded, to=_both, says=_("“{subject}”已结束：{reason}")),
    Notice(said.TakenOver, to=_concerned, says=_("{before}并入{after}，“{subject}”由{host}接续。")),
    Notice(said.UnitWithdrew, to=_host, says=_("单位中途退出“{subject}”：{reason}")),
    Notice(said.PromiseReported, to=_other_side, says=_("承诺“{text}”：{state}")),
    Notice(said.InstrumentLaid, to=_instrument_holder, says=_("{what}到期落实，请安排。")),
    Notice(said.InstrumentSettled, to=_other_side, says=_("{what}已落实（{on}）。")),
    Notice(pairings.PairingProposed, to=_asked, says=_("有人提出结对“{subject}”，请答复是否同意。")),
    Notice(pairings.PairingBegun, to=_pair, says=_("结对“{subject}”双方已同意，至 {until}。")),
    Notice(pairings.PairingDeclined, to=_pair_and_proposer, says=_("结对“{subject}”未同意：{reason}")),
    Notice(pairings.PairingWithdrawn, to=_pair, says=_("结对“{subject}”已撤回：{reason}")),
    Notice(pairings.PairingReviewDue, to=_pair, says=_("结对“{subject}”到期，请写小结。")),
    Notice(pairings.PairingLeft, to=_pair, says=_("结对“{subject}”已结束：{reason}")),
    Notice(asks.CooperationAsked, to=_unit, says=_("{host}请贵单位配合：“{subject}”。"), role="unit_liaison"),
    Notice(asks.CooperationAccepted, to=_host, says=_("“{subject}”单位已接下，由{in_charge}负责。")),
    Notice(asks.CooperationDeclined, to=_host, says=_("“{subject}”单位无法配合：{reason}")),
    Notice(asks.CooperationReported, to=_host, says=_("“{subject}”单位已报告办理情况，请确认。")),
    Notice(asks.CooperationConfirmed, to=_unit, says=_("“{subject}”社区已确认完成，谢谢。")),
    Notice(asks.CooperationGivenBack, to=_unit, says=_("“{subject}”请继续办理：{reason}")),
    Notice(asks.CooperationWithdrawn, to=_unit, says=_("“{subject}”已撤回：{reason}")),
    Notice(asks.HelpAsked, to=_host, says=_("{unit}求助：“{subject}”，请受理。"), role="community_worker"),
    Notice(asks.HelpTaken, to=_unit, says=_("社区已受理“{subject}”。")),
    Notice(asks.HelpAssigned, to=_handler, says=_("“{subject}”交贵方办理。"), name="handler"),
    Notice(asks.HelpAssigned, to=_unit, says=_("“{subject}”已交{handler}办理。"), name="unit"),
    Notice(asks.HelperCalledIn, to=_called_in, says=_("请会同办理“{subject}”：{wants}")),
    Notice(asks.HelperAnswered, to=_handler_and_host, says=_("{helper}就“{subject}”反馈：{answer}")),
    Notice(asks.HelpAnswered, to=_unit, says=_("“{subject}”的答复：{answer}")),
    Notice(asks.HelpDeclined, to=_unit, says=_("“{subject}”的答复：{reason}")),
    Notice(asks.HelpConfirmed, to=_handler_and_host, says=_("“{subject}”单位已确认解决。")),
    Notice(asks.HelpReopened, to=_handler_and_host, says=_("“{subject}”单位说还没解决：{reason}")),
    Notice(asks.HelpWithdrawn, to=_host, says=_("“{subject}”单位已撤回：{reason}")),
    Notice(asks.GroupAsked, to=_host, says=_("{leader}提出备案“{subject}”。"), role="community_worker"),
    Notice(asks.GroupOnFile, to=_leader, says=_("“{subject}”已备案。")),
    Notice(asks.GroupRefused, to=_leader, says=_("“{subject}”未予备案：{reason}")),
    Notice(asks.GroupEnded, to=_leader, says=_("“{subject}”备案已终止：{reason}")),
    Notice(asks.ThreadOpened, to=_in_thread, says=_("“{subject}”开了交流，欢迎参加。")),
    Notice(asks.MessageHidden, to=_author, says=_("您的一条发言已被主持人隐藏：{reason}")),
    Notice(bodies.EntryMade, to=_members, says=_("联盟日程：“{subject}”。")),
    Notice(bodies.EntryCancelled, to=_members, says=_("联盟日程已取消：“{subject}”。")),
]
