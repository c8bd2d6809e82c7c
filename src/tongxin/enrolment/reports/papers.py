"""Papers: one report as a document and as a workbook, ready to be put away. Both are made of the same rows.

The document's layout follows GB/T 9704 as far as free fonts allow; the seal is set on paper.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tongxin.enrolment.models import MemberReport, Report, ReportDelivery
from tongxin.kernel.clock import today
from tongxin.points.models import hours_of

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Paper:
    """What is written: title, who to whom, sentences, a table, and what became of it."""

    title: str
    number: str
    sender: str
    receivers: str
    sent_on: str
    sentences: list[str]
    note: str
    headings: list[str]
    rows: list[list[str]]
    months: list[list[str]]
    replies: list[list[str]]


def paper_of(report: Report, deliveries: Sequence[ReportDelivery]) -> Paper:
    """The report in words and rows; what was sent stays as it was sent."""
    headings, rows = table_of(report)
    return Paper(
        title=f"{report.kind_label}（{report.period}）",
        number=report.number,
        sender=report.sender.name,
        receivers="、".join(each.recipient.name for each in deliveries),
        sent_on=_day(report.sent_at),
        sentences=sentences_of(report),
        note=report.note,
        headings=headings,
        rows=rows,
        months=months_of(report),
        replies=[_reply(each) for each in deliveries],
    )


def member_paper_of(report: MemberReport) -> Paper:
    """A member's own report in the same layout; what it says is what the page says."""
    logged = [[f"{on}", text] for on, text in report.content.get("entries", [])]
    return Paper(
        title=_("党员双报告（%s）") % report.period,
        number=report.area.name,
        sender=report.subject.name,
        receivers="、".join((report.home.name, report.host.name)),
        sent_on=_day(report.sent_at),
        sentences=[],
        note=report.words,
        headings=[_("内容"), _("情况")],
        rows=[[str(term), said] for term, said in member_facts(report)] + logged,
        months=[],
        replies=[
            [each.name, _day(noted), _("无须答复"), ""]
            for each, noted in ((report.home, report.home_noted_at), (report.host, report.host_noted_at))
        ],
    )


def table_of(report: Report) -> tuple[list[str], list[list[str]]]:
    """Headings and rows of what the report is about: members one by one, or home organizations in sum."""
    lines = report.content.get("lines", [])
    if report.kind_data.get("about") == "units":
        headings = [_("单位党组织"), _("报到党员"), _("参加服务的"), _("人次"), _("志愿服务（小时）")]
        return headings, [
            [each["name"], str(each["people"]), str(each["served"]), str(each["times"]), hours_of(each["minutes"])]
            for each in lines
        ]
    if report.kind_data.get("about") == "unit":
        return [], []
    headings = [
        _("姓名"),
        _("报到依据"),
        _("社区岗位"),
        _("社区活动（次）"),
        _("志愿服务（小时）"),
        _("本单位活动（次）"),
        _("服务日志"),
    ]
    return headings, [_member_row(each) for each in lines]


def months_of(report: Report) -> list[list[str]]:
    """How many activities in the community each month saw; months without are told too (CD-27)."""
    return [[_month(month), str(count)] for month, count in report.content.get("months", {}).items()]


def sentences_of(report: Report) -> list[str]:
    """The sums in words, each with what it is a part of."""
    totals = report.content.get("totals")
    if not totals:
        return []
    said = [
        _("报到党员 %(people)d 人，其中 %(served)d 人参加了社区服务，共 %(times)d 人次，志愿服务 %(hours)s 小时。")
        % {
            "people": totals["people"], "served": totals["served"], "times": totals["times"],
            "hours": hours_of(totals["minutes"]),
        }
    ]  # fmt: skip
    if totals.get("points"):
        said.append(_("积分合计 %d 分（只报合计；每人的积分只有本人和所在党组织看得到）。") % totals["points"])
    if outside := report.content.get("outside"):
        said.append(
            _("其中在“八小时以外”的有 %(outside)d 人次（占 %(times)d 人次之中），只作合计。")
            % {"outside": outside["outside"], "times": outside["times"]}
        )
    if report.content.get("pledge"):
        said.append(_("承诺事项：%s。") % report.content["pledge"])
    return said


def as_docx(paper: Paper) -> bytes:
    """The document, filled into the layout of this house."""
    from docxtpl import DocxTemplate

    template = DocxTemplate(BytesIO(_layout(bool(paper.headings), get_language())))
    template.render(vars(paper), autoescape=True)
    target = BytesIO()
    template.save(target)
    return target.getvalue()


def as_xlsx(paper: Paper) -> bytes:
    """The workbook: the report on the first sheet, receipt and answers on the second."""
    import xlsxwriter

    target = BytesIO()
    book = xlsxwriter.Workbook(target, {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True})
    formats = {
        "title": book.add_format({"bold": True, "font_size": 16}),
        "head": book.add_format({"bold": True, "bottom": 1}),
        "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
    }
    sheet = book.add_worksheet(_("报告"))
    sheet.set_column(0, max(6, len(paper.headings)), 16)
    sheet.write_string(0, 0, paper.title, formats["title"])
    facts = [(_("编号"), paper.number), (_("报送方"), paper.sender), (_("接收方"), paper.receivers),
             (_("报送日期"), paper.sent_on)]  # fmt: skip
    lines: list[list[str]] = [list(fact) for fact in facts] + [[each] for each in paper.sentences]
    lines += [[_("情况说明"), paper.note]] if paper.note else []
    row = _write(sheet, 1, lines)
    if paper.headings:
        row = _table(sheet, row + 1, paper.headings, paper.rows, formats)
    if paper.months:
        _table(sheet, row + 1, [_("月份"), _("社区活动（场）")], paper.months, formats)
    back = book.add_worksheet(_("签收与答复"))
    back.set_column(0, 3, 24)
    _table(back, 0, [_("接收方"), _("签收"), _("答复日期"), _("答复")], paper.replies, formats)
    book.close()
    return target.getvalue()


