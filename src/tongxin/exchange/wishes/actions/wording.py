"""What a wish may say and be worth: no numbers, no hardship, no more than the cap."""

import re
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongxin.areas.models import Area
from tongxin.kernel import rules, terms
from tongxin.kernel.clock import today
from tongxin.kernel.errors import Unfit
from tongxin.people.identity import plain

#: A phone or an identity number has no place in a text that everybody reads.
NUMBERS = re.compile(r"1[3-9]\d{9}|\d{17}[\dXx]")


class OverCap(Unfit):
    sentence = gettext_lazy("微心愿应当是小件实物或小事，价值超出上限，请改走需求清单。")


class TellsTooMuch(Unfit):
    sentence = gettext_lazy("公开内容里不能有电话或证件号码，请删去。")


class SensitiveWords(Unfit):
    """The text may give away somebody's hardship; the recorder has to read it again."""


def sensitive_words_in(text: str) -> list[str]:
    """Words of the list `sensitive_words` that a public text had better not contain."""
    return [word for term in terms.terms("sensitive_words").values() for word in term.data["words"] if word in text]


def cap_fen(path: str, *, on: date) -> int | None:
    """What a wish may be worth at most, in fen; None where the city sets no cap."""
    rule = rules.find("wish.value_cap_fen", on=on, path=path)
    return int(rule.value) if rule else None


def checked_text(title: str, detail: str, reviewed: bool) -> dict[str, str]:
    title, detail = title.strip(), detail.strip()
    if not 2 <= len(title) <= 40:
        raise Unfit(_("心愿请用 2 至 40 个字说清楚。"))
    without_numbers(title + detail)
    if not reviewed and (found := sensitive_words_in(title + detail)):
        raise SensitiveWords(
            _("内容里有“%s”，可能透露困难原因、健康等情况。公开内容只写需要什么；确认无碍请勾选“已核对”。")
            % "、".join(found)
        )
    return {"title": title, "detail": detail[:200]}


def without_numbers(text: str) -> str:
    # Full-width digits and digits set apart by blanks are numbers too.
    if NUMBERS.search(re.sub(r"[\s-]", "", plain(text))):
        raise TellsTooMuch
    return text


def check_value(value_fen: int, area: Area, at: datetime) -> None:
    cap = cap_fen(area.path, on=today(at))
    if value_fen < 0 or (cap is not None and value_fen > cap):
        raise OverCap
