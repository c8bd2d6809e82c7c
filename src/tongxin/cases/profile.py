"""What this room takes from a city's profile: the catalogue of categories with their limits, examples of routing."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django.db import transaction

from tongxin.areas.models import Area
from tongxin.cases import catalogue, knowing
from tongxin.cases.models import Category, RoutingRule
from tongxin.kernel import rules
from tongxin.kernel.profiles import Profile

rules.needed("cases.twin_metres", "cases.twin_days", "cases.second_check_percent", "cases.dispute_days")

#: Columns that a file may name of a category, besides its label and limits.
PLAIN = ("parent", "filing_condition", "closing_condition")


@transaction.atomic
def load(profile: Profile) -> int:
    """Bring the catalogues of the profile into the table. What was edited on the pages has a later first day and
    stays; what the file no longer names is left as it is. Returns how many categories the files name."""
    rows = list(_rows(profile))
    known = {(row.code, row.scope_path, row.valid_from): row for row in Category.objects.all()}
    fresh = []
    for row in rows:
        there = known.get((row.code, row.scope_path, row.valid_from))
        if there is None:
            fresh.append(row)
        else:
            row.pk, row.valid_to = there.pk, there.valid_to
    Category.objects.bulk_create(fresh)
    columns = [field.name for field in Category._meta.concrete_fields if not field.primary_key]
    Category.objects.bulk_update([row for row in rows if row.pk and row not in fresh], columns)
    _load_routing(profile)
    knowing.load(profile)
    catalogue.forget()
    return len(rows)


def _load_routing(profile: Profile) -> None:
    """Example rules of routing, for the whole city and off: somebody tries them on past cases and switches them on."""
    root = Area.objects.filter(parent=None, valid_to=None).order_by("pk").first()
    known = set(RoutingRule.objects.values_list("label", flat=True))
    table = profile.tables.get("case_routing", {})
    if root is not None:
        RoutingRule.objects.bulk_create(
            RoutingRule(
                label=item["label"], order=number * 10, categories=item["categories"], lead_kind=item["lead_kind"],
                area=root, area_path=root.path, valid_from=table["valid_from"], is_example=True,
            )
            for number, item in enumerate(table.get("rules", {}).values(), start=1)
            if item["label"] not in known
        )  # fmt: skip


def _rows(profile: Profile) -> Iterator[Category]:
    for group, table in profile.tables.get("case_catalogues", {}).get("items", {}).items():
        listed = profile.tables.get("case_categories", {}).get(group, {})
        since = listed.get("valid_from", date(2000, 1, 1))
        for number, (code, item) in enumerate(listed.get("categories", {}).items(), start=1):
            yield _category(code, item, group=group, number=number, since=since, table=table)


def _category(
    code: str, item: Mapping[str, Any], *, group: str, number: int, since: date, table: Mapping[str, Any]
) -> Category:
    respond, handle = _limit(item.get("respond")), _limit(item.get("handle"))
    return Category(
        code=code, label=item["label"], group=group, number=number, words=" ".join(item.get("words", ())),
        respond_amount=respond[0], respond_unit=respond[1], handle_amount=handle[0], handle_unit=handle[1],
        is_urgent=item.get("urgent", False), asks_proof=item.get("proof", False), is_public=item.get("public", False),
        source=str(item.get("source", table.get("source", ""))),
        is_example=bool(item.get("example", table.get("example", False))), valid_from=since,
        **{name: item.get(name, "") for name in PLAIN},
    )  # fmt: skip


def _limit(said: Mapping[str, Any] | None) -> tuple[int | None, str]:
    """`{ working_day = 3 }` as amount and unit."""
    for unit, amount in (said or {}).items():
        return int(amount), str(unit)
    return None, ""
