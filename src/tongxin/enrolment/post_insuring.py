"""Insuring a service post: the community shows a policy before anybody starts at a dangerous one, and is reminded
while there is none and when it runs out (regulation on volunteering arts. 12-17)."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from tongxin.activities import insurance
from tongxin.activities.insurance import Paper
from tongxin.activities.models import Policy
from tongxin.enrolment.events import PostInsuranceMissing, PostInsured
from tongxin.enrolment.models import PostClaim, ServicePost
from tongxin.enrolment.post_actions import check_host
from tongxin.kernel import rules
from tongxin.kernel.actor import SYSTEM, Actor
from tongxin.kernel.clock import today
from tongxin.kernel.records import record


@transaction.atomic
def insure(*, post: ServicePost, policy: Policy | Paper, by: Actor, at: datetime) -> Policy:
    """Put a policy of the host behind the post; it has to hold today, or on the post's first day where that comes.

    Raises NotYours, PolicyTooShort, PolicyTooSmall, PolicyElsewhere.
    """
    check_host(post, by)
    post.refresh_from_db(from_queryset=ServicePost.objects.select_for_update(of=("self",)))
    found = insurance.chosen(policy, holder=post.host, task=post, by=by, at=at)
    day = first_day(post, at)
    insurance.check_fits(found, first=day, last=day, places=post.places)
    post.policy, post.insurance_reminded_at = found, None
    post.save(update_fields=["policy", "insurance_reminded_at"])
    record(PostInsured(post=post, policy=str(found)), by=by, at=at)
    return found


def first_day(post: ServicePost, at: datetime) -> date:
    """From when on somebody may be there."""
    return max(today(at), post.valid_from)


def remind(*, at: datetime) -> int:
    """Tell the host of each dangerous post that lacks a policy or will soon; once until there is another one."""
    posts = _to_remind(at).select_related("policy").order_by("pk")
    return sum(_remind(post, at) for post in posts if _is_due(post, at))


def _to_remind(at: datetime) -> QuerySet[ServicePost]:
    """Without a policy only where somebody waits to start; the others have time."""
    waits = PostClaim.objects.filter(post=OuterRef("pk"), step="claimed")
    dangerous = ServicePost.objects.open_on(today(at)).filter(dangers__len__gt=0, insurance_reminded_at=None)
    rows: QuerySet[ServicePost] = dangerous.filter(Q(policy__isnull=False) | Exists(waits))
    return rows


def _is_due(post: ServicePost, at: datetime) -> bool:
    days = rules.value("activity.insurance_reminder_days", on=today(at), path=post.area_path)
    return post.policy is None or post.policy.valid_to < today(at) + timedelta(days=int(days))


@transaction.atomic
def _remind(post: ServicePost, at: datetime) -> int:
    # Another worker may be at it, or the policy came meanwhile.
    rows = ServicePost.objects.filter(pk=post.pk, policy=post.policy, insurance_reminded_at=None)
    if not rows.update(insurance_reminded_at=at):
        return 0
    state = _("意外险保到 %s") % post.policy.valid_to if post.policy else _("还没有登记意外险")
    record(PostInsuranceMissing(post=post, state=state), by=SYSTEM, at=at)
    return 1
