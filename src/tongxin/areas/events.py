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
