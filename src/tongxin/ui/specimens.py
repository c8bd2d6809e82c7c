"""Specimens for the gallery: made-up things that show every component in each of its states."""

import secrets
from datetime import timedelta
from types import SimpleNamespace as Thing
from typing import Any

from django import forms
from django.http import HttpRequest
from django.urls import reverse

from tongxin.kernel.actor import Actor

from .framing import Link
from .pictures import qr_svg

ACTOR = Actor(
    principal_id=1,
    name="王晓梅",
    post_id=1,
    post_label="向阳社区党总支 · 专职副书记",
    posts=((1, "向阳社区党总支 · 专职副书记"), (2, "向阳社区居委会 · 社区工作者")),
)


class NeedForm(forms.Form):
    title = forms.CharField(label="一句话说清楚", max_length=60, help_text="例如：楼道灯不亮，老人晚上下楼不便")
    place = forms.ChoiceField(
        label="地点", choices=[("", "请选择"), ("1", "向阳社区 1 网格"), ("2", "向阳社区 2 网格")]
    )
    channel = forms.ChoiceField(
        label="从哪里听来的",
        choices=[("visit", "入户走访"), ("hotline", "热线"), ("counter", "窗口")],
        widget=forms.RadioSelect,
    )
    until = forms.DateField(label="希望什么时候前办好", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    story = forms.CharField(label="说明", required=False, widget=forms.Textarea(attrs={"rows": 3}))
    twins = forms.MultipleChoiceField(
        label="谁受影响",
        required=False,
        choices=[("old", "老人"), ("child", "孩子"), ("all", "全体居民")],
        widget=forms.CheckboxSelectMultiple,
    )
    agreed = forms.BooleanField(label="提出人同意公开这条需求（不含姓名和住址）", required=False)


def context(request: HttpRequest) -> dict[str, Any]:
    at = request.at  # type: ignore[attr-defined]
    return {
        "actor": ACTOR,
        "city_name": "某某市",
        "unread": 4,
        "feedback_url": "#feedback",
        "navigation": NAVIGATION,
        "needs": NEEDS,
        "steps_of_need": STEPS,
        "moves": MOVES,
        "entries": [Thing(at=at - timedelta(hours=h), sentence=s, by=b, detail=d) for h, s, b, d in ENTRIES],
        "stages": STAGES,
        "counts": COUNTS,
        "dues": DUES,
        "form": NeedForm(initial={"channel": "visit"}, prefix="a"),
        "refused": NeedForm({"b-title": "", "b-place": ""}, prefix="b"),
        "areas_url": reverse("ui:gallery-areas"),
        "code_url": reverse("ui:gallery-code"),
        "now": at,
    }


def code() -> dict[str, Any]:
    digits = f"{secrets.randbelow(1_000_000):06d}"
    return {"svg": qr_svg(f"https://example.org/in/{digits}"), "digits": digits, "ends_in": 10}


def _due(words: str, tone: str, explanation: str = "", provisional: bool = False) -> Thing:
    return Thing(words=words, tone=tone, explanation=explanation, provisional=provisional)


SOON = _due("剩 1 个工作日", "soon", "5 个工作日，周末 2 天不计，11 月 24 日 17:30 到期")
DUES = [
    _due("剩 6 个工作日", "good"),
    SOON,
    _due("超期 2 个工作日", "late", "5 个工作日，11 月 19 日 17:30 到期"),
    _due("暂停 3 天", "neutral", "等材料，暂停不计时"),
    _due("剩 40 个工作日", "good", "60 个工作日，跨到明年", provisional=True),
]

NAVIGATION = [
    Link("待办", "#", 12),
    Link("诉求与案件", below=(Link("诉求", "#", 5), Link("待派遣", "#"))),
    Link("供需与项目", is_here=True, below=(Link("需求", "#", 7, True), Link("资源", "#"), Link("项目", "#"))),
    Link("活动与志愿", "#"),
    Link("双报到", "#", 3),
    Link("组织与人员", below=(Link("组织", "#"), Link("人员", "#"))),
]

NEEDS = [
    Thing(number=n, title=t, channel=c, place=p, step=s, tone=o, due=d, match=m)
    for n, t, c, p, s, o, d, m in [
        (
            "需 2026-0412",
            "楼道照明损坏，夜间老人出行不便",
            "入户走访",
            "向阳社区 3 网格",
            "待对接",
            "soon",
            SOON,
            "3 个候选，最高 0.91",
        ),
        (
            "需 2026-0409",
            "独居老人理发，每月一次",
            "网格员",
            "向阳社区 1 网格",
            "已提项目",
            "info",
            DUES[0],
            "义工联 · 已应",
        ),
        (
            "需 2026-0398",
            "放学后无人看护，借场地办夜校",
            "座谈会",
            "河滨路街道",
            "实施中",
            "good",
            _due("剩 23 天", "good"),
            "2 个资源合办",
        ),
        ("需 2026-0391", "小区停车位画线", "热线", "新村社区", "无人可应", "late", DUES[2], "已上送街道"),
        ("需 2026-0388", "残疾居民上门办证", "窗口", "向阳社区 2 网格", "暂停 · 等材料", "neutral", DUES[3], "—"),
        (
            "需 2026-0380",
            "旧衣回收点选址",
            "居民提议",
            "东门社区",
            "待评价",
            "info",
            _due("剩 4 天", "good"),
            "4.6 / 5 · 11 人已评",
        ),
    ]
]

STEPS = [
    Thing(label=label, state=state)
    for label, state in [
        ("登记", "past"),
        ("核实", "past"),
        ("对接", "here"),
        ("成项目", "future"),
        ("实施", "future"),
        ("验收", "future"),
        ("评价", "future"),
        ("无人可应", "side"),
        ("已撤回", "side"),
    ]
]

MOVES = [
    Thing(name="join", label="合并相同需求（2）", url="#", primary=False, asks_reason=False),
    Thing(name="propose", label="从候选提项目", url="#", primary=True, asks_reason=False),
    Thing(name="pause", label="暂停", url="#", primary=False, asks_reason=True),
    Thing(name="escalate", label="上送街道", url="#", primary=False, asks_reason=True),
]

ENTRIES = [
    (5, "进入对接，系统给出 3 个候选", "同心", None),
    (72, "核实属实", "李强（3 网格）", "现场看过，5 幢 2 单元至 4 单元不亮"),
    (98, "登记了这条需求", "王晓梅", None),
]

STAGES = [
    {"label": label, "count": count, "url": "#"}
    for label, count in [("需求", 946), ("已对接", 801), ("成项目", 726), ("已完成", 598), ("已评价", 544)]
]

COUNTS = [
    {"code": "01", "label": "河滨区", "count": 214, "url": "#01"},
    {"code": "02", "label": "东门县", "count": 96, "url": "#02"},
    {"code": "03", "label": "北岭县", "count": 12, "url": "#03"},
]


def _square(code: str, name: str, x: float, y: float) -> dict[str, Any]:
    corners = [[x, y], [x + 1, y + 0.1], [x + 1.1, y + 1], [x + 0.1, y + 0.9], [x, y]]
    return {
        "type": "Feature",
        "properties": {"code": code, "name": name},
        "geometry": {"type": "Polygon", "coordinates": [corners]},
    }


AREAS = {
    "type": "FeatureCollection",
    "features": [
        _square("01", "河滨区", 102.0, 24.0),
        _square("02", "东门县", 103.0, 24.1),
        _square("03", "北岭县", 102.1, 24.9),
        _square("04", "南湖县", 103.1, 25.0),
    ],
}