def _write(sheet: Any, row: int, lines: Sequence[Sequence[str]]) -> int:
    for line in lines:
        for column, value in enumerate(line):
            sheet.write_string(row, column, value)
        row += 1
    return row


def _table(sheet: Any, row: int, headings: Sequence[str], rows: Sequence[Sequence[str]], formats: Any) -> int:
    for column, heading in enumerate(headings):
        sheet.write_string(row, column, heading, formats["head"])
    for line in rows:
        row += 1
        for column, value in enumerate(line):
            if value.replace(".", "", 1).isdigit():
                sheet.write_number(row, column, float(value))
            else:
                sheet.write_string(row, column, value, formats["wrap"])
    return row + 1


def _member_row(line: dict[str, Any]) -> list[str]:
    told = "；".join(f"{on} {text}" for on, text in line["entries"])
    return [
        line["name"], "、".join(line["bases"]), "、".join(line["posts"]), str(line["times"]), hours_of(line["minutes"]),
        str(line["at_home"]), told,
    ]  # fmt: skip


def member_facts(report: MemberReport) -> list[tuple[str, str]]:
    """A member's own report, as (term, description)."""
    line = report.content
    return [
        (_("报到依据"), "、".join(line["bases"]) or "—"),
        (_("在社区的岗位"), "、".join(line["posts"]) or "—"),
        (_("参加社区活动"), _("%d 次") % line["times"]),
        (_("志愿服务"), _("%s 小时") % hours_of(line["minutes"])),
        (_("参加本单位活动"), _("%d 次") % line["at_home"]),
    ]


def _reply(delivery: ReportDelivery) -> list[str]:
    return [delivery.recipient.name, _day(delivery.acknowledged_at), _day(delivery.answered_at), delivery.answer]


def _day(at: Any) -> str:
    if at is None:
        return _("尚未")
    day = today(at)
    return _("%(year)d年%(month)d月%(day)d日") % {"year": day.year, "month": day.month, "day": day.day}


def _month(month: str) -> str:
    year, number = month.split("-")
    return _("%(year)s年%(month)d月") % {"year": year, "month": int(number)}


# The layout


@lru_cache(maxsize=4)
def _layout(with_table: bool, language: str | None) -> bytes:
    """The empty document with places to fill in, made once: A4, margins and sizes of an official letter."""
    from docx import Document
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Mm, Pt

    paper = Document()
    page = paper.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.top_margin, page.bottom_margin, page.left_margin, page.right_margin = Mm(37), Mm(35), Mm(28), Mm(26)
    _font(paper.styles["Normal"], "FangSong", Pt(16))
    title = paper.add_paragraph()
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = title.add_run("{{ title }}")
    _font(run, "SimSun", Pt(22))
    run.bold = True
    paper.add_paragraph("{{ number }}").alignment = WD_ALIGN_PARAGRAPH.CENTER
    paper.add_paragraph("{{ receivers }}：")
    for text in (
        "{%p for each in sentences %}",
        "{{ each }}",
        "{%p endfor %}",
        "{%p if note %}",
        "{{ note }}",
        "{%p endif %}",
    ):
        body = paper.add_paragraph(text)
        body.paragraph_format.first_line_indent = Pt(32)
    if with_table:
        _grid(paper, "headings", "rows")
    paper.add_paragraph("{%p if months %}")
    paper.add_paragraph(_("各月在社区开展的活动（场）："))
    paper.add_paragraph(
        "{% for each in months %}{{ each[0] }} {{ each[1] }}{% if not loop.last %}；{% endif %}{% endfor %}。"
    )
    paper.add_paragraph("{%p endif %}")
    for text in ("{{ sender }}", "{{ sent_on }}"):
        paper.add_paragraph(text).alignment = WD_ALIGN_PARAGRAPH.RIGHT
    paper.add_paragraph("{%p for each in replies %}")
    paper.add_paragraph(
        _("{{ each[0] }}：签收 {{ each[1] }}，答复 {{ each[2] }}{% if each[3] %}。{{ each[3] }}{% endif %}")
    )
    paper.add_paragraph("{%p endfor %}")
    target = BytesIO()
    paper.save(target)
    return target.getvalue()


def _grid(paper: Any, headings: str, rows: str) -> None:
    """A table whose columns and rows come from the lists of those names."""
    from docx.shared import Pt

    table = paper.add_table(rows=4, cols=3)
    table.style = "Table Grid"
    cells = (
        (0, (f"{{%tc for each in {headings} %}}", "{{ each }}", "{%tc endfor %}")),
        (1, (f"{{%tr for row in {rows} %}}", "", "")),
        (2, ("{%tc for each in row %}", "{{ each }}", "{%tc endfor %}")),
        (3, ("{%tr endfor %}", "", "")),
    )
    for number, texts in cells:
        for column, text in enumerate(texts):
            run = table.cell(number, column).paragraphs[0].add_run(text)
            _font(run, "FangSong", Pt(10.5))


def _font(styled: Any, name: str, size: Any) -> None:
    from docx.oxml.ns import qn

    styled.font.name, styled.font.size = name, size
    styled.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), name)
