"""Who is told of what in this room."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tongxin.kernel.models import Record
from tongxin.kernel.notices import Notice, named_by
from tongxin.volunteering.events import (
    CertificateAsked,
    CertificateIssued,
    CertificateRefused,
    CertificateRevoked,
    ContributionDeclined,
    ContributionOffered,
    ContributionReceived,
    ContributionThanked,
    HoursConfirmed,
    HoursRefused,
    HoursReported,
    LegacyConfirmed,
    SeatChanged,
    SeatOfferDeclined,
    SeatOfferLapsed,
    SeatOfferTaken,
    StoryWritten,
)


def _person(record: Record, subject: Any) -> list[int]:
    return [subject.person_id]


_both = named_by("giver_id", "taker_id")


def _to(name: str) -> Any:
    return lambda record, subject: reverse(f"volunteering:{name}")


NOTICES = [
    Notice(HoursReported, to=lambda record, row: [row.organization_id], says=_("{by}报了志愿服务时长，请确认。")),
    Notice(HoursConfirmed, to=_person, says=_("“{text}”的时长已确认：{minutes} 分钟。"), link=_to("mine")),
    Notice(HoursRefused, to=_person, says=_("“{text}”的时长没有确认：{reason}"), link=_to("mine")),
    Notice(CertificateAsked, to=lambda record, row: [row.issuer_id], says=_("{person}申请志愿服务记录证明。")),
    Notice(
        CertificateIssued, to=_person, says=_("您的志愿服务记录证明已出具，可以下载打印。"), link=_to("my-certificates")
    ),
    Notice(CertificateRefused, to=_person, says=_("证明没有出具：{reason}"), link=_to("my-certificates")),
    Notice(CertificateRevoked, to=_person, says=_("一份证明已撤销：{reason}"), link=_to("my-certificates")),
    Notice(LegacyConfirmed, to=_person, says=_("您系统启用前的服务已复核：{years} 年。"), link=_to("mine")),
    Notice(SeatOfferTaken, to=lambda record, offer: [offer.giver_id], says=_("{by}愿意接您的班，等主办方同意。"),
           link=_to("my-seats")),
    Notice(SeatOfferTaken, name="host", to=lambda record, offer: [offer.host_id],
           says=_("“{activity}”的岗位“{shift}”有人接班，请确认。")),
    Notice(SeatChanged, to=_both, says=_("已换人：“{activity}”的岗位“{shift}”由{taker}上岗。"), link=_to("my-seats")),
    Notice(SeatOfferDeclined, to=_both, says=_("让班没有同意：{reason}"), link=_to("my-seats")),
    Notice(SeatOfferLapsed, to=lambda record, offer: [offer.giver_id],
           says=_("“{activity}”的岗位“{shift}”到时无人接班，仍由您上岗。"), link=_to("my-seats")),
    Notice(StoryWritten, to=_person, says=_("社区写了您的事迹，请看看是否愿意公开。"), link=_to("my-stories")),
    Notice(ContributionOffered, to=lambda record, row: [row.host_id], says=_("{by}想为社区贡献：{subject}。")),
    Notice(ContributionReceived, to=lambda record, row: [row.giver_id], says=_("社区收到了您的“{subject}”，谢谢。"),
           link=_to("my-spots")),
    Notice(ContributionThanked, to=lambda record, row: [row.giver_id], says=_("社区谢谢您：{thanks}"),
           link=_to("my-spots")),
    Notice(ContributionDeclined, to=lambda record, row: [row.giver_id], says=_("社区婉谢了您的好意：{reason}"),
           link=_to("my-spots")),
]  # fmt: skip
