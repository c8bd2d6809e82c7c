"""Names of the units of a city: parts from `texts/units.toml` put together, none twice."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from demo.picker import Picker
from demo.reading import BrokenText, Row, known, read


@dataclass(frozen=True, slots=True)
class UnitName:
    """`group` is a table of units.toml, the owner in resources.toml; a unit of the whole county has no `street`."""

    name: str
    group: str
    kind: str
    county: str
    street: str


@dataclass(frozen=True, slots=True)
class UnitGroup:
    key: str
    kind: str
    weight: int
    patterns: tuple[str, ...]


def unit_names(*, streets: Mapping[str, Sequence[str]], count: int, picker: Picker) -> list[UnitName]:
    """`count` names, spread over the groups by weight; `streets` gives the short street names of each county."""
    supplies = {group: supply(group, streets, picker.child(group.key)) for group in load_unit_groups() if group.weight}
    names: dict[str, UnitName] = {}
    while len(names) < count:
        if not supplies:
            raise BrokenText(f"units.toml: its parts make {len(names)} names, {count} are wanted")
        group = picker.weighted(list(supplies), [group.weight for group in supplies])
        if (unit := next(supplies[group], None)) is None:
            del supplies[group]
        else:
            names.setdefault(unit.name, unit)
    return list(names.values())


def supply(group: UnitGroup, streets: Mapping[str, Sequence[str]], picker: Picker) -> Iterator[UnitName]:
    """Every name that a group can have, in an order of its own."""
    words = Row("units.toml", read("units.toml")).texts("names")
    places = [(county, street) for county in streets for street in streets[county]]
    made = []
    for pattern in group.patterns:
        if "{street}" in pattern:
            made += [UnitName(pattern.format(street=s), group.key, group.kind, c, s) for c, s in places]
        elif "{county}" in pattern:
            made += [UnitName(pattern.format(county=c), group.key, group.kind, c, "") for c in streets]
        elif "{name}" in pattern:
            for word in words:
                county, street = picker.one(places)
                made.append(UnitName(county + pattern.format(name=word), group.key, group.kind, county, street))
    return iter(picker.some(made, len(made)))


def load_unit_groups() -> tuple[UnitGroup, ...]:
    kinds = known("organizations", "organization_kinds")
    groups = []
    for key, data in read("units.toml").items():
        if key != "names":
            row = Row(f"units.toml, {key}", data)
            groups.append(
                UnitGroup(key, row.key("kind", kinds), row.count("weight", at_least=0), row.texts("patterns"))
            )
    return tuple(groups)
