"""The list pages of check-ins and posts. Lists have no order by merit: nobody is ranked."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from tongxin.activities.models import UNINSURED
from tongxin.enrolment.models import Enrolment, PostClaim, ServicePost
from tongxin.enrolment.procedure import ENROLMENT, POST_CLAIM
from tongxin.kernel import terms
from tongxin.kernel.actor import Actor
from tongxin.kernel.clock import today
from tongxin.kernel.listing import Column, Filter, Listing, Order

TONES = {"requested": "soon", "confirmed": "good", "claimed": "soon", "active": "good"}


def tone(thing: Enrolment | PostClaim) -> str:
    return TONES.get(thing.step, "neutral")


def choices(listed_in: str) -> Any:
    def choose(actor: Actor | None) -> Iterable[tuple[str, Any]]:
        return terms.choices(listed_in)

    return choose


def _enrolment_steps(actor: Actor | None) -> Iterable[tuple[str, Any]]:
    return [(step.code, step.label) for step in ENROLMENT.steps]


def _claim_steps(actor: Actor | None) -> Iterable[tuple[str, Any]]:
    return [(step.code, step.label) for step in POST_CLAIM.steps]


def _in_state(rows: Any, state: str) -> Any:
    return rows.in_state(state)


def _subject(row: Enrolment | PostClaim) -> tuple[str, str]:
    return row.subject.name, row.get_absolute_url()


NUMBER = Column("number", _("编号"), lambda row: row.number, "code")
WHO = Column("subject", _("报到人"), _subject, "link", lambda row: row.subject.name)
STEP = Column("step", _("进展"), lambda row: (row.step_label, tone(row)), "badge", lambda row: row.step_label)
HOME = Column("home", _("组织关系所在"), lambda row: row.home_name)
ENROLMENT_FILTERS = [
    Filter("kind", _("类型"), choices("enrolment_kinds"), lambda rows, kind: rows.filter(kind=kind)),
    Filter("step", _("进展"), _enrolment_steps, lambda rows, step: rows.filter(step=step)),
    Filter("basis", _("依据"), choices("enrolment_bases"), lambda rows, basis: rows.filter(basis=basis)),
    Filter("q", _("姓名或单位"), lambda actor: (), lambda rows, words: rows.filter(subject__name=words), kind="text"),
]

ENROLMENTS = Listing(
    name="enrolments",
    title=_("双报到"),
    columns=[
        NUMBER,
        WHO,
        Column("kind", _("类型"), lambda row: row.kind_label),
        Column("basis", _("依据"), lambda row: row.basis_label),
        Column("host", _("接收"), lambda row: row.host_label),
        HOME,
        Column("requested", _("申请"), lambda row: today(row.requested_at), "day"),
        STEP,
        Column("due", _("期限"), lambda row: getattr(row, "due", None), "due", lambda row: ""),
    ],
    filters=ENROLMENT_FILTERS,
    orders=[Order("newest", _("最新"))],
    empty=_("还没有报到。党员、驻区单位来报到的，都记在这里。"),
    together=["subject", "area", "host", "home_organization"],
)

OURS = Listing(
    name="our-members-out-there",
    title=_("本组织在外报到与服务"),
    columns=[
        WHO,
        Column("host", _("报到社区"), lambda row: row.host_label),
        Column("basis", _("依据"), lambda row: row.basis_label),
        Column("since", _("自"), lambda row: row.valid_from, "day"),
        STEP,
        Column("posts", _("在岗"), lambda row: row.service.posts if hasattr(row, "service") else ""),
        Column(
            "times",
            _("已确认的服务（次）"),
            lambda row: row.service.times if hasattr(row, "service") else None,
            "number",
        ),
    ],
    filters=[each for each in ENROLMENT_FILTERS if each.name != "kind"],
    orders=[Order("newest", _("最新"))],
    empty=_("本组织还没有党员在外报到。组织关系不因报到而改变。"),
    together=["subject", "area", "host", "home_organization"],
)


def _insurance(post: ServicePost) -> tuple[Any, str] | None:
    if not post.dangers:
        return None
    return (_("保至 %s") % post.policy.valid_to, "good") if post.policy else (_("未投保"), "soon")


def _by_insurance(rows: Any, chosen: str) -> Any:
    return rows.filter(UNINSURED, closed_on=None) if chosen == "missing" else rows.filter(dangers__len__gt=0)


POSTS = Listing(
    name="service-posts",
    title=_("服务岗位"),
    columns=[
        NUMBER,
        Column("title", _("岗位"), lambda row: (row.title, row.get_absolute_url()), "link", lambda row: row.title),
        Column("kind", _("类别"), lambda row: row.kind_label),
        Column("area", _("社区"), lambda row: row.area.name),
        Column("taken", _("已认领"), lambda row: row.taken, "number"),
        Column("places", _("名额"), lambda row: row.places, "number"),
        Column("insurance", _("意外险"), _insurance, "badge", lambda row: (_insurance(row) or ("", ""))[0]),
        Column("from", _("自"), lambda row: row.valid_from, "day"),
        Column("to", _("至"), lambda row: row.valid_to, "day"),
        Column(
            "state",
            _("状态"),
            lambda row: (
                (_("停止认领"), "neutral")
                if row.closed_on
                else (_("可认领"), "good")
                if row.left
                else (_("已满"), "info")
            ),
            "badge",
            lambda row: _("停止认领") if row.closed_on else _("可认领") if row.left else _("已满"),
        ),
    ],
    filters=[
        Filter("kind", _("类别"), choices("service_post_kinds"), lambda rows, kind: rows.filter(kind=kind)),
        Filter(
            "state",
            _("状态"),
            lambda actor: [("open", _("可认领")), ("full", _("已满")), ("closed", _("停止认领"))],
            _in_state,
        ),
        Filter(
            "insurance",
            _("意外险"),
            lambda actor: [("missing", _("危险岗位未投保")), ("danger", _("有人身危险"))],
            _by_insurance,
        ),
        Filter("q", _("岗位"), lambda actor: (), lambda rows, words: rows.filter(title__contains=words), kind="text"),
    ],
    orders=[Order("newest", _("最新"))],
    empty=_("还没有服务岗位。发布后，报到的党员和单位可以自愿认领。"),
    together=["area", "policy"],
)

CLAIMS = Listing(
    name="post-claims",
    title=_("岗位认领"),
    columns=[
        NUMBER,
        Column("subject", _("认领人"), _subject, "link", lambda row: row.subject.name),
        Column("post", _("岗位"), lambda row: row.post.title),
        Column("area", _("社区"), lambda row: row.post.area.name),
        Column("home", _("派出组织"), lambda row: row.home_organization.name if row.home_organization else ""),
        Column("claimed", _("认领"), lambda row: today(row.claimed_at), "day"),
        STEP,
        Column("due", _("期限"), lambda row: getattr(row, "due", None), "due", lambda row: ""),
    ],
    filters=[
        Filter("step", _("进展"), _claim_steps, lambda rows, step: rows.filter(step=step)),
        Filter(
            "q", _("姓名或单位"), lambda actor: (), lambda rows, words: rows.filter(subject__name=words), kind="text"
        ),
    ],
    orders=[Order("newest", _("最新"))],
    empty=_("还没有人认领岗位。"),
    together=["subject", "post", "post__area", "home_organization"],
)
