"""Agreements come in from tables as drafts with their promises, all of them or none."""

from io import BytesIO

import pytest
import xlsxwriter

from demo.cast import Cast
from tongxin.alliance.models import Agreement
from tongxin.kernel import importing
from tongxin.kernel.actor import Actor
from tongxin.kernel.models import Duty, ImportRun

pytestmark = pytest.mark.django_db

HEADINGS = ["单位名称", "社区", "协议类型", "开始日期", "截止日期", "单位承诺", "领域", "社区承诺", "联系人"]


def receive(rows: list[list[object]], by: Actor, cast: Cast) -> ImportRun:
    target = BytesIO()
    workbook = xlsxwriter.Workbook(target)
    sheet = workbook.add_worksheet("表")
    for number, row in enumerate([HEADINGS, *rows]):
        sheet.write_row(number, 0, row)
    workbook.close()
    return importing.receive(kind="agreements", filename="表.xlsx", content=target.getvalue(), by=by, at=cast.at)


def faults(run: ImportRun, by: Actor, cast: Cast) -> dict[int, str]:
    return {fault.line: fault.sentence for fault in importing.try_dry(run=run, by=by, at=cast.at).faults}


def row(cast: Cast, **changes: object) -> list[object]:
    from tongxin.kernel import terms

    given: dict[str, object] = {
        "unit": cast.organizations["unit"].name, "area": "葫田社区", "kind": terms.choices("agreement_kinds")[0][1],
        "from": "2026-12-01", "to": "2027-11-30", "unit_promises": "每季度开放一次会议室；结对帮扶两户",
        "field": terms.choices("agreement_fields")[0][1], "community_promises": "提供活动场地", "contact": "郝主任",
    }  # fmt: skip
    return list((given | changes).values())


@pytest.mark.covers("MHK-32")
def test_a_table_of_agreements_is_tried_dry_told_by_row_and_brought_in_whole(cast: Cast) -> None:
    bad = [
        row(cast, unit="没有这个单位"),
        row(cast, unit=cast.organizations["school"].name, unit_promises="", community_promises=""),
        row(cast, unit=cast.organizations["school"].name, area=cast.next.name),
        row(cast, unit=cast.organizations["school"].name, to="2026-11-01"),
        row(cast, unit=cast.organizations["school"].name, kind="君子协定"),
        row(cast),
    ]
    said = faults(receive([row(cast), *bad], cast.worker, cast), cast.worker, cast)
    assert sorted(said) == [3, 4, 5, 6, 7, 8]
    assert "没有找到" in said[3] and "没有承诺事项" in said[4] and "范围内" in said[5]
    assert "早于" in said[6] and "可选清单" in said[7] and "第 2 行" in said[8]
    assert not Agreement.objects.exists()

    run = receive([row(cast)], cast.worker, cast)
    assert not faults(run, cast.worker, cast) and not Agreement.objects.exists()
    importing.bring_in(run=run, by=cast.worker, at=cast.at)
    agreement = Agreement.objects.get()
    assert (agreement.step, agreement.item_count, agreement.contact) == ("draft", 3, "郝主任")
    assert sorted(agreement.items.values_list("side", "text")) == [  # type: ignore[attr-defined]
        ("community", "提供活动场地"), ("unit", "每季度开放一次会议室"), ("unit", "结对帮扶两户"),
    ]  # fmt: skip
    assert Duty.objects.open().about(agreement).count() == 1
    again = faults(receive([row(cast)], cast.worker, cast), cast.worker, cast)
    assert "已有一份同类文本" in again[2]


def test_a_unit_brings_in_its_own_agreements_only(cast: Cast) -> None:
    own, other = cast.organizations["unit"].name, cast.organizations["school"].name
    liaison = cast.liaison
    assert liaison.holds("agreements.manage")
    said = faults(receive([row(cast, unit=own), row(cast, unit=other)], liaison, cast), liaison, cast)
    assert list(said) == [3] and "不是您的单位" in said[3]
