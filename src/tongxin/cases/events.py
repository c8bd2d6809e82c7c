"""What can be said of a case afterwards."""

from django.utils.translation import gettext_lazy as _

from tongxin.cases.models import Call, Case
from tongxin.kernel.models import Principal
from tongxin.kernel.records import Event
from tongxin.organizations.models import Organization


class CaseReported(Event):
    """Whoever handles it reads the timeline too, and need not learn who reported it."""

    case: Case
    channel: str
    hides_doer = True
    says = _("诉求登记，来源：{channel}")


class CaseAccepted(Event):
    case: Case
    category: str
    says = _("{by}受理，类别：{category}")


class CaseDeclined(Event):
    case: Case
    reason: str
    instead: str
    says = _("{by}不予受理：{reason}。{instead}")


class CaseAnswered(Event):
    case: Case
    answer: str
    says = _("{by}当场答复：{answer}")


class CaseDispatched(Event):
    case: Case
    lead: str
    assisting: str
    limit: str
    says = _("{by}派给{lead}主办，时限 {limit}。{assisting}")


class CaseTaken(Event):
    case: Case
    says = _("{by}接单，开始处置")


class CaseSentBack(Event):
    case: Case
    lead: str
    reason: str
    says = _("{by}退回：{reason}")


class CaseReportedDone(Event):
    case: Case
    answer: str
    says = _("{by}报告办妥：{answer}")


class CaseChecked(Event):
    case: Case
    note: str
    where: str
    drawn: dict[str, int]
    says = _("{by}核查通过（{where}）{note}")


class CaseDrawnAgain(Event):
    case: Case
    says = _("抽中复核，由另一人再查")


class CaseReworked(Event):
    case: Case
    reason: str
    says = _("{by}退回返工：{reason}")


class CaseClosed(Event):
    case: Case
    says = _("{by}结案，请反映人评价")


class CaseRated(Event):
    """Handlers read the timeline too: they learn the grade, not whose it is."""

    case: Case
    grade: str
    hides_doer = True
    says = _("收到评价：{grade}")


class CaseUnrated(Event):
    case: Case
    says = _("到期未评价，办结")


class CaseDisputed(Event):
    case: Case
    reason: str
    hides_doer = True
    says = _("反映人不认可：{reason}，重新办理")


class CaseJoined(Event):
    case: Case
    into: Case
    says = _("{by}把它并入相同诉求“{into}”")


class CaseTakenOver(Event):
    """Its desk, or the place, is no more."""

    case: Case
    to: Organization
    says = _("原受理组织或所在区域已撤并，改由{to}负责，期限不变")


class CaseWoken(Event):
    """Its clock had been stopped for as long as the rules allow."""

    case: Case
    holder: Principal
    days: int
    says = _("暂停已满 {days} 天，自动恢复计时")


class CaseParted(Event):
    """Whoever handles it need not learn who said so."""

    case: Case
    into: Case
    reason: str
    hides_doer = True
    says = _("不再与“{into}”一起办，单独办理：{reason}")


class CaseGainedVoice(Event):
    case: Case
    voices: int
    says = _("又有人反映同一件事，现有 {voices} 人")


class CaseWithdrawn(Event):
    case: Case
    reason: str
    hides_doer = True
    says = _("反映人撤回：{reason}")


class CaseVoided(Event):
    case: Case
    reason: str
    says = _("{by}作废：{reason}")


class CaseCorrected(Event):
    case: Case
    changed: str
    says = _("{by}更正了{changed}")


class CasePassedUp(Event):
    case: Case
    to: Organization
    reason: str
    says = _("{by}上报给{to}：{reason}")


class CasePassedDown(Event):
    case: Case
    to: Organization
    reason: str
    says = _("{by}交给{to}办理：{reason}")


class CaseNoted(Event):
    case: Case
    text: str
    says = _("{by}记录进展：{text}")


class ReporterAsked(Event):
    case: Case
    question: str
    says = _("{by}请反映人补充：{question}")


class ReporterReplied(Event):
    case: Case
    text: str
    hides_doer = True
    says = _("反映人补充：{text}")


class ExtensionAsked(Event):
    case: Case
    amount: str
    reason: str
    says = _("{by}申请延期 {amount}：{reason}")


class ExtensionGranted(Event):
    case: Case
    amount: str
    due: str
    says = _("{by}同意延期 {amount}，{due}")


class ExtensionRefused(Event):
    case: Case
    reason: str
    says = _("{by}不同意延期：{reason}")


class CaseSplit(Event):
    case: Case
    child: Case
    says = _("{by}从中分出子案“{child}”")


class CaseGroupNamed(Event):
    case: Case
    group: Organization
    says = _("{by}确定由“{group}”牵头协调")


class BodyCalled(Event):
    case: Case
    body: str
    asks: str
    says = _("{by}召集{body}到场：{asks}")


class BodyMustCome(Event):
    call: Call
    asks: str
    says = _("{by}召集：{asks}")


class BodyReportedIn(Event):
    case: Case
    body: str
    says = _("{body}已报到")


class BodyAnswered(Event):
    case: Case
    body: str
    answer: str
    says = _("{body}答复：{answer}")


class BodyGraded(Event):
    case: Case
    body: str
    grade: str
    says = _("{by}评价{body}：{grade}")


class BodyCalledOff(Event):
    case: Case
    body: str
    reason: str
    says = _("{by}取消召集{body}：{reason}")


class LivelihoodEntered(Event):
    case: Case
    money: str
    says = _("{by}登记民生事项投入 {money} 元")


class LetterHandedOver(Event):
    """What belongs to the office for petitions is not decided in a mailbox."""

    case: Case
    office: str
    days: int
    says = _("{by}把来信转交{office}，转交回执已留；{office}应在 {days} 日内书面告知是否受理")


class HandoverSentAgain(Event):
    case: Case
    partner: str
    says = _("{by}重新转给{partner}")
