"""Service posts that wait for somebody, for those who asked to hear of them (MHK-15)."""

from datetime import datetime

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tongxin.enrolment import events as said
from tongxin.enrolment.models import ServicePost
from tongxin.kernel.actor import Actor
from tongxin.kernel.clock import today
from tongxin.kernel.digests import Hook, Line, Topic


def _open(actor: Actor, at: datetime) -> QuerySet[ServicePost]:
    return ServicePost.objects.open_on(today(at)).with_room().select_related("area")


def _line(post: ServicePost) -> Line:
    return Line(post.title, f"{post.area.name} · {post.kind_label}", reverse("enrolment:my-posts"))


TOPICS = [
    Topic(
        "enrolment.posts", _("服务岗位"), news=(said.PostPublished,), rows=_open, line=_line,
        codes=lambda post: [post.kind], listed_in="service_post_kinds", place=lambda post: post.area_path,
        owner=lambda post: post.host_id, help=_("社区发布、还有名额的服务岗位"),
        codes_label=_("岗位类别"),
    ),
]  # fmt: skip

HOOKS = [
    Hook(said.EnrolmentConfirmed, _("报到已确认")),
    Hook(said.EnrolmentEnded, _("报到已结束")),
    Hook(said.PostPublished, _("服务岗位已发布")),
]
