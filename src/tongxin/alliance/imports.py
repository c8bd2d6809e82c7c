"""Agreements as offices keep them in tables: each row becomes a draft with its promises, ready to be signed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongxin.alliance.actions import agreements
from tongxin.alliance.actions.agreements import NewItem, NoItems
from tongxin.alliance.models import Agreement, Side
from tongxin.areas.queries import Places
from tongxin.kernel import terms
from tongxin.kernel.actor import Actor
from tongxin.kernel.clock import today
from tongxin.kernel.errors import Unfit
from tongxin.kernel.importing import Import, Tell
from tongxin.organizations.models import Organization

#: The longest promise and contact that a draft takes.
LONGEST, CONTACT = 200, 50


@dataclass(frozen=True)
class NewAgreement:
    """An agreement on its way in: the words of its deed."""

    said: dict[str, Any]

    @property
    def parties(self) -> tuple[int, int, str]:
        return self.said["unit"].pk, self.said["area"].pk, self.said["kind"]


class Agreements(Import):
    kind, label, power = "agreements", gettext_lazy("共建协议"), "agreements.manage"
    hint = gettext_lazy("导入后是草稿，逐份送签；承诺有几项的，用分号或换行隔开，双方合计至少一项。")

    def __init__(self, *, by: Actor, at: datetime) -> None:
        super().__init__(by=by, at=at)
        self.on = today(at)
        self.places = Places(on=self.on)
        self._units: dict[str, Organization | None] = {}

    def check(self, row: dict[str, Any]) -> NewAgreement:
        unit, area = self._unit(row["unit"]), self.places.find(row["area"])
        if not (unit.pk in self.by.own_ids or (self.by.steers.along == "area" and self.by.steers.covers(area.path))):
            raise Unfit(_("“%s”不在您负责的范围内，也不是您的单位签的。") % area.name)
        agreements.check_parties(unit, area, on=self.on)
        agreements.check_term(row["from"], row["to"], on=self.on)
        agreements.host_of(area)
        said = {
            "kind": row["kind"], "unit": unit, "area": area, "valid_from": row["from"], "valid_to": row["to"],
            "items": self._items(row), "contact": self._contact(row.get("contact")),
            "host_contact": self._contact(row.get("host_contact")),
        }  # fmt: skip
        return NewAgreement(said)

    def check_together(self, rows: Sequence[tuple[int, Any]]) -> Iterable[tuple[int, str]]:
        """One of a kind between two at a time: beside those under way or in force, and within the table."""
        known = Agreement.objects.under_way() | Agreement.objects.in_force()
        units = [new.said["unit"].pk for _line, new in rows]
        there = set(known.filter(unit_id__in=units).values_list("unit_id", "area_id", "kind"))
        first: dict[tuple[int, int, str], int] = {}
        for line, new in rows:
            if new.parties in there:
                yield line, str(agreements.AgreedAlready())
            elif new.parties in first:
                yield line, _("与第 %d 行是同一单位、同一社区的同类文本。") % first[new.parties]
            first.setdefault(new.parties, line)

    def save(self, things: list[NewAgreement], tell: Tell) -> None:
        for done, new in enumerate(things, start=1):
            agreements.draft(**new.said, by=self.by, at=self.at)
            tell(done)

    def _unit(self, text: str) -> Organization:
        if text not in self._units:
            rows = Organization.objects.on(self.on).select_related("area", "principal")
            found = list(rows.filter(name=text)[:2]) or list(rows.filter(credit_code=text)[:2])
            self._units[text] = found[0] if len(found) == 1 else None
        unit = self._units[text]
        if unit is None:
            raise Unfit(_("组织“%s”没有找到，或有几个同名。请先登记，或填统一社会信用代码。") % text)
        return unit

    def _items(self, row: dict[str, Any]) -> list[NewItem]:
        found = []
        for side, name in ((Side.UNIT, "unit"), (Side.COMMUNITY, "community")):
            for text in row.get(f"{name}_promises") or ():
                if len(text) > LONGEST:
                    raise Unfit(_("每项承诺不超过 %d 个字，请分成几项。") % LONGEST)
                found.append(
                    NewItem(side, row.get(f"{name}_field") or next(iter(terms.terms("agreement_fields"))), text)
                )
        if not found:
            raise NoItems(_("没有承诺事项，单位承诺和社区承诺至少写一项。"))
        return found

    def _contact(self, text: str | None) -> str:
        if text and len(text) > CONTACT:
            raise Unfit(_("联系人不超过 %d 个字。") % CONTACT)
        return text or ""
