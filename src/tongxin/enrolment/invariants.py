"""What must hold of check-ins and posts whatever happened."""

from collections.abc import Iterator

from django.db.models import Count, F, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongxin.enrolment.models import ACTIVE, HELD, Enrolment, PromiseRating, ServicePost
from tongxin.kernel.invariants import invariant


@invariant(gettext_lazy("同一报到人同一类型只有一条有效报到"))
def enrolled_once_per_kind() -> Iterator[str]:
    rows = Enrolment.objects.filter(step__in=ACTIVE).values("subject_id", "slot").annotate(count=Count("pk"))
    for row in rows.filter(count__gt=1).order_by("subject_id"):
        yield _("主体 %(subject)d 在“%(slot)s”有 %(count)d 条有效报到") % {
            "subject": row["subject_id"],
            "slot": row["slot"],
            "count": row["count"],
        }


@invariant(gettext_lazy("岗位的已认领数等于占用名额的认领"))
def places_are_counted() -> Iterator[str]:
    held = ServicePost.objects.annotate(held=Count("claims", filter=Q(claims__step__in=HELD)))
    for post in held.exclude(held=F("taken")):
        yield _("%(number)s：记着 %(taken)d 个已认领，实有 %(held)d 个") % {
            "number": post.number,
            "taken": post.taken,
            "held": post.held,  # type: ignore[attr-defined]
        }


@invariant(gettext_lazy("没有人评自己的承诺，也没有人在截止后评"))
def promises_are_rated_by_others_in_time() -> Iterator[str]:
    late = Q(rated_at__date__gt=F("promise__round__rate_until"))
    rows = PromiseRating.objects.filter(Q(rater=F("promise__person")) | late).select_related("promise")
    for row in rows.order_by("pk"):
        yield _("%(number)s：第 %(rating)d 条评价") % {"number": row.promise.number, "rating": row.pk}


@invariant(gettext_lazy("有人身危险的岗位，意外险保够名额"))
def posts_are_insured_for_their_places() -> Iterator[str]:
    rows = ServicePost.objects.filter(policy__persons__lt=F("places")).exclude(dangers__len=0).select_related("policy")
    for post in rows.order_by("pk"):
        assert post.policy
        yield _("%(number)s：保单保 %(persons)d 人，名额 %(places)d") % {
            "number": post.number,
            "persons": post.policy.persons,
            "places": post.places,
        }
