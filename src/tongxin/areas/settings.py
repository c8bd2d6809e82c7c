"""Deeds on the settings of a city: steps of procedures, rules, the calendar, modules. Each has a day from which it
holds and the area it holds in; what held before stays in the tables."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongxin.areas.events import CalendarAnnounced, ModuleSwitched, RuleSet, StepSet
from tongxin.areas.models import Area
from tongxin.kernel import calendars, duties, procedures, profiles, remembered, rules, terms
from tongxin.kernel.actor import Actor
from tongxin.kernel.clock import Limit, Pause, today
from tongxin.kernel.errors import NotYours, Refused, Unfit
from tongxin.kernel.models import CalendarYear, Duty, Rule, StepSetting, Term
from tongxin.kernel.records import record

#: Duties of so many days back are looked at in a preview, the newest first, and so many at most.
PREVIEW_DAYS, PREVIEW_MOST = 365, 5000


class NotAnnounced(Refused):
    sentence = gettext_lazy("这一年的放假安排还没有公布，请在公布后载入，或按公布的通知逐日填写。")


def scope_of(area: Area | None, by: Actor) -> str:
    """The path that a setting holds in: a place within reach, or the whole installation for who steers its root."""
    if area is not None and not by.steers.covers(area.path):
        raise NotYours
    if area is None and by.steers.path.count("/") != 1:
        raise NotYours(_("只有管全域的岗位能改全域的设置，请填写适用区域。"))
    return area.path if area is not None and area.parent_id is not None else ""


@transaction.atomic
def set_step(
    *,
    procedure: str,
    step: str,
    area: Area | None,
    label: str,
    amount: int | None,
    unit: str,
    holder_role: str,
    source: str,
    on: date,
    by: Actor,
    at: datetime,
) -> StepSetting:
    """Set name, time and holder of a step from a day on, in one area; duties laid before keep their date."""
    declared = procedures.PROCEDURES[procedure].step(step)
    if amount is not None:
        Limit(amount, unit)
    if holder_role:
        terms.need("roles", holder_role)
    path = scope_of(area, by)
    held = StepSetting.objects.filter(procedure=procedure, step=step, scope_path=path)
    held.filter(valid_from__lt=on, valid_to__isnull=True).update(valid_to=on - timedelta(days=1))
    setting, _made = StepSetting.objects.update_or_create(
        procedure=procedure, step=step, scope_path=path, valid_from=on,
        defaults={"label": label, "amount": amount, "unit": unit, "holder_role": holder_role, "source": source,
                  "valid_to": None},
    )  # fmt: skip
    procedures.forget_settings()
    words = str(Limit(amount, unit)) if amount is not None else _("不设时限")
    record(
        StepSet(setting=setting, step=label or str(declared.label), limit=words, day=on, source=source), by=by, at=at
    )
    return setting


@dataclass(frozen=True)
class Preview:
    """What a limit would have meant for past duties of a step: how many were looked at, late then, late under it."""

    looked_at: int
    late: int
    would_be_late: int
    is_cut: bool


def preview(*, procedure: str, step: str, path: str, limit: Limit | None, at: datetime) -> Preview:
    """Ask the past: how many duties of this step would have been late under the new limit (nothing is changed)."""
    past = Duty.objects.filter(
        procedure=procedure, step=step, kind=Duty.Kind.STEP, laid_at__gte=at - timedelta(days=PREVIEW_DAYS),
        area_path__startswith=path,
    )  # fmt: skip
    rows = list(past.order_by("-laid_at")[: PREVIEW_MOST + 1])
    looked = rows[:PREVIEW_MOST]
    return Preview(
        looked_at=len(looked),
        late=sum(duty.is_late(at) for duty in looked),
        would_be_late=sum(_would_be_late(duty, limit, at) for duty in looked) if limit else 0,
        is_cut=len(rows) > PREVIEW_MOST,
    )


def _would_be_late(duty: Duty, limit: Limit, at: datetime) -> bool:
    pauses = [Pause(datetime.fromisoformat(a), datetime.fromisoformat(b), why) for a, b, why in duty.pauses]
    due = calendars.working_time().due(duty.laid_at, limit, pauses)
    return due.at < (duty.closed_at or at)


@transaction.atomic
def set_rule(*, rule: Rule, value: Any, source: str, area: Area | None, on: date, by: Actor, at: datetime) -> Rule:
    """Give a rule another value from a day on; results of earlier days keep the value that held then."""
    fresh = rules.set_rule(
        key=rule.key, value=value, source=source, valid_from=on, unit=rule.unit, label=rule.label,
        scope_path=scope_of(area, by),
    )  # fmt: skip
    label = fresh.label or fresh.key
    record(RuleSet(rule=fresh, label=label, before=str(rule.value), after=str(value), source=source), by=by, at=at)
    return fresh


def load_year(*, year: int, by: Actor, at: datetime) -> int:
    """Take an announced year from the holiday library; provisional dates are recomputed and their holders told."""
    if year not in calendars.announced_years():
        raise NotAnnounced
    with transaction.atomic():
        calendars.load_year(year=year, source="chinese-calendar", at=at)
        return _announced(year, "chinese-calendar", by, at)


def announce_year(*, year: int, days: dict[date, tuple[bool, str]], source: str, by: Actor, at: datetime) -> int:
    """Enter a year as the State Council announced it, day by day; provisional dates are recomputed."""
    if not days or any(day.year != year for day in days):
        raise Unfit(_("请填 %d 年的放假和调休上班日期，每行一天。") % year)
    with transaction.atomic():
        calendars.announce(year=year, days=days, source=source, at=at)
        return _announced(year, source, by, at)


def _announced(year: int, source: str, by: Actor, at: datetime) -> int:
    changed = duties.recompute(year=year, at=at)
    row = CalendarYear.objects.get(pk=year)
    record(CalendarAnnounced(calendar=row, year=year, source=source, changed=changed), by=by, at=at)
    return changed


@transaction.atomic
def switch_module(*, module: str, levels: list[str], by: Actor, at: datetime) -> None:
    """Say at which levels a module is switched on (CD-42)."""
    scope_of(None, by)
    term = Term.objects.select_for_update().get(listed_in="modules", code=module)
    for level in levels:
        terms.need("area_kinds", level)
    term.data = {**term.data, "levels": levels, profiles.BY_HAND: True}
    term.save(update_fields=["data"])
    # The navigation that was drawn from the list is kept too.
    remembered.forget_all()
    names = "、".join(terms.label("area_kinds", level) for level in levels)
    record(ModuleSwitched(module=term, label=term.label, levels=names), by=by, at=at)


def source_words(source: str) -> str:
    """Where a number comes from, in words: a law or a report of the profile's lists; else what somebody typed."""
    known = terms.find("sources", source) or terms.find("reports", source.partition("-")[0])
    return str(known.data.get("title", source)) if known else source


def current_rules(*, at: datetime) -> list[Rule]:
    """Every rule that holds today, one row per key and scope."""
    return list(Rule.objects.on(today(at)).order_by("label", "key", "scope_path"))
