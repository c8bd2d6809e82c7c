"""Configuring: categories with their limits, and rules of routing; each from a day on, by role, after a look at the
past. What held before stays in the tables."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongxin.areas.models import Area
from tongxin.cases import catalogue
from tongxin.cases.models import Category, RoutingRule
from tongxin.cases.queries import routing
from tongxin.cases.setting_events import CategoryEnded, CategorySet, RoutingSwitched, RoutingTried, RoutingWritten
from tongxin.kernel.actor import Actor
from tongxin.kernel.clock import Limit, today
from tongxin.kernel.errors import NotYours, Refused, Unfit
from tongxin.kernel.records import record


class NotTried(Refused):
    sentence = gettext_lazy("这条规则还没有用过去的案件试算，试算后才能启用。")


def may_set(by: Actor, path: str) -> bool:
    """Whether the actor sets what holds at the place; what holds everywhere (no path) is for who serves the whole."""
    where = path or Area.objects.filter(parent=None).order_by("pk").values_list("path", flat=True).first() or ""
    return "cases.configure" in by.office and by.steers.covers(where)


def _must_configure(by: Actor, path: str) -> None:
    if not may_set(by, path):
        raise NotYours


@transaction.atomic
def set_category(
    *, code: str, label: str, group: str, on: date, by: Actor, at: datetime, area: Area | None = None,
    respond: Limit | None = None, handle: Limit | None = None, **said: Any,
) -> Category:  # fmt: skip
    """Let a category hold with these limits from a day on, everywhere or in one place; cases that were dispatched
    before keep theirs. `said` holds any of parent, words, filing_condition, closing_condition, is_urgent, asks_proof,
    is_public, source."""
    path = area.path if area and area.parent_id else ""
    _must_configure(by, path)
    if on < today(at):
        raise Unfit(_("只能从今天或以后的日子起改。"))
    if not code.strip() or not label.strip():
        raise Unfit(_("请填写代码和名称。"))
    row = _row_from(on, code=code, path=path)
    for name, value in (said | _columns(respond, handle) | {"label": label, "group": group}).items():
        setattr(row, name, value)
    row.save()
    catalogue.forget()
    record(CategorySet(category=row, on=f"{on:%Y-%m-%d}", limit=str(handle or "")), by=by, at=at)
    return row


def _row_from(on: date, *, code: str, path: str) -> Category:
    """The row that begins on the day, taking over from the one before it and ending before the one after it."""
    held = Category.objects.select_for_update().filter(code=code, scope_path=path)
    if same := held.filter(valid_from=on).first():
        return same
    before, after = (
        held.filter(valid_from__lt=on).order_by("-valid_from").first(),
        held.filter(valid_from__gt=on).order_by("valid_from").first(),
    )
    if before and (before.valid_to is None or before.valid_to >= on):
        before.valid_to = on - timedelta(days=1)
        before.save(update_fields=["valid_to"])
    pattern = before or catalogue.find(code, on=on)
    kept = {name: getattr(pattern, name) for name in KEPT} if pattern else {}
    until = after.valid_from - timedelta(days=1) if after else None
    return Category(**kept, code=code, scope_path=path, valid_from=on, valid_to=until)


#: What a new row takes over where nothing else is said.
KEPT = (
    "parent", "words", "filing_condition", "closing_condition", "is_urgent", "asks_proof", "is_public", "number",
    "source",
)  # fmt: skip


def _columns(respond: Limit | None, handle: Limit | None) -> dict[str, Any]:
    return {
        "respond_amount": respond.amount if respond else None, "respond_unit": respond.unit if respond else "",
        "handle_amount": handle.amount if handle else None, "handle_unit": handle.unit if handle else "",
    }  # fmt: skip


@transaction.atomic
def end_category(*, category: Category, on: date, by: Actor, at: datetime) -> None:
    """Close a category: `on` is its last day. Its cases go on; new ones cannot be filed under it."""
    _must_configure(by, category.scope_path)
    if on < category.valid_from or on < today(at) - timedelta(days=1):
        raise Unfit(_("最后一天不能早于昨天，也不能早于开始的日子。"))
    if category.valid_to is not None and on > category.valid_to:
        raise Unfit(_("这个类别到 %s 为止，之后要用请另设一条。") % f"{category.valid_to:%Y-%m-%d}")
    category.valid_to = on
    category.save(update_fields=["valid_to"])
    catalogue.forget()
    record(CategoryEnded(category=category, on=f"{on:%Y-%m-%d}"), by=by, at=at)


@transaction.atomic
def write_routing(*, by: Actor, at: datetime, rule: RoutingRule | None = None, **said: Any) -> RoutingRule:
    """Write a rule, or change one. A changed rule is off until it was tried again. `said`: label, order, categories,
    area, weekdays, opens, closes, lead or lead_kind, valid_from, valid_to."""
    rule = rule or RoutingRule()
    area = said.get("area") or rule.area
    _must_configure(by, area.path)
    if rule.pk:
        _must_configure(by, rule.area_path)
    for name, value in said.items():
        setattr(rule, name, value)
    if bool(rule.lead_id) == bool(rule.lead_kind):
        raise Unfit(_("请在主办单位和主办单位类型里填一项。"))
    rule.area_path, rule.is_on, rule.tested_at = area.path, False, None
    rule.save()
    routing.forget_rules()
    record(RoutingWritten(rule=rule), by=by, at=at)
    return rule


@transaction.atomic
def note_trial(*, rule: RoutingRule, cases: int, changed: int, by: Actor, at: datetime) -> None:
    """Keep that the rule was tried on so many past cases."""
    _must_configure(by, rule.area_path)
    rule.tested_at = at
    rule.save(update_fields=["tested_at"])
    record(RoutingTried(rule=rule, cases=cases, changed=changed), by=by, at=at)


@transaction.atomic
def switch_routing(*, rule: RoutingRule, on: bool, by: Actor, at: datetime) -> None:
    """Let the rule propose, or stop it. Only after a trial."""
    _must_configure(by, rule.area_path)
    if on and rule.tested_at is None:
        raise NotTried
    rule.is_on = on
    rule.save(update_fields=["is_on"])
    routing.forget_rules()
    record(RoutingSwitched(rule=rule, state=_("启用") if on else _("停用")), by=by, at=at)
