from tongxin.notify.models.digest import Carriage, Digest, DigestPart, MailStop, News, Subscription
from tongxin.notify.models.hook import Attempt, Delivery, Endpoint
from tongxin.notify.models.key import ApiKey
from tongxin.notify.models.notice import Notice, Preference
from tongxin.notify.models.push import PushAddress

__all__ = [
    "ApiKey",
    "Attempt",
    "Carriage",
    "Delivery",
    "Digest",
    "DigestPart",
    "Endpoint",
    "MailStop",
    "News",
    "Notice",
    "Preference",
    "PushAddress",
    "Subscription",
]
