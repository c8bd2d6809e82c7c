"""The ways of a need, a resource, an offer and a project. Labels, limits and roles come from the profile."""

from django.utils.translation import gettext_lazy as _

from tongxin.exchange.access import may_answer, may_publish
from tongxin.exchange.models import Need, Offer, Project, Resource
from tongxin.kernel.access import holds, in_office, is_own, is_self, nobody, serves_area
from tongxin.kernel.procedures import Move, Procedure, Step

proposer = is_self("proposer_id")
lead = is_own("lead_id")

#: What the project does with its needs happens with the project's own moves, so nobody moves the need by hand then.
NEED = Procedure(
    "need",
    _("需求"),
    page="exchange:need",
    steps=[
        Step("registered", _("登记"), holder="host_id"),
        Step("verified", _("核实"), holder="host_id"),
        Step("matching", _("对接"), holder="host_id"),
        Step("proposed", _("已提项目"), holder="host_id"),
        Step("in_project", _("实施"), holder="host_id"),
        Step("acceptance", _("验收"), holder="host_id"),
        Step("appraisal", _("评价"), holder="concerned_id"),
        Step("closed", _("办结"), end=True),
        Step("joined", _("并入"), end=True, main=False),
        Step("withdrawn", _("撤回"), end=True, main=False),
        Step("declined", _("不予受理"), end=True, main=False),
    ],
    moves=[
        Move("verify", "registered", "verified", holds("needs.verify") & serves_area, _("核实属实"), primary=True),
        Move("match", "verified", "matching", holds("needs.match") & serves_area, _("开始对接"), primary=True),
        Move("propose", ("verified", "matching"), "proposed", nobody, _("提出项目")),
        Move("begin", "proposed", "in_project", nobody, _("项目获批")),
        Move("deliver", "in_project", "acceptance", nobody, _("项目完成")),
        Move("rework", "acceptance", "in_project", nobody, _("退回整改")),
        Move("accept", "acceptance", "appraisal", nobody, _("验收通过")),
        Move("close", "appraisal", "closed", nobody, _("办结")),
        Move("let_go", ("proposed", "in_project", "acceptance"), "matching", nobody, _("重新对接")),
        Move(
            "join", ("registered", "verified", "matching"), "joined", proposer | (holds("needs.join") & serves_area),
            _("并入相同需求"), page="exchange:need-join",
        ),
        Move(
            "withdraw", ("registered", "verified", "matching"), "withdrawn",
            proposer | (in_office("needs.withdraw") & serves_area), _("撤回"), asks_reason=True,
        ),
        Move(
            "decline", ("registered", "verified"), "declined", in_office("needs.withdraw") & serves_area,
            _("不予受理"), asks_reason=True,
        ),
    ],
)  # fmt: skip

RESOURCE = Procedure(
    "resource",
    _("资源"),
    page="exchange:resource",
    steps=[
        Step("draft", _("草稿"), holder="owner_id"),
        Step("published", _("已发布")),
        Step("paused", _("暂停"), main=False),
        Step("ended", _("已结束"), end=True),
    ],
    moves=[
        Move("publish", ("draft", "paused"), "published", may_publish, _("发布"), primary=True),
        Move("pause", "published", "paused", may_publish, _("暂停提供"), asks_reason=True),
        Move(
            "end", ("draft", "published", "paused"), "ended", may_publish, _("结束提供"),
            asks_reason=True,
        ),
    ],
)  # fmt: skip

OFFER = Procedure(
    "offer",
    _("对接邀请"),
    page="exchange:offer",
    steps=[
        Step("offered", _("已邀请"), holder="owner_id"),
        Step("accepted", _("接受"), end=True),
        Step("partly_accepted", _("部分接受"), end=True, main=False),
        Step("declined", _("婉拒"), end=True, main=False),
        Step("withdrawn", _("撤回邀请"), end=True, main=False),
    ],
    moves=[
        Move("accept", "offered", "accepted", may_answer, _("接受"), primary=True),
        Move("accept_part", "offered", "partly_accepted", may_answer, _("接受一部分")),
        Move("decline", "offered", "declined", may_answer, _("婉拒"), asks_reason=True),
        Move(
            "withdraw", "offered", "withdrawn", holds("needs.match") & serves_area, _("撤回邀请"), asks_reason=True
        ),
    ],
)  # fmt: skip

PROJECT = Procedure(
    "project",
    _("项目"),
    page="exchange:project",
    steps=[
        Step("proposed", _("提出"), holder="host_id"),
        Step("approved", _("批准"), holder="host_id"),
        Step("running", _("实施"), holder="host_id"),
        Step("acceptance", _("验收"), holder="host_id"),
        Step("appraisal", _("评价"), holder="host_id"),
        Step("closed", _("办结"), end=True),
        Step("refused", _("未批准"), end=True, main=False),
        Step("withdrawn", _("撤回"), end=True, main=False),
    ],
    moves=[
        Move("approve", "proposed", "approved", holds("projects.approve") & serves_area, _("批准"), primary=True),
        Move(
            "refuse", "proposed", "refused", holds("projects.approve") & serves_area, _("不批准"), asks_reason=True
        ),
        Move(
            "start", "approved", "running", holds("projects.manage") & (serves_area | lead), _("开始实施"),
            primary=True,
        ),
        Move(
            "deliver", "running", "acceptance", holds("projects.manage") & (serves_area | lead), _("完成，申请验收"),
            primary=True, page="exchange:project-deliver",
        ),
        Move("accept", "acceptance", "appraisal", holds("projects.accept") & serves_area, _("验收通过"), primary=True),
        Move(
            "rework", "acceptance", "running", holds("projects.accept") & serves_area, _("退回整改"), asks_reason=True
        ),
        Move("close", "appraisal", "closed", holds("projects.manage") & serves_area, _("结束评价，办结")),
        Move(
            "withdraw", ("proposed", "approved", "running"), "withdrawn",
            holds("projects.propose") & (serves_area | lead), _("撤回项目"), asks_reason=True,
        ),
    ],
)  # fmt: skip

Need.procedure, Resource.procedure, Offer.procedure, Project.procedure = NEED, RESOURCE, OFFER, PROJECT
