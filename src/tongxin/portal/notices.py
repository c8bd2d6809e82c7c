from django.utils.translation import gettext_lazy as _

from tongxin.kernel.notices import Notice
from tongxin.portal.events import FeedbackAnswered

NOTICES = [
    Notice(
        FeedbackAnswered,
        to=lambda record, feedback: [feedback.by_id],
        says=_("您提的意见有答复了：{subject}"),
        link=lambda record, feedback: "/feedback/mine/",
    ),
]
