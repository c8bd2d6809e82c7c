from typing import Any

from django.utils.translation import gettext_lazy as _

from tongxin.kernel.records import Event


class FeedbackGiven(Event):
    feedback: Any
    page: str
    says = _("{by}对页面 {page} 提了意见")


class FeedbackAnswered(Event):
    feedback: Any
    says = _("{by}答复了意见")
