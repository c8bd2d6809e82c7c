"""Profiles: a city's way of working as data, read from `cities/<name>/profile.toml` over `cities/common/*.toml`.

Lists become terms, numbers become rules, labels and limits of steps become step settings. `cities/README.md`
describes the files.
"""

import hashlib
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any, TypeVar

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongxin.kernel import remembered, rules
from tongxin.kernel.errors import Refused
from tongxin.kernel.models import Rule, StepSetting, Term

V = TypeVar("V", Rule, StepSetting)
#: Stands among the properties of a module whose levels somebody chose on the page.
BY_HAND = "by_hand"


class NoSuchCity(Refused):
    status = 404


class ProfileIncomplete(Refused):
    sentence = gettext_lazy("城市档案不完整，没有载入。")


@dataclass(frozen=True)
class Profile:
    """The merged tables of one city and the folder with its divisions and borders."""

    folder: Path
    tables: Mapping[str, Any]

    @property
    def city(self) -> Mapping[str, Any]:
        table: Mapping[str, Any] = self.tables["city"]
        return table

    @property
    def name(self) -> str:
        return self.folder.name

    def lists(self) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """Every table that holds `items`, by its dotted name; narrowed to `use` where the city names a selection."""
        yield from _lists_in(self.tables, "")


def names() -> list[str]:
    """The cities that have a profile."""
    return sorted(path.parent.name for path in Path(settings.CITIES_DIR).glob("*/profile.toml"))


def read(name: str) -> Profile:
    tables: dict[str, Any] = {}
    for path in _files(name):
        tables = _merged(tables, tomllib.loads(path.read_text("utf-8")))
    return Profile(folder=Path(settings.CITIES_DIR) / name, tables=tables)


def edition(name: str) -> str:
    """What the files of a profile say now, as one word that changes with them."""
    said = hashlib.sha256()
    for path in _files(name):
        said.update(path.read_bytes())
    return said.hexdigest()[:16]


def loaded() -> tuple[str, str]:
    """The name and the edition of the profile that was loaded last; two empty words where none was."""
    city = Term.objects.filter(listed_in="city", code="this").first()
    return (city.data.get("profile", ""), city.data.get("edition", "")) if city else ("", "")


def _files(name: str) -> list[Path]:
    """The files in which a profile stands, the city's own last. Raises NoSuchCity."""
    own = Path(settings.CITIES_DIR) / name / "profile.toml"
    if not own.exists():
        raise NoSuchCity(f"no profile named {name}; there are: {', '.join(names())}")
    return [*sorted((Path(settings.CITIES_DIR) / "common").glob("*.toml")), own]


@transaction.atomic
def load(profile: Profile) -> None:
    """Bring the profile's lists, rules and step settings into the tables; run again, it brings them up to date. What
    was set on the pages of the platform since then stays as it is.

    Raises ProfileIncomplete where a number is missing that the house cannot do without.
    """
    if absent := _absent(profile):
        raise ProfileIncomplete(
            _("城市档案 %(city)s 缺少规则：%(keys)s。") % {"city": profile.name, "keys": "、".join(absent)}
        )
    Term.objects.bulk_create(
        _but_switched(_terms(profile)),
        update_conflicts=True,
        unique_fields=["listed_in", "code"],
        update_fields=["label", "number", "data", "source", "is_example", "is_active"],
    )
    Rule.objects.bulk_create(
        _but_ended(_rules(profile), "key"),
        update_conflicts=True,
        unique_fields=["key", "scope_path", "valid_from"],
        update_fields=["value", "unit", "label", "source", "is_example", "valid_to"],
    )
    StepSetting.objects.bulk_create(
        _but_ended(_step_settings(profile), "procedure", "step"),
        update_conflicts=True,
        unique_fields=["procedure", "step", "scope_path", "valid_from"],
        update_fields=["label", "amount", "unit", "holder_role", "source", "valid_to"],
    )
    remembered.forget_all()


def _but_switched(found: list[Term]) -> list[Term]:
    """A module that was switched by hand keeps its levels."""
    by_hand = dict(Term.objects.filter(listed_in="modules", data__has_key=BY_HAND).values_list("code", "data"))
    for term in found:
        if term.listed_in == "modules" and term.code in by_hand:
            term.data = by_hand[term.code]
    return found


def _but_ended(found: list[V], *names: str) -> list[V]:
    """A row that a later one set by hand brought to its end stays ended, where the files do not end it themselves."""
    columns = (*names, "scope_path", "valid_from")
    model = type(found[0])
    ends = {tuple(row[:-1]): row[-1] for row in model._base_manager.values_list(*columns, "valid_to")}
    for row in found:
        row.valid_to = row.valid_to or ends.get(tuple(getattr(row, column) for column in columns))
    return found


def _absent(profile: Profile) -> list[str]:
    found = {rule.key for rule in _rules(profile)}
    return [key for key in rules.NEEDED if key not in found]


def _terms(profile: Profile) -> list[Term]:
    found: list[Term] = []
    for name, table in profile.lists():
        for number, (code, item) in enumerate(table["items"].items(), start=1):
            found.append(
                Term(
                    listed_in=name,
                    code=code,
                    label=item.get("label", code),
                    number=item.get("number", number),
                    data=_plain({key: value for key, value in item.items() if key not in ("label", "number")}),
                    source=str(item.get("source", table.get("source", ""))),
                    is_example=bool(item.get("example", table.get("example", False))),
                )
            )
    known = {"profile": profile.name, "edition": edition(profile.name)}
    city = _plain(profile.city) | known
    found.append(Term(listed_in="city", code="this", label=profile.city["name"], data=city))
    return [*found, *_texts(profile), *_headings(profile), *_tables(profile), *_procedures(profile)]


