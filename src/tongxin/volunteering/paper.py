"""A certificate on paper: PDF by typst, set in a Chinese font of the machine.

Where there is none, the page that is made for printing takes its place.
"""

import json
from functools import lru_cache
from io import BytesIO
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongxin.kernel.clock import today
from tongxin.kernel.errors import Refused
from tongxin.points.models import hours_of
from tongxin.volunteering.models import Certificate

TEMPLATE = Path(__file__).parent / "certificate.typ"

#: Fonts with Chinese signs, the free ones that Debian brings and those of other systems; the first that is there.
FONTS = (
    "Noto Serif CJK SC", "Source Han Serif SC", "Noto Sans CJK SC", "Source Han Sans SC", "FangSong", "SimSun",
    "Songti SC", "PingFang SC", "Microsoft YaHei", "WenQuanYi Zen Hei", "WenQuanYi Micro Hei", "Droid Sans Fallback",
)  # fmt: skip


SENTENCE = gettext_lazy(
    "兹证明 %(name)s（志愿者编号 %(number)s）于 %(since)s至 %(until)s参加志愿服务 %(times)d 次，共 %(hours)s 小时。"
)


class NoFont(Refused):
    status = 503
    sentence = gettext_lazy("服务器没有安装中文字体，暂时不能生成 PDF。请用“打印”页面，或请管理员安装 fonts-noto-cjk。")


@lru_cache
def font() -> str | None:
    """The name of a Chinese font of this machine; asked once, fonts are not installed while a process runs."""
    import typst  # Read when the first certificate is printed.

    there = {family.lower() for family in typst.Fonts(include_embedded_fonts=False).families()}
    return next((name for name in FONTS if name.lower() in there), None)


def pdf(certificate: Certificate, *, address: str) -> bytes:
    """The certificate as PDF; `address` is where its code can be verified. Raises NoFont."""
    name = font()
    if name is None:
        raise NoFont
    import typst

    said = content(certificate, address) | {"font": name}
    made = typst.compile(
        TEMPLATE.read_bytes(), sys_inputs={"said": json.dumps(said, ensure_ascii=False), "qr": qr(address)}
    )
    assert isinstance(made, bytes)
    return made


def qr(text: str) -> str:
    import segno

    drawn = BytesIO()
    segno.make(text, error="m").save(drawn, kind="svg", border=2, xmldecl=False)
    return drawn.getvalue().decode()


def content(certificate: Certificate, address: str) -> dict[str, object]:
    """What the paper says, in plain words; the same for PDF and print view."""
    lines = certificate.lines
    return {
        "title": _("志愿服务记录证明"),
        "number": certificate.number,
        "sentence": str(SENTENCE)
        % {
            "name": certificate.name, "number": certificate.volunteer_number, "since": _day(str(certificate.since)),
            "until": _day(str(certificate.until)), "times": certificate.times or 0, "hours": certificate.hours,
        },
        "headings": [_("日期"), _("服务内容"), _("服务组织"), _("时长（小时）")],
        "lines": [[_day(each["on"]), each["text"], each["organizer"], hours_of(each["minutes"])] for each in lines],
        "more": _("另有 %d 次未逐条列出，已计入合计。") % ((certificate.times or 0) - len(lines))
        if (certificate.times or 0) > len(lines)
        else "",
        "legacy_title": _("系统启用前的服务（凭纸质材料登记、两人复核，不计入上述时长）") if certificate.legacy else "",
        "legacy": [legacy_words(each) for each in certificate.legacy],
        "revoked": _("本证明已撤销") if certificate.step == "revoked" else "",
        "issuer": _("出具单位：%s（盖章）") % certificate.issuer.name,
        "responsible": _("经办人：%(who)s　联系方式：%(contact)s")
        % {"who": certificate.responsible, "contact": certificate.contact},
        "issued": _day(str(today(certificate.issued_at))) if certificate.issued_at else "",
        "code": _("验证码：%s") % certificate.code_words,
        "verify": _("扫码或在 %s 输入验证码核对真伪。本证明免费出具。") % address.removesuffix(f"{certificate.code}/"),
    }  # fmt: skip


def legacy_words(each: dict[str, object]) -> str:
    about = _("约") if each.get("about") else ""
    return _("%(text)s：%(about)s%(since)s至 %(until)s，%(years)d 年") % {
        "text": each["text"], "about": about, "since": _day(str(each["since"])), "until": _day(str(each["until"])),
        "years": each["years"],
    }  # fmt: skip


def _day(text: str) -> str:
    year, month, day = text.split("-")
    return f"{int(year)}年{int(month)}月{int(day)}日"
