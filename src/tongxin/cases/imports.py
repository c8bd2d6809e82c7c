"""Orders of the city's 12345 as they come in tables. A number that is there already is not brought in twice."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongxin.cases import catalogue
from tongxin.cases.actions.taking_in import NoDesk, NothingSaid, report
from tongxin.cases.models import Case
from tongxin.cases.queries.places import NotFound, spoken, spot_of
from tongxin.kernel import terms
from tongxin.kernel.actor import Actor
from tongxin.kernel.clock import today
from tongxin.kernel.errors import Unfit
from tongxin.kernel.importing import Import, Tell

CHANNEL = "city_hotline"


class Orders(Import):
    kind, label, power = "case-orders", gettext_lazy("12345 工单"), "cases.accept"
    hint = gettext_lazy(
        "工单编号不能重复；地点写街道、社区、小区都可以；来电人和号码加密保存；类别空着就按内容建议，受理时再定。"
    )

    def __init__(self, *, by: Actor, at: datetime) -> None:
        super().__init__(by=by, at=at)
        self.on = today(at)

    def check(self, row: dict[str, Any]) -> dict[str, Any]:
        text = (row.get("text") or row.get("title") or "").strip()
        if not text:
            raise NothingSaid
        spot = self._spot(" ".join(filter(None, [row.get("area"), row.get("place")])))
        if spot.placed.host_id is None:
            raise NoDesk
        told = row.get("raised_on") or self.on
        if told > self.on:
            raise Unfit(_("来电日期在今天之后，请核对。"))
        return {
            "outside_number": str(row["number"]).strip()[:60], "text": text[:2000],
            "title": (row.get("title") or "")[:60], "place": (row.get("place") or row.get("area") or "")[:120],
            "placed": spot.placed, "raised_on": told,
            "kind": row.get("kind") or "help", "category": self._category(row.get("category") or "", text),
            "caller_name": (row.get("caller") or "")[:40], "caller_phone": row.get("phone") or "",
        }  # fmt: skip

    def _spot(self, words: str) -> Any:
        area = spoken(words, on=self.on) if words else None
        if area is None:
            raise NotFound
        if self.by.steers.along == "area" and not self.by.steers.covers(area.path):
            raise Unfit(_("“%s”不在您负责的范围内。") % area.name)
        return spot_of(area, on=self.on)

    def _category(self, said: str, text: str) -> str:
        """The category by its name, else what the words propose."""
        for row in catalogue.at(on=self.on):
            if said and row.label == said:
                return row.code
        found = catalogue.suggest(f"{said} {text}", on=self.on, most=1)
        return found[0].code if found else ""

    def check_together(self, rows: Sequence[tuple[int, Any]]) -> Iterable[tuple[int, str]]:
        numbers = [said["outside_number"] for _line, said in rows]
        there = set(Case.objects.filter(outside_number__in=numbers).values_list("outside_number", flat=True))
        first: dict[str, int] = {}
        for line, said in rows:
            number = said["outside_number"]
            if number in there:
                yield line, _("工单 %s 已经导入过。") % number
            elif number in first:
                yield line, _("工单 %(number)s 与第 %(line)d 行重复。") % {"number": number, "line": first[number]}
            first.setdefault(number, line)

    def save(self, things: list[dict[str, Any]], tell: Tell) -> None:
        channel = terms.need("case_channels", CHANNEL).code
        for done, said in enumerate(things, start=1):
            told = {name: value for name, value in said.items() if name != "raised_on"}
            case = report(channel=channel, by=self.by, at=self.at, **told)
            if said["raised_on"] != self.on:
                Case.objects.filter(pk=case.pk).update(raised_on=said["raised_on"])
            tell(done)
