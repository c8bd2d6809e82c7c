from typing import Any

from django.utils.translation import gettext_lazy as _

from tongxin.areas.models import Area
from tongxin.kernel.records import Event


class AreaCreated(Event):
    area: Area
    document: str
    says = _("{by}设立区域（{document}）")


class AreaRenamed(Event):
    area: Area
    before: str
    after: str
    document: str
    says = _("{by}将{before}更名为{after}（{document}）")


class AreaUpgraded(Event):
    area: Area
    before: str
    after: str
    document: str
    says = _("{by}将类别由{before}改为{after}（{document}）")


class AreaMoved(Event):
    area: Area
    before: str
    after: str
    document: str
    says = _("{by}由{before}划转到{after}（{document}）")


class AreaMerged(Event):
    area: Area
    others: str
    document: str
    says = _("{by}将{others}并入（{document}）")


class AreaSplit(Event):
    area: Area
    parts: str
    document: str
    says = _("{by}拆分为{parts}（{document}）")


class AreaTyped(Event):
    area: Area
    type: str
    says = _("{by}确定类型为{type}")


class PutOnMap(Event):
    thing: Any
    place: str
    says = _("{by}在地图上标出了位置（{place}）")


class PeopleCounted(Event):
    area: Area
    people: int
    source: str
    says = _("{by}登记人口 {people} 人（{source}）")


class StepSet(Event):
    setting: Any
    step: str
    limit: str
    day: Any
    source: str
    says = _("{by}将“{step}”的时限设为{limit}，自{day}起（{source}）")


class RuleSet(Event):
    rule: Any
    label: str
    before: str
    after: str
    source: str
    says = _("{by}将{label}由{before}改为{after}（{source}）")


class CalendarAnnounced(Event):
    calendar: Any
    year: int
    source: str
    changed: int
    says = _("{by}载入了 {year} 年放假安排（{source}），重算 {changed} 个暂定日期")


class ModuleSwitched(Event):
    module: Any
    label: str
    levels: str
    says = _("{by}将{label}开在：{levels}")


class AreaDrawn(Event):
    area: Area
    source: str
    hectares: float
    says = _("{by}划定边界，{hectares} 公顷（{source}）")


class AreaDivided(Event):
    area: Area
    parts: str
    basis: str
    document: str
    says = _("{by}按{basis}划分为{parts}（{document}）")
