"""Invitations to activities, for those who asked to hear of them (MHK-15)."""

from datetime import datetime

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tongxin.activities import events as said
from tongxin.activities.models import Activity
from tongxin.kernel.actor import Actor
from tongxin.kernel.digests import Hook, Line, Topic
from tongxin.ui.filters import short_moment


def _open(actor: Actor, at: datetime) -> QuerySet[Activity]:
    """What one may still sign up for; what is for members is no invitation to a resident."""
    rows = Activity.objects.filter(status=Activity.Status.OPEN, sign_up_until__gt=at)
    if actor.role == "resident":
        rows = rows.filter(audience=Activity.Audience.EVERYBODY)
    return rows.select_related("area")


def _line(activity: Activity) -> Line:
    meta = f"{short_moment(activity.begins_at)} · {activity.area.name} · {activity.place}"
    return Line(activity.title, meta, reverse("activities:public-activity", args=[activity.pk]))


TOPICS = [
    Topic(
        "activities.invitations", _("活动邀请"), news=(said.ActivityOpened,), rows=_open, line=_line,
        codes=lambda activity: activity.kinds, listed_in="activity_kinds", place=lambda activity: activity.area_path,
        owner=lambda activity: activity.host_id, help=_("正在报名的活动，欢迎参加或协办"),
        codes_label=_("活动类别"),
    ),
]  # fmt: skip

HOOKS = [
    Hook(said.ActivityOpened, _("活动开放报名")),
    Hook(said.ActivityCancelled, _("活动取消")),
    Hook(said.ActivityConfirmed, _("活动结果已确认")),
]
