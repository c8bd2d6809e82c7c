from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongxin.kernel import terms
from tongxin.kernel.access import ScopedQuerySet, by_area
from tongxin.kernel.ledgers import Ledger
from tongxin.kernel.models import Movement
from tongxin.kernel.procedures import Travelling
from tongxin.organizations.models import Organization
from tongxin.people.models import Person

#: Points, in whole points; and hours, in minutes. One activity is booked in each at most once (YX-46).
POINTS = Ledger("points", gettext_lazy("积分"), gettext_lazy("分"))
HOURS = Ledger("hours", gettext_lazy("志愿服务时长"), gettext_lazy("分钟"))
LEDGERS = {ledger.name: ledger for ledger in (POINTS, HOURS)}

UPHELD, REJECTED = "upheld", "rejected"


class Objection(Travelling):
    """A person doubts an entry of their own; the organization of the place answers, a correction is a counter-entry."""

    scope = by_area(owner="person_id")

    movement = models.ForeignKey(Movement, models.PROTECT, related_name="objections", verbose_name=gettext_lazy("分录"))
    person = models.ForeignKey(
        Person, models.PROTECT, db_index=False, related_name="objections", verbose_name=gettext_lazy("提出人")
    )
    host = models.ForeignKey(Organization, models.PROTECT, related_name="+", verbose_name=gettext_lazy("答复组织"))
    reason = models.CharField(gettext_lazy("理由"), max_length=300)
    raised_at = models.DateTimeField(gettext_lazy("提出时间"))
    answer = models.CharField(gettext_lazy("答复"), max_length=20, blank=True)
    answer_text = models.CharField(gettext_lazy("答复说明"), max_length=300, blank=True)
    answered_at = models.DateTimeField(gettext_lazy("答复时间"), null=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = gettext_lazy("积分异议")
        constraints = [
            models.UniqueConstraint(
                fields=["movement"], condition=~Q(step="withdrawn"), name="objection_once_per_entry"
            ),
            models.CheckConstraint(
                name="objection_answered_in_words",
                condition=Q(step__in=["raised", "withdrawn"]) | (~Q(answer="") & ~Q(answer_text="")),
            ),
        ]
        indexes = [
            models.Index(fields=["area_path", "step"], name="objection_in_area"),
            models.Index(fields=["person", "-id"], name="objection_of_person"),
        ]

    def __str__(self) -> str:
        return _("%(number)s 对“%(entry)s”的异议") % {"number": self.number, "entry": self.movement.note}

    def get_absolute_url(self) -> str:
        return reverse("points:objection", args=[self.pk])

    @property
    def number(self) -> str:
        return f"异 {self.raised_at.year}-{self.pk:04d}"

    @property
    def answer_label(self) -> str:
        return terms.label("objection_answers", self.answer)


class StatementRun(models.Model):
    """That the statements of a month were announced, and to how many. The month is unique: once is once (YX-48)."""

    month = models.DateField(gettext_lazy("月份（首日）"), unique=True)
    announced_at = models.DateTimeField(gettext_lazy("通知时间"))
    persons = models.PositiveIntegerField(gettext_lazy("人数"))

    class Meta:
        verbose_name = gettext_lazy("月度对账单通知")
        constraints = [
            models.CheckConstraint(name="statement_run_of_a_whole_month", condition=Q(month__day=1)),
        ]


class YearReminder(models.Model):
    """That a member was reminded of the year's minimum; once a year, to the member alone, and nothing follows."""

    person = models.ForeignKey(Person, models.CASCADE, db_index=False, related_name="+")
    year = models.PositiveSmallIntegerField(gettext_lazy("年度"))
    short = models.PositiveSmallIntegerField(gettext_lazy("还差"))
    at = models.DateTimeField(gettext_lazy("提醒时间"))

    class Meta:
        verbose_name = gettext_lazy("全年积分提醒")
        constraints = [models.UniqueConstraint(fields=["person", "year"], name="year_reminder_once")]


def words_of(movement: Movement) -> str:
    """The amount of an entry in the words of its ledger: 2 分, 1.5 小时."""
    return amount_words(movement.ledger, movement.amount)


def amount_words(ledger: str, amount: int) -> str:
    return _("%s 小时") % hours_of(amount) if ledger == HOURS.name else _("%d 分") % amount


def hours_of(minutes: int) -> str:
    """Minutes as hours with one decimal at most: 31.5, 2."""
    return f"{minutes / 60:.1f}".removesuffix(".0")


def holder_of(movement: Movement) -> Any:
    """The person whose entry it is: of a credit the target, of a counter-entry the source."""
    return movement.source.holder_id or movement.target.holder_id
