from typing import Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField
from django.db import models
from django.db.models import F, Func, Q, Value
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tongxin.activities.models.activity import Activity
from tongxin.people.models import Person


def the_same(column: str) -> Func:
    """Equality inside an exclusion, as an overlap of one-point ranges: no extension is needed."""
    return Func(F(column), F(column), Value("[]"), function="int8range", output_field=models.Field())


class SignUpQuerySet(models.QuerySet):
    def holding(self) -> Self:
        """Those who hold a place: signed, or offered one and asked to confirm."""
        return self.filter(state__in=SignUp.HOLDING)

    def waiting(self) -> Self:
        """The waiting list in its order."""
        return self.filter(state=SignUp.State.WAITING).order_by("queued_at", "pk")

    def alive(self) -> Self:
        return self.filter(state__in=SignUp.ALIVE)


class SignUp(models.Model):
    """One person's wish to come to one activity: signed, waiting, offered a place, declined, or withdrawn."""

    class State(models.TextChoices):
        SIGNED = "signed", _("已报名")
        WAITING = "waiting", _("候补中")
        OFFERED = "offered", _("待确认名额")
        DECLINED = "declined", _("未接受名额")
        WITHDRAWN = "withdrawn", _("已退出")

    HOLDING = (State.SIGNED, State.OFFERED)
    ALIVE = (State.SIGNED, State.OFFERED, State.WAITING)

    activity = models.ForeignKey(
        Activity, models.PROTECT, db_index=False, related_name="sign_ups", verbose_name=_("活动")
    )
    person = models.ForeignKey(
        Person, models.PROTECT, db_index=False, related_name="sign_ups", verbose_name=_("报名人")
    )
    state = models.CharField(_("状态"), max_length=10, choices=State)
    queued_at = models.DateTimeField(_("报名时间"))
    offered_until = models.DateTimeField(_("确认期限"), null=True)
    # A copy of the activity's time, so that the database can see a clash.
    during = DateTimeRangeField()
    note = models.CharField(_("留言"), max_length=120, blank=True)
    left_late = models.BooleanField(_("临近开始退出"), default=False)
    absence = models.CharField(_("未到原因"), max_length=40, blank=True)

    objects = SignUpQuerySet.as_manager()

    class Meta:
        verbose_name = _("报名")
        constraints = [
            models.UniqueConstraint(fields=["activity", "person"], name="sign_up_once"),
            # Nobody is at two places at once, in the whole city (C05-3).
            ExclusionConstraint(
                name="sign_up_no_clash",
                expressions=[(the_same("person_id"), "&&"), ("during", "&&")],
                condition=Q(state__in=["signed", "offered"]),
            ),
            models.CheckConstraint(
                name="sign_up_offer_has_an_end",
                condition=Q(state="offered", offered_until__isnull=False)
                | (~Q(state="offered") & Q(offered_until__isnull=True)),
            ),
        ]
        indexes = [
            models.Index(fields=["person", "state"], name="sign_up_of_person"),
            models.Index(fields=["activity", "queued_at"], name="sign_up_waiting", condition=Q(state="waiting")),
            models.Index(fields=["offered_until"], name="sign_up_offered", condition=Q(state="offered")),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.activity}"

    def get_absolute_url(self) -> str:
        return reverse("activities:my-activity", args=[self.activity_id])

    @property
    def is_alive(self) -> bool:
        return self.state in self.ALIVE

    @property
    def place_in_line(self) -> int:
        """The place on the waiting list, from 1; 0 for who does not wait."""
        if self.state != self.State.WAITING:
            return 0
        before = SignUp.objects.filter(activity_id=self.activity_id).waiting()
        earlier = Q(queued_at__lt=self.queued_at) | Q(queued_at=self.queued_at, pk__lte=self.pk)
        return before.filter(earlier).count()


class Swap(models.Model):
    """A wish to change shifts: `offered` for `wanted`, which belongs to the one who is asked (MHK-51)."""

    class State(models.TextChoices):
        ASKED = "asked", _("等待对方答复")
        DONE = "done", _("已换班")
        DECLINED = "declined", _("对方未同意")
        WITHDRAWN = "withdrawn", _("已撤回")

    offered = models.ForeignKey(SignUp, models.CASCADE, related_name="swaps_offered", verbose_name=_("让出的班次"))
    wanted = models.ForeignKey(SignUp, models.CASCADE, related_name="swaps_wanted", verbose_name=_("想换的班次"))
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("提出人"))
    asked_of = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("对方"))
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.ASKED)
    asked_at = models.DateTimeField(_("提出时间"))
    answered_at = models.DateTimeField(_("答复时间"), null=True)

    class Meta:
        verbose_name = _("换班")
        constraints = [
            models.CheckConstraint(name="swap_between_two", condition=~Q(offered=F("wanted"))),
            models.UniqueConstraint(fields=["offered", "wanted"], name="swap_asked_once", condition=Q(state="asked")),
        ]

    def __str__(self) -> str:
        return f"{self.offered.activity} ⇄ {self.wanted.activity}"

    def get_absolute_url(self) -> str:
        return reverse("activities:swaps")
