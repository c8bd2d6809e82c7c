"""What can be said of an agreement."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from tongxin.alliance.models import Agreement, Instrument
from tongxin.kernel.records import Event


class AgreementDrafted(Event):
    agreement: Agreement
    items: int
    says = _("{by}起草，{items} 项承诺")


class AgreementItemAdded(Event):
    agreement: Agreement
    text: str
    says = _("{by}写入承诺：{text}")


class AgreementItemRemoved(Event):
    agreement: Agreement
    text: str
    says = _("{by}删去承诺：{text}")


class AgreementSent(Event):
    agreement: Agreement
    side: str
    says = _("{by}代表{side}签署，送对方签署")


class AgreementReturned(Event):
    agreement: Agreement
    reason: str
    says = _("{by}退回修改：{reason}")


class AgreementSigned(Event):
    agreement: Agreement
    side: str
    says = _("{by}代表{side}签署，双方已签")


class AgreementCalledOff(Event):
    agreement: Agreement
    reason: str
    says = _("{by}撤回：{reason}")


class AgreementBegun(Event):
    agreement: Agreement
    until: str
    says = _("协议生效，至 {until}")


class AgreementEnding(Event):
    """A while before the end: the community is asked to review and to renew."""

    agreement: Agreement
    until: str
    says = _("协议将于 {until} 到期，请商量续签并评议履约")


class AgreementRenewed(Event):
    agreement: Agreement
    number: str
    side: str
    says = _("{by}代表{side}续签，事项沿用，新协议 {number} 待对方签署")


class AgreementFulfilled(Event):
    agreement: Agreement
    kept: int
    items: int
    says = _("{by}作出履约评议：{items} 项中兑现 {kept} 项")


class AgreementEnded(Event):
    agreement: Agreement
    reason: str
    says = _("协议结束：{reason}")


class UnitWithdrew(Event):
    """In mid-term, with a reason; what was promised and not yet kept is released."""

    agreement: Agreement
    reason: str
    released: int
    says = _("{by}代表单位中途退出：{reason}（{released} 项承诺随之解除）")


class PromiseReported(Event):
    agreement: Agreement
    text: str
    state: str
    note: str
    says = _("{by}更新承诺“{text}”：{state}")


class AgreementFiled(Event):
    agreement: Agreement
    name: str
    says = _("{by}存入扫描件 {name}")


class ContactChanged(Event):
    agreement: Agreement
    side: str
    contact: str
    says = _("{by}更新{side}联系人：{contact}")


class InstrumentLaid(Event):
    instrument: Instrument
    what: str
    says = _("按期安排：{what}")


class InstrumentSettled(Event):
    agreement: Agreement
    instrument: int
    what: str
    on: str
    says = _("{by}落实了{what}（{on}）")


class TakenOver(Event):
    """An agreement, a pairing, an ask or a group whose place was merged into another one."""

    thing: Any
    before: str
    after: str
    since: str
    host: str
    says = _("{before}于 {since} 并入{after}，由{host}接续")
