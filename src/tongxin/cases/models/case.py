import secrets
from datetime import datetime
from typing import Any, Self

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from tongxin.areas.models import Area
from tongxin.cases.catalogue import label_of
from tongxin.kernel import terms
from tongxin.kernel.access import ScopedQuerySet, by_area
from tongxin.kernel.actor import Actor
from tongxin.kernel.addresses import address
from tongxin.kernel.clock import Limit, today
from tongxin.kernel.lexemes import LexemesField
from tongxin.kernel.models import Principal
from tongxin.kernel.procedures import Travelling
from tongxin.kernel.sealing import SealedField
from tongxin.organizations.models import Organization

#: Steps on which somebody still has to do something about the matter itself.
OPEN = ("reported", "accepted", "dispatched", "handling", "checking", "closing")
#: Those, and the wait for the reporter's word.
LIVE = (*OPEN, "appraisal")
#: Steps behind a dispatch: somebody was given it to handle.
DISPATCHED = ("dispatched", "handling", "checking", "closing")


def new_key() -> str:
    """The secret of a reporter's private link."""
    return secrets.token_urlsafe(18)


class CaseQuerySet(ScopedQuerySet):
    def visible_to(self, actor: Actor) -> Self:
        """What lies in the actor's reach, and what the own organization desks, handles, checks or was called to."""
        if actor.organization_id is None:
            return self.filter(Case.scope.condition(actor))
        return self.filter(Case.scope.condition(actor) | Q(bodies__contains=[actor.organization_id]))

    def open(self) -> Self:
        return self.filter(step__in=OPEN)

    def live(self) -> Self:
        return self.filter(step__in=LIVE)

    def standing(self) -> Self:
        """Cases that count: neither joined into another one nor withdrawn, declined or void."""
        return self.exclude(step__in=("joined", "withdrawn", "declined", "void"))

    def public(self) -> Self:
        """What everybody may see: of a category that is marked so, and read by the desk before."""
        return self.filter(is_public=True).exclude(step__in=("reported", "joined", "withdrawn", "declined", "void"))

    def of_reporter(self, principal_id: int) -> Self:
        return self.filter(reporter_id=principal_id)

    def by_key(self, key: str) -> Self:
        """The case behind a private link."""
        return self.filter(key=key)


