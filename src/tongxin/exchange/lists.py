"""The list pages of needs, resources and projects, each declared once."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.search import SearchQuery
from django.db.models import DateTimeField, Func, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import JSONObject
from django.utils.translation import get_language
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from tongxin.activities.lists import ACTIVITIES
from tongxin.areas.models import Area
from tongxin.exchange.models import Need
from tongxin.exchange.models.need import CARRIED, UNMET
from tongxin.exchange.procedure import NEED, PROJECT, RESOURCE
from tongxin.kernel import terms
from tongxin.kernel.actor import Actor
from tongxin.kernel.listing import EXACT_TO, Column, Filter, Listing, Order, day_of
from tongxin.kernel.models import Duty
from tongxin.kernel.procedures import Procedure
from tongxin.kernel.remembered import Remembered
from tongxin.ui.showing import DueWords, brief_due

TONES = {
    "registered": "soon", "verified": "soon", "matching": "soon", "proposed": "info", "in_project": "good",
    "running": "good", "approved": "info", "acceptance": "info", "appraisal": "info", "published": "good",
    "draft": "soon", "offered": "soon", "accepted": "good", "partly_accepted": "good",
}  # fmt: skip


def step_badge(row: Any) -> tuple[str, str]:
    return row.step_label, TONES.get(row.step, "neutral")


def with_due(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Each row with its open duty as `owed`, in the same query."""
    duty = Duty.objects.open().filter(
        subject_type=rows.model._meta.label_lower, subject_id=OuterRef("pk"), kind=Duty.Kind.STEP
    )
    names = ("due_at", "provisional", "paused_at")
    return rows.annotate(owed=Subquery(duty.values(json=JSONObject(**{name: name for name in names}))[:1]))


def due_of(row: Any) -> DueWords | None:
    """The due date in words, from what `with_due` brought along."""
    if not row.owed or not row.owed["due_at"]:
        return None
    paused_at = datetime.fromisoformat(row.owed["paused_at"]) if row.owed["paused_at"] else None
    due_at = datetime.fromisoformat(row.owed["due_at"])
    return brief_due(due_at, row.seen_at, paused_at=paused_at, provisional=row.owed["provisional"])


def steps_of(procedure: Procedure) -> Any:
    return lambda actor: [(step.code, step.label) for step in procedure.steps]


def terms_of(name: str) -> Any:
    return lambda actor: terms.choices(name)


def by_words(rows: QuerySet[Any], words: str) -> QuerySet[Any]:
    """Rows whose title has the words, or whose text has them all."""
    return rows.filter(Q(title__icontains=words) | Q(words=SearchQuery(words, config="simple")))


