"""The list pages of stations, of whom to call, and of honor posts. By place and name, never by merit."""

from django.utils.translation import gettext_lazy as _

from tongxin.enrolment.lists import choices
from tongxin.kernel.listing import Column, Filter, Listing, Order

STATIONS = Listing(
    name="stations",
    title=_("党员集结站"),
    columns=[
        Column("area", _("社区"), lambda row: (row.area.name, row.get_absolute_url()), "link", lambda r: r.area.name),
        Column("place", _("地点"), lambda row: row.place),
        Column("opening", _("开放时间"), lambda row: row.opening),
        Column("opened", _("设立"), lambda row: row.opened_on, "day"),
    ],
    filters=[],
    orders=[Order("newest", _("最新"))],
    empty=_("还没有党员集结站。一个社区设一个。"),
    together=["area"],
)

CALL_LIST = Listing(
    name="call-list",
    title=_("集结名单"),
    columns=[
        Column(
            "name", _("姓名"), lambda row: (row.subject.name, row.get_absolute_url()), "link", lambda r: r.subject.name
        ),
        Column("home", _("组织关系所在"), lambda row: row.home_name),
        Column("skills", _("特长"), lambda row: "、".join(row.skills)),
        Column("wishes", _("服务意愿"), lambda row: "、".join(row.wish_labels)),
        Column("posts", _("在岗"), lambda row: getattr(row, "posts_held", "")),
    ],
    filters=[
        Filter(
            "wish",
            _("服务意愿"),
            choices("service_post_kinds"),
            lambda rows, wish: rows.filter(wishes__contains=[wish]),
        ),
        Filter(
            "q", _("特长"), lambda actor: (), lambda rows, words: rows.filter(skills__contains=[words]), kind="text"
        ),
    ],
    orders=[Order("newest", _("最新"))],
    empty=_("还没有党员报到。"),
    together=["subject", "home_organization", "area"],
)

HONORS = Listing(
    name="honor-posts",
    title=_("责任区与先锋示范岗"),
    columns=[
        Column("kind", _("类别"), lambda row: (row.kind_label, row.get_absolute_url()), "link", lambda r: r.kind_label),
        Column("person", _("党员"), lambda row: row.person.name),
        Column("area", _("所在区域"), lambda row: row.area.name),
        Column("does", _("做什么"), lambda row: row.does),
        Column("from", _("自"), lambda row: row.valid_from, "day"),
        Column("to", _("至"), lambda row: row.valid_to, "day"),
    ],
    filters=[
        Filter("kind", _("类别"), choices("honor_post_kinds"), lambda rows, kind: rows.filter(kind=kind)),
        Filter("q", _("姓名"), lambda actor: (), lambda rows, words: rows.filter(person__name=words), kind="text"),
    ],
    orders=[Order("newest", _("最新"))],
    empty=_("还没有设立。责任区落在网格、院落或楼栋上，先锋岗、示范岗设在社区。"),
    together=["person", "area"],
)
