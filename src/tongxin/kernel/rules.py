"""Rules: numbers with source, term and scope. The most specific area that holds on the day answers."""

from collections import defaultdict
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongxin.kernel.errors import Refused
from tongxin.kernel.models import Rule
from tongxin.kernel.remembered import Remembered

#: Keys that the house cannot do without: a profile that lacks one is refused when it is loaded.
NEEDED: list[str] = []


class NoSuchRule(Refused):
    sentence = gettext_lazy("缺少一条规则设置，请系统管理员在设置中补上。")


@Remembered
def _rules_by_key() -> dict[str, list[Rule]]:
    rules: dict[str, list[Rule]] = defaultdict(list)
    for rule in Rule.objects.order_by("key", "-valid_from"):
        rules[rule.key].append(rule)
    for found in rules.values():
        found.sort(key=lambda rule: len(rule.scope_path), reverse=True)
    return rules


def needed(*keys: str) -> tuple[str, ...]:
    """Name keys that every profile must set; gives them back, so that they are written once."""
    NEEDED.extend(key for key in keys if key not in NEEDED)
    return keys


def discover() -> None:
    """What a room takes from a city's profile, and what it cannot do without, stands in its `profile.py`."""
    autodiscover_modules("profile")


def missing(*, on: date) -> list[str]:
    """The keys that the house cannot do without and that hold nowhere on the day."""
    return [key for key in NEEDED if find(key, on=on) is None]


def find(key: str, *, on: date, path: str = "") -> Rule | None:
    """The rule that holds on that day at the area `path`, or None where the city sets none."""
    for rule in _rules_by_key().get(key, ()):
        if path.startswith(rule.scope_path) and rule.holds_on(on):
            return rule
    return None


def value(key: str, *, on: date, path: str = "") -> Any:
    """The value of the rule; raises NoSuchRule where none holds."""
    rule = find(key, on=on, path=path)
    if rule is None:
        raise NoSuchRule(_("缺少规则 %s，请系统管理员在设置中补上。") % key)
    return rule.value


def forget() -> None:
    _rules_by_key.forget()


@transaction.atomic
def set_rule(
    *,
    key: str,
    value: Any,
    source: str,
    valid_from: date,
    unit: str = "",
    label: str = "",
    scope_path: str = "",
    is_example: bool = False,
    valid_to: date | None = None,
) -> Rule:
    """Set a rule from a day on; what held before in the same scope ends the day before."""
    before = Rule.objects.filter(key=key, scope_path=scope_path, valid_from__lt=valid_from)
    before.filter(valid_to__isnull=True).update(valid_to=valid_from - timedelta(days=1))
    rule, _created = Rule.objects.update_or_create(
        key=key,
        scope_path=scope_path,
        valid_from=valid_from,
        defaults={
            "value": value,
            "unit": unit,
            "label": label,
            "source": source,
            "is_example": is_example,
            "valid_to": valid_to,
        },
    )
    forget()
    return rule
