from datetime import datetime

from django.utils.translation import gettext_lazy as _

from tongxin.kernel.models import Principal
from tongxin.kernel.records import Event
from tongxin.notify.models import ApiKey, Digest, Endpoint
from tongxin.people.models import Person


class MailChosen(Event):
    person: Person
    says = _("{by}选择把通知也发到邮箱")


class MailDeclined(Event):
    person: Person
    says = _("{by}不再把通知发到邮箱，留下的地址已删除")


class PushChosen(Event):
    person: Person
    says = _("{by}选择在一台设备上收到提醒")


class PushDeclined(Event):
    person: Person
    says = _("{by}不再在那台设备上收到提醒，地址已删除")


class SubscriptionChosen(Event):
    subscriber: Principal
    topic: str
    rhythm: str
    says = _("{by}选择了“{topic}”：{rhythm}")


class DigestMade(Event):
    digest: Digest
    counts: str
    says = _("汇总已生成：{counts}")


class DigestMailStopped(Event):
    person: Person
    subscriber: str
    says = _("不再用邮件接收“{subscriber}”的资讯汇总")


class DigestMailResumed(Event):
    person: Person
    subscriber: str
    says = _("恢复用邮件接收“{subscriber}”的资讯汇总")


class EndpointOpened(Event):
    endpoint: Endpoint
    says = _("{by}登记了推送地址")


class EndpointKindsChosen(Event):
    endpoint: Endpoint
    kinds: list[str]
    says = _("{by}选择了推送内容")


class SecretChanged(Event):
    endpoint: Endpoint
    until: str
    says = _("{by}更换了签名密钥，旧密钥用到{until}")


class EndpointPinged(Event):
    endpoint: Endpoint
    says = _("{by}发了一条测试推送")


class EndpointParked(Event):
    endpoint: Endpoint
    since: datetime
    problem: str
    says = _("一直无法送达，已停止推送：{problem}")


class EndpointResumed(Event):
    endpoint: Endpoint
    says = _("{by}恢复了推送")


class EndpointClosed(Event):
    endpoint: Endpoint
    says = _("{by}关闭了推送地址")


class DeliveryParked(Event):
    endpoint: Endpoint
    message: str
    problem: str
    says = _("推送 {message} 多次未送达，已放弃：{problem}")


class DeliverySentAgain(Event):
    endpoint: Endpoint
    message: str
    says = _("{by}重新发送了推送 {message}")


class ApiKeyMade(Event):
    key: ApiKey
    may: str
    acts: str
    says = _("{by}创建了接口密钥：{may}。{acts}")


class ApiKeyRevoked(Event):
    key: ApiKey
    says = _("{by}停用了接口密钥")
