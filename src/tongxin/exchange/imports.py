"""Needs and resources as offices keep them in tables, brought in by the same deeds and under the same checks."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongxin.areas.queries import Places
from tongxin.exchange.actions import needs, resources
from tongxin.exchange.models import Need
from tongxin.exchange.queries import Placed, place
from tongxin.kernel.actor import Actor
from tongxin.kernel.clock import today
from tongxin.kernel.errors import Unfit
from tongxin.kernel.importing import Import, Tell
from tongxin.organizations.imports import Known
from tongxin.organizations.models import Organization
from tongxin.people.identity import phone_number


class Placing(Import):
    """Finds the place of each row within reach, with the organization that answers for it."""

    def __init__(self, *, by: Actor, at: datetime) -> None:
        super().__init__(by=by, at=at)
        self.on = today(at)
        self.places = Places(on=self.on, reach=by.steers if by.steers.along == "area" else None)
        self._placed: dict[int, Placed | None] = {}

    def placed(self, text: str) -> Placed | None:
        area = self.places.find(text)
        if area.pk not in self._placed:
            self._placed[area.pk] = place(area.pk, on=self.on)
        return self._placed[area.pk]


@dataclass(frozen=True)
class NewNeed:
    """A need on its way in: the words of its deed, and the day it was told."""

    said: dict[str, Any]
    raised_on: date


class Needs(Placing):
    # Everybody may raise a need; whole tables of them are for who verifies them.
    kind, label, power = "needs", gettext_lazy("需求"), "needs.verify"
    hint = gettext_lazy("提出日期空着按今天；希望完成的日期不能早于今天；联系人和电话加密保存。")

    def check(self, row: dict[str, Any]) -> NewNeed:
        said = {
            "title": fitting(row["title"], 60, _("需求名称")),
            "channel": row["channel"],
            "kind": row["kind"],
            "placed": self.placed(row["area"]),
            "text": row.get("text") or "",
            "place": fitting(row.get("place") or "", 80, _("地点")),
            "quantity": row.get("quantity"),
            "contact": self._contact(row),
            "wanted_from": row["from"].date() if row.get("from") else None,
            "wanted_by": row["to"].date() if row.get("to") else None,
        }
        told = row.get("raised_on") or self.on
        if told > self.on:
            raise Unfit(_("提出日期在今天之后，请核对。"))
        # Built once to be checked; built again when it is saved.
        needs.new_need(**said, field="", proposer_id=None, by=self.by, at=self.at)
        return NewNeed(said, told)

    def save(self, things: list[Any], tell: Tell) -> None:
        for done, new in enumerate(things, start=1):
            need = needs.raise_need(**new.said, by=self.by, at=self.at)
            if new.raised_on != self.on:
                Need.objects.filter(pk=need.pk).update(raised_on=new.raised_on)
            tell(done)

    def _contact(self, row: dict[str, Any]) -> str:
        phone = phone_number(row["phone"]) if row.get("phone") else ""
        return " ".join(filter(None, [row.get("proposer") or "", phone]))


class Resources(Placing):
    kind, label, power = "resources", gettext_lazy("资源"), "resources.publish"
    hint = gettext_lazy("导入后是草稿，请在资源页面逐条发布；开放开始空着按今天。")

    def __init__(self, *, by: Actor, at: datetime) -> None:
        super().__init__(by=by, at=at)
        self.known = Known(by=by, on=self.on)

    def check(self, row: dict[str, Any]) -> dict[str, Any]:
        owner: Organization = self.known.need(row["organization"])
        said = {
            "owner": owner,
            "title": fitting(row["title"], 60, _("资源名称")),
            "kind": row["kind"],
            "capacity": row["capacity"],
            "valid_from": row["from"].date() if row.get("from") else None,
            "valid_to": row["to"].date() if row.get("to") else None,
            "text": "。".join(filter(None, [row.get("text"), row.get("place"), row.get("conditions")])),
        }
        placed = self.placed(row["area"]) if row.get("area") else place(owner.area_id, on=self.on)
        resources.new_resource(
            **said, placed=placed, reach="community", field="", by=self.by, at=self.at,
        )  # fmt: skip
        return said | {"area": placed.area if placed else None}

    def save(self, things: list[dict[str, Any]], tell: Tell) -> None:
        for done, said in enumerate(things, start=1):
            resources.enter_resource(**said, by=self.by, at=self.at)
            tell(done)


def fitting(text: str, length: int, column: str) -> str:
    if len(text) > length:
        raise Unfit(_("%(column)s超过 %(n)d 个字，请写短一些，详情写在内容里。") % {"column": column, "n": length})
    return text