class Case(Travelling):
    """One matter that somebody raised, whatever the door it came in by, and what became of it.

    Six hundred a second are written at times, so that only those keys have an index by which cases are asked for.
    """

    scope = by_area(owner="reporter_id")

    title = models.CharField(_("事项"), max_length=60)
    text = models.TextField(_("情况说明"), max_length=2000)
    kind = models.CharField(_("诉求类型"), max_length=20)
    channel = models.CharField(_("来源渠道"), max_length=40)
    category = models.CharField(_("类别"), max_length=40, blank=True)
    urgent = models.BooleanField(_("紧急"), default=False)
    is_public = models.BooleanField(_("可公开显示"), default=False)

    area = models.ForeignKey(Area, models.PROTECT, db_index=False, related_name="+", verbose_name=_("地点"))
    community_path = models.CharField(max_length=200, db_collation="C")
    place = models.CharField(_("具体位置"), max_length=120, blank=True)
    longitude = models.FloatField(_("经度"), null=True, blank=True)
    latitude = models.FloatField(_("纬度"), null=True, blank=True)
    datum = models.CharField(_("坐标来源"), max_length=10, blank=True)

    reporter = models.ForeignKey(
        Principal, models.PROTECT, db_index=False, null=True, related_name="cases", verbose_name=_("反映人")
    )
    caller_name = SealedField(verbose_name=_("称呼"))
    caller_phone = SealedField(verbose_name=_("回电号码"))
    caller_print = models.BinaryField(null=True)
    hides_caller = models.BooleanField(_("对承办单位隐去反映人"), default=False)
    key = models.CharField(max_length=40, default=new_key)
    outside_number = models.CharField(_("外部工单号"), max_length=60, null=True)

    desk = models.ForeignKey(
        Organization, models.PROTECT, db_index=False, related_name="desk_cases", verbose_name=_("受理组织")
    )
    lead = models.ForeignKey(
        Organization, models.PROTECT, db_index=False, null=True, related_name="lead_cases", verbose_name=_("主办单位")
    )
    checker = models.ForeignKey(
        Principal, models.PROTECT, db_index=False, null=True, related_name="+", verbose_name=_("核查方")
    )
    group = models.ForeignKey(
        Organization, models.PROTECT, db_index=False, null=True, related_name="+", verbose_name=_("联合工作组")
    )
    bodies: Any = ArrayField(models.BigIntegerField(), default=list)
    handle_amount = models.PositiveSmallIntegerField(_("处置时限"), null=True)
    handle_unit = models.CharField(_("处置时限单位"), max_length=20, blank=True)
    respond_amount = models.PositiveSmallIntegerField(_("接单时限"), null=True)
    respond_unit = models.CharField(_("接单时限单位"), max_length=20, blank=True)
    is_ruled = models.BooleanField(_("中心已裁定由其承办"), default=False)

    dispatched_by = models.ForeignKey(
        Principal, models.PROTECT, db_index=False, null=True, related_name="+", verbose_name=_("派遣人")
    )
    dispatched_at = models.DateTimeField(_("派遣时间"), null=True)
    handled_by = models.ForeignKey(
        Principal, models.PROTECT, db_index=False, null=True, related_name="+", verbose_name=_("处置人")
    )
    checked_by = models.ForeignKey(
        Principal, models.PROTECT, db_index=False, null=True, related_name="+", verbose_name=_("核查人")
    )
    answer = models.TextField(_("答复"), max_length=1000, blank=True)
    question = models.CharField(_("待反映人补充"), max_length=300, blank=True)

    parent = models.ForeignKey(
        "self", models.PROTECT, db_index=False, null=True, related_name="children", verbose_name=_("母案")
    )
    joined_into = models.ForeignKey(
        "self", models.PROTECT, db_index=False, null=True, related_name="joined", verbose_name=_("并入")
    )
    voices = models.PositiveIntegerField(_("反映人数"), default=1)
    reopened = models.PositiveSmallIntegerField(_("重新办理次数"), default=0)
    reworked = models.PositiveSmallIntegerField(_("返工次数"), default=0)
    returned = models.PositiveSmallIntegerField(_("退回次数"), default=0)
    raised_by = models.ForeignKey(
        Principal, models.PROTECT, db_index=False, null=True, related_name="+", verbose_name=_("登记人")
    )
    raised_at = models.DateTimeField(_("反映时间"))
    raised_on = models.DateField(_("反映日期"))
    grade = models.PositiveSmallIntegerField(_("评价"), null=True)
    verdict = models.CharField(_("评价意见"), max_length=500, blank=True)
    words = LexemesField()

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("案件")
        constraints = [
            # Not `unique=True`, which would bring a second index each for a search by beginning that nobody makes.
            models.UniqueConstraint(fields=["key"], name="case_key_once"),
            models.UniqueConstraint(fields=["outside_number"], name="case_outside_number_once"),
            models.CheckConstraint(name="case_has_channel", condition=~Q(channel="")),
            models.CheckConstraint(
                name="case_joined_says_where",
                condition=Q(step="joined", joined_into__isnull=False) | (~Q(step="joined") & Q(joined_into=None)),
            ),
            models.CheckConstraint(name="case_not_joined_to_itself", condition=~Q(joined_into=F("id"))),
            models.CheckConstraint(name="case_not_its_own_parent", condition=~Q(parent=F("id"))),
            models.CheckConstraint(
                name="case_dispatched_has_lead",
                condition=~Q(step__in=DISPATCHED) | Q(lead__isnull=False, dispatched_at__isnull=False),
            ),
            models.CheckConstraint(
                name="case_dispatcher_does_not_check",
                condition=Q(checked_by=None) | Q(dispatched_by=None) | ~Q(checked_by=F("dispatched_by")),
            ),
            models.CheckConstraint(
                name="case_handler_does_not_check",
                condition=Q(checked_by=None) | Q(handled_by=None) | ~Q(checked_by=F("handled_by")),
            ),
            models.CheckConstraint(
                name="case_grade_one_to_five", condition=Q(grade=None) | Q(grade__gte=1, grade__lte=5)
            ),
            models.CheckConstraint(
                name="case_point_is_whole",
                condition=Q(longitude=None, latitude=None)
                | Q(longitude__gte=-180, longitude__lte=180, latitude__gte=-90, latitude__lte=90),
            ),
        ]
        indexes = [
            GinIndex(fields=["words"], name="case_words"),
            GinIndex(fields=["bodies"], name="case_of_body"),
            models.Index(fields=["area_path", "-id"], name="case_in_area"),
            models.Index(fields=["step", "area_path", "-id"], name="case_at_step"),
            models.Index(
                fields=["community_path", "step", "-raised_on", "-id"],
                name="case_open_lately",
                condition=Q(step__in=OPEN),
            ),
            models.Index(fields=["raised_on"], name="case_raised_on"),
            models.Index(fields=["category", "-id"], name="case_of_category"),
            # What is filtered by both is found and counted by this alone, the right to see it included.
            models.Index(
                fields=["step", "category", "-id"], name="case_of_kind_at_step", include=["area_path", "bodies"]
            ),
            models.Index(fields=["lead", "-id"], name="case_of_lead", condition=Q(lead__isnull=False)),
            models.Index(
                fields=["caller_print", "-id"], name="case_of_caller", condition=Q(caller_print__isnull=False)
            ),
            models.Index(fields=["parent"], name="case_part_of", condition=Q(parent__isnull=False)),
            models.Index(fields=["joined_into"], name="case_joined_into", condition=Q(joined_into__isnull=False)),
            models.Index(fields=["reporter", "-id"], name="case_of_reporter", condition=Q(reporter__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return address("cases:case", self.pk)

    @property
    def number(self) -> str:
        return _t("案 %(year)d-%(number)06d") % {"year": self.raised_on.year, "number": self.pk}

    @property
    def kind_label(self) -> str:
        return terms.label("case_kinds", self.kind)

    @property
    def channel_label(self) -> str:
        return terms.label("case_channels", self.channel)

    @property
    def category_label(self) -> str:
        return label_of(self.category)

    @property
    def handle_limit(self) -> Limit | None:
        """How long handling may take, as it was when the case was dispatched."""
        return Limit(self.handle_amount, self.handle_unit) if self.handle_amount is not None else None

    @property
    def respond_limit(self) -> Limit | None:
        return Limit(self.respond_amount, self.respond_unit) if self.respond_amount is not None else None

    @property
    def concerned_id(self) -> int:
        """Who owes the word at the end: the reporter, or the desk that calls back where nobody is registered."""
        return self.reporter_id or self.desk_id

    @property
    def checking_id(self) -> int:
        """Who owes the check: who was named at the dispatch, else the desk."""
        return self.checker_id or self.desk_id

    @property
    def has_caller(self) -> bool:
        return self.caller_name is not None or self.caller_phone is not None

    @property
    def is_open(self) -> bool:
        return self.step in OPEN

    def age_days(self, at: datetime) -> int:
        return (today(at) - self.raised_on).days

    def all_reporters(self) -> list[int]:
        """The reporters of this case and of all that were joined into it. One query."""
        rows = Case.objects.filter(Q(pk=self.pk) | Q(joined_into=self.pk), reporter__isnull=False)
        return list(rows.values_list("reporter_id", flat=True).distinct())
