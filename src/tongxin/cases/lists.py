"""The list of cases, declared once."""

from datetime import datetime
from functools import lru_cache
from typing import Any

from django.contrib.postgres.search import SearchQuery
from django.db.models import DateTimeField, Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import JSONObject
from django.utils.translation import get_language
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from tongxin.areas.models import Area
from tongxin.cases import catalogue
from tongxin.cases.models import OPEN, Case
from tongxin.cases.procedure import CASE
from tongxin.kernel import terms
from tongxin.kernel.actor import Actor
from tongxin.kernel.clock import today
from tongxin.kernel.listing import Column, Filter, Listing, Order, day_of
from tongxin.kernel.models import Duty
from tongxin.kernel.remembered import RememberedBy
from tongxin.ui.showing import DueWords, brief_due

TONES = {
    "reported": "soon", "accepted": "soon", "dispatched": "info", "handling": "info", "checking": "info",
    "closing": "info", "appraisal": "good", "closed": "good",
}  # fmt: skip


def step_badge(row: Any) -> tuple[str, str]:
    return row.step_label, TONES.get(row.step, "neutral")


def with_due(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Each case with its open duty as `owed`, in the same query."""
    names = ("due_at", "provisional", "paused_at")
    duty = _duties().values(json=JSONObject(**{name: name for name in names}))[:1]
    return rows.annotate(owed=Subquery(duty))


def _duties() -> QuerySet[Duty]:
    return Duty.objects.open().filter(
        subject_type=Case._meta.label_lower, subject_id=OuterRef("pk"), kind=Duty.Kind.STEP
    )


def due_of(row: Any) -> DueWords | None:
    """The due date in words, from what `with_due` brought along."""
    if not row.owed or not row.owed["due_at"]:
        return None
    paused_at = datetime.fromisoformat(row.owed["paused_at"]) if row.owed["paused_at"] else None
    due_at = datetime.fromisoformat(row.owed["due_at"])
    return brief_due(due_at, row.seen_at, paused_at=paused_at, provisional=row.owed["provisional"])


#: Where cases stand, beyond the single steps.
STATES: dict[str, Any] = {
    "open": _("办理中"), "late": _("已超期"), "urgent": _("紧急"), "paused": _("暂停计时"), "reopened": _("曾不认可"),
}  # fmt: skip


def in_state(rows: QuerySet[Any], state: str) -> QuerySet[Any]:
    if state == "late":
        late = _duties().filter(due_at__lt=OuterRef("seen_at"), paused_at=None)
        return rows.filter(Exists(late), step__in=OPEN)
    if state == "paused":
        return rows.filter(Exists(_duties().filter(paused_at__isnull=False)))
    known = {"open": Q(step__in=OPEN), "urgent": Q(urgent=True, step__in=OPEN), "reopened": Q(reopened__gt=0)}
    return rows.filter(known[state]) if state in known else rows


def by_words(rows: QuerySet[Any], words: str) -> QuerySet[Any]:
    """Cases whose title has the words, or whose text has them all."""
    return rows.filter(Q(title__icontains=words) | Q(words=SearchQuery(words, config="simple")))


def _from(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    day = day_of(text)
    return rows.filter(raised_on__gte=day) if day else rows


def _to(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    day = day_of(text)
    return rows.filter(raised_on__lte=day) if day else rows


_PLACES: RememberedBy[list[tuple[str, Any]]] = RememberedBy()


def below(actor: Actor | None) -> list[tuple[str, Any]]:
    """The places right below the actor's own, to narrow a list by."""
    if actor is None or not actor.area_path:
        return []
    parts = [int(part) for part in actor.area_path.rstrip("/").split("/")]

    def read() -> list[tuple[str, Any]]:
        rows = Area.objects.filter(valid_to=None, parent_id=parts[-1]).order_by("path")
        return list(rows.values_list("path", "name"))

    return _PLACES(actor.area_path, read)


def categories(actor: Actor | None) -> list[tuple[str, Any]]:
    """Those ever used, so that old cases can still be found; the text of one is its last label."""
    return [(code, catalogue.label_of(code)) for code in catalogue.codes()]


@lru_cache(maxsize=4096)
def _days(number: int, language: str | None) -> str:
    return _t("%d 天") % number


def age(row: Any) -> str:
    return _days((today(row.seen_at) - row.raised_on).days, get_language())


CASES = Listing(
    name="cases",
    title=_("诉求清单"),
    columns=[
        Column("number", _("编号"), lambda case: case.number, "code"),
        Column("title", _("事项"), lambda case: (case.title, case.get_absolute_url()), "link"),
        Column("category", _("类别"), lambda case: case.category_label if case.category else ""),
        Column("channel", _("来源"), lambda case: case.channel_label),
        Column("area", _("地点"), lambda case: case.area.name),
        Column("step", _("进展"), step_badge, "badge"),
        Column("lead", _("主办单位"), lambda case: case.lead.name if case.lead else ""),
        Column("due", _("期限"), due_of, "due"),
        Column("age", _("已反映"), age, "code"),
        Column("voices", _("反映人数"), lambda case: case.voices, "number"),
    ],
    filters=[
        Filter("step", _("进展"), lambda actor: [(s.code, s.label) for s in CASE.steps],
               lambda rows, step: rows.filter(step=step)),
        Filter("state", _("状态"), lambda actor: list(STATES.items()), in_state),
        Filter("category", _("类别"), categories, lambda rows, code: rows.filter(category=code)),
        Filter("channel", _("来源"), lambda actor: terms.choices("case_channels"),
               lambda rows, code: rows.filter(channel=code)),
        Filter("place", _("地点"), below, lambda rows, path: rows.filter(area_path__startswith=path)),
        Filter("since", _("从"), lambda actor: [], _from, "day"),
        Filter("until", _("到"), lambda actor: [], _to, "day"),
        Filter("q", _("内容"), lambda actor: [], by_words, "text"),
    ],
    orders=[Order("newest", _("新的在前"), "pk"), Order("oldest", _("旧的在前"), "pk", newest_first=False)],
    empty=_("这里还没有诉求"),
    together=("area", "lead"),
    uses=("title", "category", "channel", "step", "step_at", "area_path", "raised_on", "voices", "area__name",
          "lead_id", "lead__name", "owed"),
)  # fmt: skip


def cases_for(actor: Actor, at: datetime) -> QuerySet[Case]:
    """The cases in sight, each with its due date and knowing when it is looked at."""
    return seen(with_due(Case.objects.visible_to(actor)), at)


def seen(rows: QuerySet[Any], at: datetime) -> QuerySet[Any]:
    return rows.annotate(seen_at=Value(at, output_field=DateTimeField()))