def _procedures(profile: Profile) -> Iterator[Term]:
    """Who is told in turn when a step of a procedure is late; labels and times of the steps stand in `StepSetting`."""
    for name, table in profile.tables.get("procedures", {}).items():
        data = {"escalates_to": table.get("escalates_to", [])}
        yield Term(listed_in="procedures", code=name, label=table.get("label", name), data=data, source=_source(table))


#: Tables of one answer each, kept as they are.
TABLES = ("part_time", "governance_card")


def _tables(profile: Profile) -> Iterator[Term]:
    for name in TABLES:
        if table := profile.tables.get(name):
            yield Term(listed_in="tables", code=name, label=name, data=_plain(table), source=table.get("source", ""))


#: Tables of public texts: one text, or versions of it as tables of their own.
TEXTS = ("about", "privacy", "wish_notice", "volunteer_notice", "guardian_form")


def _texts(profile: Profile) -> Iterator[Term]:
    for name in TEXTS:
        table = profile.tables.get(name, {})
        versions = {f"{name}.{key}": each for key, each in table.items() if isinstance(each, Mapping)} or {name: table}
        for number, (code, text) in enumerate(versions.items(), start=1):
            data = _plain({key: value for key, value in text.items() if key != "label"})
            yield Term(
                listed_in="texts", code=code, label=text.get("label", name), number=number, data=data,
                source=str(text.get("source", "")),
            )  # fmt: skip


def _headings(profile: Profile) -> Iterator[Term]:
    """The columns of each kind of table that can be brought in, as lists of their own."""
    for kind, table in profile.tables.get("headings", {}).items():
        for number, (code, column) in enumerate(table["columns"].items(), start=1):
            data = {key: column[key] for key in ("required", "form", "also") if key in column}
            yield Term(listed_in=f"headings.{kind}", code=code, label=column["label"], number=number, data=data)


def _rules(profile: Profile) -> list[Rule]:
    # The narrower scope of the same key and first day wins, whatever file it stands in.
    order = ["nation", "province", "city", "area", "organization"]
    rows: dict[tuple[str, date], Rule] = {}
    for item in sorted(profile.tables.get("rules", []), key=lambda item: order.index(item.get("scope", "nation"))):
        rows[item["key"], item["valid_from"]] = Rule(
            key=item["key"],
            value=_plain(item["value"]),
            unit=item.get("unit", ""),
            label=item.get("label", ""),
            source=str(item.get("source", "")),
            is_example=item.get("example", False),
            valid_from=item["valid_from"],
            valid_to=_last_day(item),
        )
    return [*rows.values(), *_office(profile.tables.get("calendar", {}))]


def _office(calendar: Mapping[str, Any]) -> Iterator[Rule]:
    """The working week and the sessions of a working day as rules of their own."""
    sessions = calendar.get("sessions", {}).get("items", {})
    values = {
        "office.sessions": [[f"{each['from']:%H:%M}", f"{each['to']:%H:%M}"] for each in sessions.values()],
        "office.week": calendar.get("week", []),
    }
    labels = {"office.sessions": _("办公时段"), "office.week": _("工作日（星期）")}
    for key, value in values.items():
        if value:
            yield Rule(
                key=key, value=value, label=labels[key], source=_source(calendar),
                is_example=bool(calendar.get("example", False)), valid_from=calendar["valid_from"],
            )  # fmt: skip


def _source(table: Mapping[str, Any]) -> str:
    return str(table.get("source", ""))


def _step_settings(profile: Profile) -> list[StepSetting]:
    roles = profile.tables.get("roles", {}).get("items", {})
    rows: list[StepSetting] = []
    for procedure, table in profile.tables.get("procedures", {}).items():
        for step, item in table["steps"].items():
            amount, unit = _limit(profile, item)
            rows.append(
                StepSetting(
                    procedure=procedure,
                    step=step,
                    label=item["label"],
                    amount=amount,
                    unit=unit,
                    holder_role=item["holder"] if item.get("holder") in roles else "",
                    source=str(item.get("source", table.get("source", ""))),
                    valid_from=table["valid_from"],
                )
            )
    return rows


def _limit(profile: Profile, step: Mapping[str, Any]) -> tuple[int | None, str]:
    if rule := step.get("within_rule"):
        row = next(item for item in profile.tables["rules"] if item["key"] == rule)
        return int(row["value"]), row["unit"]
    return step.get("within"), step.get("unit", "working_day")


def _lists_in(tables: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for name, table in tables.items():
        if not isinstance(table, Mapping):
            continue
        if isinstance(items := table.get("items"), Mapping):
            used = [code for code in table.get("use", items) if code not in table.get("omit", ())]
            yield prefix + name, {**table, "items": {code: items[code] for code in used}}
        else:
            yield from _lists_in(table, f"{prefix}{name}.")


def _merged(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """`above` laid over `below`: tables merge, lists of tables (rules) add up, other values replace."""
    merged = dict(below)
    for key, value in above.items():
        if isinstance(value, Mapping) and isinstance(merged.get(key), Mapping):
            merged[key] = _merged(merged[key], value)
        elif key == "rules" and key in merged:
            merged[key] = [*merged[key], *value]
        else:
            merged[key] = value
    return merged


def _last_day(item: Mapping[str, Any]) -> date | None:
    # The files name the first day on which a rule no longer holds; the tables keep the last on which it does.
    return item["valid_to"] - timedelta(days=1) if "valid_to" in item else None


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return value.isoformat() if isinstance(value, date | time) else value
