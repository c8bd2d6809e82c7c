"""What can be said afterwards."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from tongxin.kernel.records import Event


class HoursReported(Event):
    report: Any
    minutes: int
    says = _("{by}自报志愿服务 {minutes} 分钟")


class HoursConfirmed(Event):
    report: Any
    text: str
    minutes: int
    says = _("{by}确认“{text}”的时长 {minutes} 分钟")


class HoursRefused(Event):
    report: Any
    text: str
    reason: str
    says = _("{by}没有确认“{text}”的时长：{reason}")


class HoursWithdrawn(Event):
    report: Any
    says = _("{by}撤回了时长报告")


class CertificateAsked(Event):
    certificate: Any
    person: Any
    says = _("{by}申请志愿服务记录证明")


class CertificateIssued(Event):
    certificate: Any
    hours: str
    issuer: Any
    says = _("{by}出具了证明：{hours} 小时")


class CertificateRefused(Event):
    certificate: Any
    reason: str
    says = _("{by}没有出具证明：{reason}")


class CertificateWithdrawn(Event):
    certificate: Any
    says = _("{by}撤回了证明申请")


class CertificateRevoked(Event):
    certificate: Any
    reason: str
    says = _("{by}撤销了证明：{reason}")


class LegacyEntered(Event):
    legacy: Any
    person: Any
    years: int
    says = _("{by}凭纸质材料登记了{person}系统启用前的服务，{years} 年")


class LegacyConfirmed(Event):
    legacy: Any
    years: int
    says = _("{by}复核了凭证，{years} 年")


class LegacyRefused(Event):
    legacy: Any
    reason: str
    says = _("{by}退回了登记：{reason}")


class LegacyWithdrawn(Event):
    legacy: Any
    says = _("{by}撤回了登记")


class QualificationEntered(Event):
    qualification: Any
    person: Any
    what: str
    says = _("{by}登记了{person}的资质：{what}")


class QualificationEnded(Event):
    qualification: Any
    what: str
    reason: str
    says = _("{by}停用了资质“{what}”：{reason}")


class ShiftPlanned(Event):
    activity: Any
    shift: str
    seats: int
    says = _("{by}安排了岗位“{shift}” {seats} 席")


class SeatTaken(Event):
    holding: Any
    shift: str
    activity: Any
    says = _("{by}认领了“{activity}”的岗位“{shift}”")


class SeatGivenUp(Event):
    holding: Any
    shift: str
    activity: Any
    says = _("{by}退出了“{activity}”的岗位“{shift}”")


class SeatOffered(Event):
    offer: Any
    shift: str
    activity: Any
    says = _("{by}想让出“{activity}”的岗位“{shift}”")


class SeatOfferTaken(Event):
    offer: Any
    shift: str
    activity: Any
    says = _("{by}愿意接“{activity}”的岗位“{shift}”")


class SeatOfferLeft(Event):
    offer: Any
    says = _("{by}不接这个班了")


class SeatChanged(Event):
    offer: Any
    shift: str
    activity: Any
    giver: Any
    taker: Any
    says = _("{by}同意换人：“{activity}”的岗位“{shift}”由{taker}接替{giver}")


class SeatOfferDeclined(Event):
    offer: Any
    reason: str
    says = _("{by}没有同意换人：{reason}")


class SeatOfferWithdrawn(Event):
    offer: Any
    says = _("{by}撤回了让班")


class SeatOfferLapsed(Event):
    offer: Any
    shift: str
    activity: Any
    says = _("“{activity}”的岗位“{shift}”到时无人接班，仍由原来的人上岗")


class StoryWritten(Event):
    story: Any
    person: Any
    says = _("{by}写了{person}的事迹，等本人同意")


class StoryPublished(Event):
    story: Any
    says = _("{by}同意公开")


class StoryRefused(Event):
    story: Any
    says = _("{by}不同意公开")


class StoryWithdrawn(Event):
    story: Any
    says = _("{by}撤下了事迹")


class HonourEntered(Event):
    honour: Any
    bearer: str
    says = _("{by}登记了{bearer}的荣誉")


class HonourShown(Event):
    honour: Any
    shown: bool
    says = _("{by}更改了荣誉的公开设置")


class SpotOffered(Event):
    spot: Any
    says = _("{by}公布了认养点")


class SpotAdopted(Event):
    adoption: Any
    spot: Any
    says = _("{by}认养了“{spot}”")


class SpotLeft(Event):
    adoption: Any
    spot: Any
    says = _("{by}结束了对“{spot}”的认养")


class ContributionOffered(Event):
    contribution: Any
    says = _("{by}愿意贡献")


class ContributionReceived(Event):
    contribution: Any
    says = _("{by}收到了贡献")


class ContributionThanked(Event):
    contribution: Any
    thanks: str
    says = _("{by}致谢：{thanks}")


class ContributionDeclined(Event):
    contribution: Any
    reason: str
    says = _("{by}婉谢：{reason}")


class ContributionWithdrawn(Event):
    contribution: Any
    says = _("{by}撤回了贡献")


class StandardExported(Event):
    organization: Any
    sheet: str
    says = _("{by}按国家志愿服务数据标准导出了“{sheet}”")
