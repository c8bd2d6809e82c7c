from typing import Any

from django.utils.translation import gettext_lazy as _

from tongxin.kernel.records import Event


class PersonRegistered(Event):
    person: Any
    says = _("{by}登记了人员")


class PersonCorrected(Event):
    person: Any
    columns: list[str]
    says = _("{by}更正了人员资料")


class PersonInvited(Event):
    person: Any
    purpose: str
    says = _("{by}发出了{purpose}码")


class AccountOpened(Event):
    person: Any
    says = _("{by}开通了账号")


class AccountUnlocked(Event):
    person: Any
    says = _("{by}解除了账号的暂停")


class AccountRested(Event):
    person: Any
    says = _("{by}停用了账号")


class AccountOpenedAgain(Event):
    person: Any
    says = _("{by}恢复了账号")


class PasswordReset(Event):
    person: Any
    says = _("{by}重设了密码")


class ConsentGiven(Event):
    person: Any
    text: str
    version: str
    says = _("{by}同意了{text}（版本 {version}）")


class ConsentWithdrawn(Event):
    person: Any
    text: str
    says = _("{by}撤回了对{text}的同意")


class GuardianConsentGiven(Event):
    person: Any
    what: str
    relation: str
    until: str
    says = _("{by}登记了监护人（{relation}）的同意：{what}，至 {until}")


class GuardianConsentWithdrawn(Event):
    person: Any
    of: str
    what: str
    reason: str
    says = _("{by}登记了监护人撤回同意：{what}（{reason}）")


class GuardianConsentEnding(Event):
    person: Any
    what: str
    until: str
    says = _("监护人同意（{what}）将于 {until} 到期")


class GrownUp(Event):
    person: Any
    says = _("已成年，出生年份和监护人电话按期删除")
