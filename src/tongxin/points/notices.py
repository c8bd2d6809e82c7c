from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tongxin.kernel.notices import Notice
from tongxin.points.events import EntryCorrected, ObjectionAnswered, ObjectionRaised
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
]
