"""What is said when somebody watches over a case: urged, passed up by hand, acknowledged."""

from django.utils.translation import gettext_lazy as _

from tongxin.cases.models import Case
from tongxin.kernel.models import Principal
from tongxin.kernel.records import Event


class CaseUrged(Event):
    case: Case
    holder: Principal
    role: str
    text: str
    says = _("{by}催办{holder}：{text}")


class CaseEscalated(Event):
    case: Case
    to: Principal
    role: str
    reason: str
    says = _("{by}提请{to}督办：{reason}")


class CaseAcknowledged(Event):
    case: Case
    stage: str
    says = _("{by}已签收“{stage}”")
