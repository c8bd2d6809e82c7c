from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tongxin.kernel.actor import Actor
from tongxin.kernel.listing import Column, Filter, Listing, Order
from tongxin.people.models import Person

#: Name and place, no more: who needs a number opens the one person and says what for.
PEOPLE = Listing(
    name="people",
    title=_("人员"),
    columns=[
        Column("name", _("姓名"), lambda p: (p.name, p.get_absolute_url()), "link", plain=lambda p: p.name),
        Column("area", _("所在社区"), lambda p: p.area.name),
    ],
    filters=[
        Filter("q", _("姓名"), lambda actor: [], lambda rows, text: rows.filter(name__startswith=text), kind="text"),
        Filter(
            "pinyin", _("拼音"), lambda actor: [], lambda rows, text: rows.filter(pinyin__startswith=text), kind="text"
        ),
    ],
    orders=[Order("newest", _("最近登记"), "pk"), Order("pinyin", _("姓名拼音"), "pinyin", newest_first=False)],
    together=["area"],
    # No sealed number is fetched for a list.
    uses=["name", "pinyin", "area_id", "area__name"],
    empty=_("还没有登记人员"),
)


def people_for(actor: Actor, at: datetime) -> QuerySet[Person]:
    return Person.objects.visible_to(actor)
