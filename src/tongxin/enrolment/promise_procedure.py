"""The path of a promise. Its five main steps take their names from the profile (GY-40); nothing of it runs late for
the member: only the review is owed by somebody."""

from django.utils.translation import gettext_lazy as _

from tongxin.enrolment import access
from tongxin.enrolment.models import Promise
from tongxin.kernel.access import nobody
from tongxin.kernel.procedures import Move, Procedure, Step

maker = access.promiser | access.promise_desk

PROMISE = Procedure(
    "promise",
    _("党员承诺"),
    steps=[
        Step("made", _("已承诺"), holder="host_id", role="community_worker"),
        Step("reviewed", _("已审核")),
        Step("published", _("已公开"), skipped="was_never_shown"),
        Step("kept", _("已践诺"), skipped="was_never_reported"),
        Step("rated", _("已评诺"), end=True),
        Step("returned", _("请修改"), main=False),
        Step("ended", _("已结束"), end=True, main=False),
        Step("withdrawn", _("撤回"), end=True, main=False),
    ],
    moves=[
        Move("approve", "made", to="reviewed", by=access.promise_reviewer, label=_("审核通过"), primary=True),
        Move("return", "made", to="returned", by=access.promise_reviewer, label=_("请本人修改"), asks_reason=True),
        Move("change", ("made", "returned"), to="made", by=maker, label=_("修改"), page="enrolment:change-promise"),
        Move("publish", "reviewed", to="published", by=maker, label=_("同意公开"), primary=True),
        Move("hide", "published", to="reviewed", by=maker, label=_("不再公开")),
        Move(
            "keep",
            ("reviewed", "published"),
            to="kept",
            by=maker,
            label=_("报告践诺"),
            page="enrolment:keep-promise",
        ),
        Move(
            "withdraw",
            ("made", "returned", "reviewed", "published"),
            to="withdrawn",
            by=maker,
            label=_("撤回承诺"),
            asks_reason=True,
        ),
        Move("close", ("published", "kept"), to="rated", by=nobody, label=_("评诺结束")),
        Move("end", ("made", "returned", "reviewed", "kept"), to="ended", by=nobody, label=_("活动结束")),
    ],
)
Promise.procedure = PROMISE
