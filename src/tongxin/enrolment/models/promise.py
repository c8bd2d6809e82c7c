from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from tongxin.areas.models import Area
from tongxin.enrolment.models.enrolment import Enrolment
from tongxin.kernel import terms
from tongxin.kernel.access import ScopedQuerySet, by_area
from tongxin.kernel.clock import today
from tongxin.kernel.procedures import Travelling
from tongxin.organizations.models import Organization
from tongxin.people.models import Person

#: Steps at which a promise may be shown and rated; it is shown only while its maker agrees.
PUBLISHED = ("published", "kept", "rated")
#: Steps at which it was given up; another one may be made in the same round.
DROPPED = ("withdrawn",)


class PromiseRoundQuerySet(ScopedQuerySet):
    def over(self, path: str) -> Self:
        """Rounds of a place and of all places above it."""
        parts = path.rstrip("/").split("/")
        return self.filter(area_path__in=["/".join(parts[: n + 1]) + "/" for n in range(len(parts))])

    def taking_on(self, day: date) -> Self:
        return self.filter(begins_on__lte=day, make_until__gte=day)


class PromiseRound(models.Model):
    """A run of promises in one place and all below it: until when they are made, kept and rated (GY-37)."""

    scope = by_area()

    title = models.CharField(_("名称"), max_length=60)
    campaign = models.CharField(_("品牌活动"), max_length=40, blank=True)
    area = models.ForeignKey(Area, models.PROTECT, related_name="promise_rounds", verbose_name=_("范围"))
    area_path = models.CharField(max_length=200, db_collation="C")
    host = models.ForeignKey(Organization, models.PROTECT, related_name="+", verbose_name=_("发起组织"))
    opened_at = models.DateTimeField(_("发起时间"))
    begins_on = models.DateField(_("自"))
    make_until = models.DateField(_("承诺截止"))
    keep_until = models.DateField(_("践诺截止"))
    rate_until = models.DateField(_("评诺截止"))

    objects: ClassVar = PromiseRoundQuerySet.as_manager()

    class Meta:
        verbose_name = _("承诺活动")
        constraints = [
            models.CheckConstraint(
                name="promise_round_in_order",
                condition=Q(begins_on__lte=F("make_until"))
                & Q(make_until__lte=F("keep_until"))
                & Q(keep_until__lte=F("rate_until")),
            ),
        ]
        indexes = [models.Index(fields=["area_path", "-id"], name="promise_round_in_area")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("enrolment:promise-round", args=[self.pk])

    @property
    def campaign_label(self) -> str:
        return terms.label("campaigns", self.campaign) if self.campaign else ""


class PromiseQuerySet(ScopedQuerySet):
    def of(self, person_id: int) -> Self:
        return self.filter(person_id=person_id)

    def standing(self) -> Self:
        return self.exclude(step__in=DROPPED)

    def public(self) -> Self:
        """Published, while its maker shows promises and, in that community, that he or she is a member."""
        shown = Enrolment.objects.confirmed().filter(
            subject_id=OuterRef("person_id"), area_id=OuterRef("area_id"), shows_identity=True
        )
        return self.filter(Exists(shown), step__in=PUBLISHED, person__public_card__shows_promise=True)

    def to_rate(self, *, on: date) -> Self:
        """Public ones that were reported as kept, or whose time to be kept is over; until the ratings end."""
        ripe = Q(step="kept") | Q(step="published", round__keep_until__lt=on)
        return self.public().filter(ripe, round__rate_until__gte=on)


class Promise(Travelling):
    """What one member promises to do for the residents of a community in one round.

    It is reviewed, published by the member's own consent, kept, and rated by residents. `spot` is the courtyard or
    other place below the community whose board it stands on (GY-40). Its steps have their names from the profile.
    """

    scope = by_area(organization="home_organization__path", owner="person_id")

    round = models.ForeignKey(PromiseRound, models.PROTECT, related_name="promises", verbose_name=_("承诺活动"))
    person = models.ForeignKey(
        Person, models.PROTECT, db_index=False, related_name="promises", verbose_name=_("承诺人")
    )
    area = models.ForeignKey(Area, models.PROTECT, related_name="promises", verbose_name=_("社区"))
    spot = models.ForeignKey(
        Area, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("院落、网格或楼栋")
    )
    host = models.ForeignKey(Organization, models.PROTECT, related_name="+", verbose_name=_("审核组织"))
    home_organization = models.ForeignKey(
        Organization,
        models.PROTECT,
        db_index=False,
        null=True,
        related_name="promises_of_members",
        verbose_name=_("组织关系所在党组织"),
    )
    text = models.CharField(_("承诺"), max_length=200)
    made_at = models.DateTimeField(_("承诺时间"))
    published_at = models.DateTimeField(_("同意公开时间"), null=True)
    kept_at = models.DateTimeField(_("报告践诺时间"), null=True)
    kept_note = models.CharField(_("做了什么"), max_length=200, blank=True)
    reason = models.CharField(_("原因"), max_length=120, blank=True)

    objects: ClassVar = PromiseQuerySet.as_manager()

    class Meta:
        verbose_name = _("承诺")
        constraints = [
            models.UniqueConstraint(
                fields=["round", "person"], name="promise_one_in_a_round", condition=~Q(step__in=DROPPED)
            ),
            models.CheckConstraint(
                name="promise_published_by_consent",
                condition=~Q(step__in=["published", "rated"]) | Q(published_at__isnull=False),
            ),
            models.CheckConstraint(
                name="promise_kept_in_words", condition=~Q(step="kept") | (Q(kept_at__isnull=False) & ~Q(kept_note=""))
            ),
        ]
        indexes = [
            models.Index(fields=["area_path", "-id"], name="promise_in_area"),
            models.Index(fields=["person", "-id"], name="promise_of_person"),
            models.Index(fields=["home_organization", "-id"], name="promise_from_home"),
            models.Index(fields=["area", "-id"], name="promise_on_board", condition=Q(step__in=PUBLISHED)),
        ]

    def __str__(self) -> str:
        return self.text

    def get_absolute_url(self) -> str:
        return reverse("enrolment:promise", args=[self.pk])

    @property
    def number(self) -> str:
        return _t("诺 %(year)d-%(number)04d") % {"year": today(self.made_at).year, "number": self.pk}

    @property
    def was_never_shown(self) -> bool:
        """It went on without its maker's consent to publish it."""
        return self.step == "kept" and self.published_at is None

    @property
    def was_never_reported(self) -> bool:
        """The rating ended before its maker said that it was kept."""
        return self.step == "rated" and self.kept_at is None

    @property
    def home_name(self) -> str:
        return self.home_organization.name if self.home_organization else _t("流动党员")

    @property
    def place_name(self) -> str:
        return f"{self.area.name} · {self.spot.name}" if self.spot else self.area.name


class PromiseRating(models.Model):
    """How one resident found that a promise was kept: once for each promise and resident, by the database's word."""

    promise = models.ForeignKey(Promise, models.PROTECT, db_index=False, related_name="ratings", verbose_name=_("承诺"))
    rater = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("评诺人"))
    grade = models.CharField(_("评价"), max_length=20)
    rated_at = models.DateTimeField(_("评诺时间"))

    class Meta:
        verbose_name = _("评诺")
        constraints = [models.UniqueConstraint(fields=["promise", "rater"], name="promise_rated_once_by_one")]

    @property
    def grade_label(self) -> str:
        return terms.label("promise_grades", self.grade)
