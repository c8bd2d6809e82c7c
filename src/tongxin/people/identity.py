"""Identity numbers, phones and names as they are typed, made plain and checked (GB 11643)."""

import re
import unicodedata
from datetime import date
from functools import lru_cache
from operator import mul

from django.conf import settings
from django.utils.translation import gettext as _

from tongxin.kernel.errors import Unfit

IDENTITY = re.compile(r"[0-9]{17}[0-9X]")
MOBILE = re.compile(r"1[3-9][0-9]{9}")
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"
#: What the digits of a number weigh too much when they are read as letters.
AS_LETTERS = ord("0") * sum(WEIGHTS)
#: Assigned to nobody: numbers of this area are test numbers and refused outside a demonstration.
TEST_AREA = "999999"


def plain(text: str) -> str:
    """Full-width signs to half-width, without blanks at the ends."""
    return (text if text.isascii() else unicodedata.normalize("NFKC", text)).strip() if text else ""


def identity_number(text: str) -> str:
    """The number in its one written form; raises Unfit with a sentence. Checks checksum and date, no place list."""
    number = plain(text).replace(" ", "").replace("-", "").upper()
    if not IDENTITY.fullmatch(number):
        raise Unfit(_("身份证号应为 18 位数字，末位可以是 X。"))
    if CHECKS[(sum(map(mul, number.encode(), WEIGHTS)) - AS_LETTERS) % 11] != number[-1]:
        raise Unfit(_("身份证号末位校验不符，请核对是否录错。"))
    try:
        date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        raise Unfit(_("身份证号中的出生日期不存在，请核对。")) from None
    if number.startswith(TEST_AREA) and not settings.DEMO:
        raise Unfit(_("这是测试用号码，正式环境不能登记。"))
    return number


def phone_number(text: str) -> str:
    """A mobile number as +86…; raises Unfit."""
    digits = re.sub(r"[\s\-()]", "", plain(text)).removeprefix("+86")
    if digits.startswith("0086"):
        digits = digits[4:]
    if not MOBILE.fullmatch(digits):
        raise Unfit(_("手机号应为 11 位，以 1 开头。"))
    return f"+86{digits}"


def person_name(text: str) -> str:
    """A name of 2 to 50 characters with the one right middle dot."""
    name = re.sub(r"[\u2022\u30fb.．・]", "·", plain(text))
    name = re.sub(r"\s+", "" if re.search(r"[\u4e00-\u9fff]", name) else " ", name)
    if not 2 <= len(name) <= 50:
        raise Unfit(_("姓名应为 2 至 50 个字。"))
    return name


def pinyin_of(name: str) -> str:
    """The key that lists are sorted and searched by; a surname is read as a surname."""
    if name.isascii():
        return name.lower()[:120]
    surname = next((each for each in (name[:2], name[:1]) if each in SURNAMES), "")
    parts = [SURNAMES[surname]] if surname else []
    return " ".join([*parts, *(_reading(letter) for letter in name[len(surname) :] if letter != " ")])[:120]


#: Surnames that are read otherwise than the character.
SURNAMES = {
    "曾": "zeng", "单": "shan", "解": "xie", "查": "zha", "仇": "qiu", "区": "ou", "朴": "piao", "盖": "ge",
    "缪": "miao", "翟": "zhai", "覃": "qin", "逄": "pang", "乐": "yue", "尉迟": "yu chi", "万俟": "mo qi",
    "长孙": "zhang sun", "单于": "chan yu", "澹台": "tan tai",
}  # fmt: skip


@lru_cache(maxsize=30_000)
def _reading(letter: str) -> str:
    # Its dictionary costs a web process a tenth of its start, so it is read when the first name is.
    from pypinyin import Style, lazy_pinyin

    # A letter at a time, and each only once: reading whole names costs ten times as much and guesses no better.
    return "".join(lazy_pinyin(letter, style=Style.NORMAL, v_to_u=True))
