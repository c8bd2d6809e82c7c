from django.utils.translation import gettext_lazy as _

from tongxin.kernel.listing import Column, Filter, Listing, Order

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
    empty=_("还没有登记人员"),
)
