"""Sheets: tables as offices send them. Title lines, merged cells, headings in every spelling, dates as serials and
numbers with lost digits are read for what they mean, or refused with a sentence."""

import csv
import io
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import python_calamine
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongxin.kernel import terms
from tongxin.kernel.clock import CHINA
from tongxin.kernel.errors import Unfit

Rows = list[list[Any]]

BOOKS = (".xlsx", ".xlsm", ".xls", ".ods")
TEXTS = (".csv", ".txt")
#: A heading is looked for in the first lines; above it stand titles and notes.
HEADING_WITHIN = 15
#: Excel counts days from here (its leap year 1900 included).
EPOCH = date(1899, 12, 30)


class Unreadable(Unfit):
    sentence = gettext_lazy("这个文件打不开。请用 xlsx 或 csv 格式保存后再上传。")


@dataclass(frozen=True)
class Column:
    """One column that can be brought in: its name, the heading we write, its form, and other usual headings."""

    name: str
    label: str
    form: str
    required: bool
    also: tuple[str, ...]

    @property
    def spellings(self) -> set[str]:
        return {plain_heading(text) for text in (self.label, *self.also)}


@dataclass(frozen=True)
class Heading:
    """Where the headings stand, and which place in a row holds which column."""

    row: int
    places: dict[str, int]
    unknown: list[str]


class Book:
    """A file as it was sent: its sheets by name."""

    def __init__(self, filename: str, content: bytes) -> None:
        self._rows: dict[str, Rows] = {}
        ending = filename[filename.rfind(".") :].lower()
        if ending in TEXTS:
            self.names = [filename]
            self._text: str | None = _decoded(content)
        elif ending in BOOKS:
            self._text = None
            try:
                self._book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
            except (python_calamine.CalamineError, OSError, ValueError) as error:
                raise Unreadable from error
            self.names = list(self._book.sheet_names)
        else:
            raise Unreadable(_("只能导入 xlsx、xls、ods 或 csv 文件，收到的是“%s”。") % filename)

    def rows(self, name: str) -> Rows:
        """Every row of a sheet from the first line on; merged cells carry their value everywhere. Not to be changed."""
        if name not in self._rows:
            self._rows[name] = self._read(name)
        return self._rows[name]

    def _read(self, name: str) -> Rows:
        if self._text is not None:
            return _csv_rows(self._text)
        sheet = self._book.get_sheet_by_name(name)
        rows = sheet.to_python(skip_empty_area=False)
        for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
            _spread(rows, top, left, bottom, right)
        return rows


def _spread(rows: Rows, top: int, left: int, bottom: int, right: int) -> None:
    if top >= len(rows) or left >= len(rows[top]):
        return
    value = rows[top][left]
    for row in rows[top : bottom + 1]:
        for place in range(left, min(right + 1, len(row))):
            row[place] = value


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable


def _csv_rows(text: str) -> Rows:
    first = text.partition("\n")[0]
    delimiter = max(",\t;，", key=first.count)
    return [list(row) for row in csv.reader(io.StringIO(text), delimiter=delimiter)]


# Headings


def columns_of(kind: str) -> list[Column]:
    """The columns of one kind of table, as the profile lists them."""
    return [
        Column(
            name=term.code,
            label=term.label,
            form=term.data.get("form", "text"),
            required=bool(term.data.get("required")),
            also=tuple(term.data.get("also", ())),
        )
        for term in terms.terms(f"headings.{kind}").values()
    ]


def recognise(rows: Rows, columns: Sequence[Column]) -> Heading:
    """Find the line of headings: the one of the first lines in which most are known."""
    found = [_read_heading(number, row, columns) for number, row in enumerate(rows[:HEADING_WITHIN])]
    return max(found, key=lambda heading: len(heading.places), default=Heading(0, {}, []))


def _read_heading(number: int, row: Sequence[Any], columns: Sequence[Column]) -> Heading:
    places: dict[str, int] = {}
    unknown: list[str] = []
    spellings = [(column, column.spellings) for column in columns]
    for place, value in enumerate(row):
        heading = plain_heading(value)
        known = next((c.name for c, spelled in spellings if heading in spelled and c.name not in places), None)
        if known:
            places[known] = place
        elif heading and str(value).strip() not in unknown:
            unknown.append(str(value).strip())
    return Heading(number, places, unknown)


#: Traditional characters that occur in headings, and the simplified ones.
TRADITIONAL = str.maketrans(
    "組織級類屬區稱證碼話機號單黨員職務電聯絡責間從來協會數領導專長業誌願節點備註實證團體",
    "组织级类属区称证码话机号单党员职务电联络责间从来协会数领导专长业志愿节点备注实证团体",
)


def plain_heading(value: Any) -> str:
    """A heading without blanks, signs, bracketed hints, full-width and traditional spellings."""
    text = unicodedata.normalize("NFKC", str(value or "")).translate(TRADITIONAL)
    text = re.sub(r"[(\[【〔<《].*?[)\]】〕>》]", "", text)
    return re.sub(r"[\s*:、/_\-·.,。?？“”\"']+", "", text).lower()


# Cells


def is_blank(row: Sequence[Any]) -> bool:
    return not any(map(_is_filled, row))


def _is_filled(value: Any) -> bool:
    return value is not None and (not isinstance(value, str) or (value != "" and not value.isspace()))