def since(column: str) -> Any:
    def narrow(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
        day = day_of(text)
        return rows.filter(**{f"{column}__gte": day}) if day else rows

    return narrow


def until(column: str) -> Any:
    def narrow(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
        day = day_of(text)
        return rows.filter(**{f"{column}__lte": day}) if day else rows

    return narrow


@Remembered
def _places() -> dict[str, list[tuple[str, Any]]]:
    """The places down to the hosting level, by the path of their parent."""
    hosting = {term.code for term in terms.terms("area_kinds").values() if term.data.get("hosts")}
    under = [t.code for t in terms.terms("area_kinds").values() if set(t.data.get("parents", ())) & hosting]
    found: dict[str, list[tuple[str, Any]]] = {}
    rows = Area.objects.filter(valid_to=None).exclude(kind__in=under).order_by("path")
    for path, name in rows.values_list("path", "name"):
        found.setdefault(path.rstrip("/").rpartition("/")[0] + "/", []).append((path, name))
    return found


def below(actor: Actor | None) -> list[tuple[str, Any]]:
    """The places right below the actor's own, to narrow a list by."""
    return _places().get(actor.area_path, []) if actor else []


def of_form(rows: Any, form: str) -> Any:
    return rows.of_form(form)


def in_place(rows: QuerySet[Any], path: str) -> QuerySet[Any]:
    return rows.filter(area_path__startswith=path)


#: How far a need has come, as the funnel and the list of needs without a project ask it.
STAGES: dict[str, tuple[Any, Q]] = {
    "unmet": (_("未满足"), Q(step__in=UNMET)),
    "standing": (_("有效"), ~Q(step__in=("joined", "withdrawn", "declined"))),
    "offered": (_("有单位响应"), Q(offers__step__in=("accepted", "partly_accepted")) | Q(step__in=CARRIED)),
    "project": (_("已成项目"), Q(step__in=CARRIED)),
    "no_project": (_("还没有项目"), Q(step__in=UNMET)),
    "finished": (_("项目已完成"), Q(step__in=("appraisal", "closed"))),
    "appraised": (_("已评价"), Q(step__in=("appraisal", "closed"), projects__appraisals__isnull=False)),
}


def at_stage(rows: QuerySet[Any], stage: str) -> QuerySet[Any]:
    known = STAGES.get(stage)
    # The keys of the rows, because a need may have several offers and a project several appraisals.
    return rows.filter(pk__in=Need.objects.filter(known[1]).values("pk")) if known else rows


def stages(actor: Actor | None) -> list[tuple[str, Any]]:
    return [(code, label) for code, (label, _q) in STAGES.items()]


@lru_cache(maxsize=4096)
def _days(number: int, language: str | None) -> str:
    return _t("%d 天") % number


NEEDS = Listing(
    name="needs",
    title=_("需求清单"),
    columns=[
        Column("number", _("编号"), lambda need: need.number, "code"),
        Column("title", _("内容"), lambda need: (need.title, need.get_absolute_url()), "link"),
        Column("channel", _("来源"), lambda need: need.channel_label),
        Column("area", _("地点"), lambda need: need.area.name),
        Column("step", _("进展"), step_badge, "badge"),
        Column("due", _("期限"), due_of, "due"),
        Column("age", _("已提出"), lambda need: _days(need.age_days(need.seen_at), get_language()), "code"),
        Column("voices", _("提出人数"), lambda need: need.voices, "number"),
    ],
    filters=[
        Filter("step", _("状态"), steps_of(NEED), lambda rows, step: rows.filter(step=step)),
        Filter("stage", _("进度"), stages, at_stage),
        Filter("channel", _("来源"), terms_of("need_channels"), lambda rows, code: rows.filter(channel=code)),
        Filter("kind", _("类别"), terms_of("kinds"), lambda rows, code: rows.filter(kind=code)),
        Filter("place", _("地点"), below, in_place),
        Filter("since", _("从"), lambda actor: [], since("raised_on"), "day"),
        Filter("until", _("到"), lambda actor: [], until("raised_on"), "day"),
        Filter("q", _("内容"), lambda actor: [], by_words, "text"),
    ],
    orders=[Order("newest", _("新的在前"), "pk"), Order("oldest", _("旧的在前"), "pk", newest_first=False)],
    empty=_("这里还没有需求"),
    together=("area",),
    uses=("title", "channel", "step", "step_at", "area_path", "raised_on", "voices", "area__name", "owed"),
)

RESOURCES = Listing(
    name="resources",
    title=_("资源清单"),
    columns=[
        Column("number", _("编号"), lambda it: it.number, "code"),
        Column("title", _("名称"), lambda it: (it.title, it.get_absolute_url()), "link"),
        Column("owner", _("提供单位"), lambda it: it.owner.name),
        Column("kind", _("类别"), lambda it: it.kind_label),
        Column("field", _("领域"), lambda it: it.field_label),
        Column("left", _("余量"), lambda it: f"{it.left:,} / {it.capacity:,} {it.unit}"),
        Column("reach", _("服务范围"), lambda it: it.reach_label),
        Column("step", _("状态"), step_badge, "badge"),
    ],
    filters=[
        Filter("step", _("状态"), steps_of(RESOURCE), lambda rows, step: rows.filter(step=step)),
        Filter("kind", _("类别"), terms_of("kinds"), lambda rows, code: rows.filter(kind=code)),
        Filter("field", _("领域"), terms_of("fields"), lambda rows, code: rows.filter(field=code)),
        Filter("form", _("形式"), terms_of("resource_forms"), of_form),
        Filter("q", _("内容"), lambda actor: [], by_words, "text"),
    ],
    empty=_("这里还没有资源"),
    together=("owner",),
)

PROJECTS = Listing(
    name="projects",
    title=_("项目清单"),
    columns=[
        Column("number", _("编号"), lambda it: it.number, "code"),
        Column("title", _("名称"), lambda it: (it.title, it.get_absolute_url()), "link"),
        Column("area", _("地点"), lambda it: it.area.name),
        Column("lead", _("牵头单位"), lambda it: it.lead.name),
        Column("step", _("进展"), step_badge, "badge"),
        Column("due", _("期限"), due_of, "due"),
        Column("ends_on", _("结束日期"), lambda it: it.ends_on, "day"),
    ],
    filters=[
        Filter("step", _("状态"), steps_of(PROJECT), lambda rows, step: rows.filter(step=step)),
        Filter("field", _("领域"), terms_of("fields"), lambda rows, code: rows.filter(field=code)),
        Filter("place", _("地点"), below, in_place),
        Filter("q", _("名称"), lambda actor: [], lambda rows, q: rows.filter(title__icontains=q), "text"),
    ],
    empty=_("这里还没有项目"),
    together=("area", "lead"),
)


def needs_for(actor: Actor, at: datetime) -> QuerySet[Need]:
    """The needs in sight, with what the list shows of each, and with how many of them are unmet since when."""
    unmet = Need.objects.visible_to(actor).unmet()
    # Only the step, so that the index alone can answer.
    some = ArraySubquery(unmet.order_by()[: EXACT_TO + 1].values("step"))
    return seen(with_due(Need.objects.visible_to(actor)), at).annotate(
        unmet=Func(some, function="cardinality", output_field=IntegerField()),
        unmet_since=Subquery(unmet.order_by("raised_on").values("raised_on")[:1]),
    )


def seen(rows: QuerySet[Any], at: datetime) -> QuerySet[Any]:
    """The rows, each knowing when it is looked at, so that a cell can tell an age."""
    return rows.annotate(seen_at=Value(at, output_field=DateTimeField()))


def unmet_words(rows: Sequence[Any], on: date) -> str:
    """How many are unmet in sight, and how old the oldest is: 未满足 9 条，最久 46 天. From rows of `needs_for`."""
    if not rows or not rows[0].unmet:
        return ""
    count = f"{EXACT_TO:,}+" if rows[0].unmet > EXACT_TO else f"{rows[0].unmet:,}"
    return _t("未满足 %(count)s 条，最久 %(age)d 天") % {"count": count, "age": (on - rows[0].unmet_since).days}


LOOSE_SERVICES = Listing(
    name="loose-services",
    title=_("没有对应需求的服务"),
    columns=ACTIVITIES.columns,
    filters=ACTIVITIES.filters,
    orders=ACTIVITIES.orders,
    together=ACTIVITIES.together,
    empty=_("每一次服务都对应着一条需求"),
)
