from django.utils.translation import gettext_lazy as _

from tongxin.kernel.records import Event
from tongxin.people.models import Person


class MailChosen(Event):
    person: Person
    says = _("{by}选择把通知也发到邮箱")


class MailDeclined(Event):
    person: Person
    says = _("{by}不再把通知发到邮箱，留下的地址已删除")
