from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tongxin.kernel.notices import Notice
from tongxin.points.events import EntryCorrected, ObjectionAnswered, ObjectionRaised, StatementReady, YearReminded
from tongxin.points.models import holder_of

NOTICES = [
    Notice(
        EntryCorrected,
        to=lambda record, movement: [holder_of(movement)],
        says=_("您的一笔记录已更正：{entry}。理由：{reason}"),
        link=lambda record, movement: reverse("points:year"),
    ),
    Notice(
        ObjectionRaised,
        to=lambda record, objection: [objection.host_id],
        role="community_secretary",
        says=_("有人对“{entry}”提出异议，请在期限内答复。"),
    ),
    Notice(
        ObjectionAnswered,
        to=lambda record, objection: [objection.person_id],
        says=_("您的异议已答复：{answer}。{reason}"),
    ),
    Notice(
        StatementReady,
        to=lambda record, person: [person.pk],
        says=_("您 {year} 年 {month} 月的积分与时长对账单可以查看了，只有您自己看得到；哪一笔不对，可以提异议。"),
        link=lambda record, person: reverse("points:month", args=[record.data["year"], record.data["month"]]),
    ),
    Notice(
        YearReminded,
        to=lambda record, person: [person.pk],
        says=_("{year} 年积分还差 {short} 分，约 {activities} 次活动。只作提醒，不通报、不排名。"),
        link=lambda record, person: reverse("points:year"),
    ),
]