def reader(form: str) -> Callable[[Any], Any]:
    """What reads cells of one form: gives None for an empty one and raises Unfit with a sentence."""
    read = FORMS.get(form) or _coded(form)

    def reading(value: Any) -> Any:
        return read(value) if _is_filled(value) else None

    return reading


def read_cell(value: Any, form: str) -> Any:
    """The value of one cell in its form; None for an empty one. Raises Unfit with a sentence."""
    return reader(form)(value)


def _text(value: Any) -> str:
    if isinstance(value, str):
        return (value if value.isascii() else half_width(value)).strip()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime | date):
        return f"{value:%Y-%m-%d}"
    return half_width(str(value)).strip()


def half_width(text: str) -> str:
    """Full-width digits, letters and blanks made half-width; Chinese punctuation stays as it is."""
    return text.translate(NARROW)


NARROW = {code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}
NARROW[0x3000] = 0x20


def _date(value: Any) -> date:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _date_of_number(int(value))
    text = half_width(str(value)).strip().split(" ")[0]
    if text.isdigit():
        return _date_of_number(int(text))
    parts = [int(part) for part in re.findall(r"\d+", text)]
    if len(parts) in (2, 3):
        return _day(parts[0], parts[1], parts[2] if len(parts) == 3 else 1, text)
    raise Unfit(_("“%s”不是日期，请写成 2026-11-21 这样。") % text)


def _date_of_number(number: int) -> date:
    text = str(number)
    if len(text) == 8:
        return _day(number // 10000, number // 100 % 100, number % 100, text)
    if len(text) == 6:
        return _day(number // 100, number % 100, 1, text)
    if 10_000 < number < 80_000:
        return EPOCH + timedelta(days=number)
    raise Unfit(_("“%s”不是日期，请写成 2026-11-21 这样。") % text)


def _day(year: int, month: int, day: int, text: str) -> date:
    try:
        found = date(year, month, day)
    except ValueError:
        raise Unfit(_("“%s”这一天不存在，请核对日期。") % text) from None
    if not 1900 <= found.year <= 2100:
        raise Unfit(_("“%s”的年份不对，请核对日期。") % text)
    return found


def _time(value: Any) -> datetime:
    """A moment in China; a bare day begins at midnight."""
    if isinstance(value, datetime):
        return value.replace(tzinfo=CHINA)
    if isinstance(value, float) and 10_000 < value < 80_000:
        minutes = round((value % 1) * 24 * 60)
        return datetime.combine(EPOCH + timedelta(days=int(value)), datetime.min.time(), CHINA) + timedelta(
            minutes=minutes
        )
    day = _date(value)
    clock = re.search(r"(\d{1,2})[:：时](\d{2})?", half_width(str(value))) if isinstance(value, str) else None
    start = datetime.combine(day, datetime.min.time(), CHINA)
    return start + timedelta(hours=int(clock[1]), minutes=int(clock[2] or 0)) if clock else start


def _number(value: Any) -> int:
    found = _decimal(value)
    if found != int(found):
        raise Unfit(_("“%s”应为整数。") % value)
    return int(found)


def _money(value: Any) -> int:
    """Yuan as fen."""
    return round(_decimal(value) * 100)


def _decimal(value: Any) -> float:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    text = re.sub(r"[,，\s¥￥元人次个名]", "", unicodedata.normalize("NFKC", str(value)))
    try:
        return float(text)
    except ValueError:
        raise Unfit(_("“%s”应为数字。") % value) from None


def _identity(value: Any) -> str:
    """Fifteen digits is all that a number in a spreadsheet can hold: the rest are lost and must be typed again."""
    if isinstance(value, int | float) or re.fullmatch(r"\d(\.\d+)?[eE]\+?\d+", str(value).strip()):
        raise Unfit(_("身份证号在表格里成了数字，末尾几位已经丢失。请把这一列设为“文本”格式，重新录入这个号码。"))
    return _text(value).lstrip("'’")


def _phone(value: Any) -> str:
    return _text(value).lstrip("'’")


def _code(value: Any) -> str:
    return _text(value).upper().lstrip("'’")


def _list(value: Any) -> tuple[str, ...]:
    words = re.split(r"[、，,；;/|\s]+", _text(value))
    return tuple(dict.fromkeys(word for word in words if word))


def _coded(form: str) -> Callable[[Any], str]:
    """An item of a list of the profile, by its label, its code or a usual other word."""
    codes = _codes(form)

    def read(value: Any) -> str:
        text = _text(value)
        code = codes.get(plain_heading(text))
        if code is None:
            known = "、".join(label for _code, label in terms.choices(form)[:8])
            raise Unfit(_("“%(text)s”不在可选清单中，可以填：%(known)s 等。") % {"text": text, "known": known})
        return code

    return read


def _codes(form: str) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for term in terms.terms(form).values():
        if term.is_active:
            for text in (*term.data.get("also", ()), term.code, term.label):
                found[plain_heading(text)] = term.code
    return found


FORMS: dict[str, Callable[[Any], Any]] = {
    "text": _text,
    "date": _date,
    "time": _time,
    "number": _number,
    "money": _money,
    "identity": _identity,
    "phone": _phone,
    "credit_code": _code,
    "list": _list,
}
