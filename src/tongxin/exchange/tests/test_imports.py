"""Needs and resources come in from tables by their own deeds, or not at all."""

from datetime import date
from io import BytesIO

import pytest
import xlsxwriter

from demo.cast import Cast
from tongxin.exchange.models import Need, Resource
from tongxin.kernel import importing
from tongxin.kernel.actor import Actor
from tongxin.kernel.models import Duty, ImportRun

pytestmark = pytest.mark.django_db


def receive(kind: str, rows: list[list[object]], by: Actor, cast: Cast) -> ImportRun:
    target = BytesIO()
    workbook = xlsxwriter.Workbook(target)
    sheet = workbook.add_worksheet("表")
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    workbook.close()
    return importing.receive(kind=kind, filename="表.xlsx", content=target.getvalue(), by=by, at=cast.at)


def faults(run: ImportRun, by: Actor, cast: Cast) -> dict[int, str]:
    return {fault.line: fault.sentence for fault in importing.try_dry(run=run, by=by, at=cast.at).faults}


NEEDS = ["需求名称", "类别", "收集渠道", "所属社区", "期望完成时间", "登记日期", "反映人", "电话"]


def test_needs_come_in_with_their_duty_and_bad_rows_are_told(cast: Cast) -> None:
    from tongxin.kernel import terms

    kind = next(iter(terms.choices("kinds")))[1]
    good = ["楼道灯不亮", kind, "入户走访", "葫田社区", "2026-12-20", "2026-11-01", "钱阿秀", "13887700011"]
    bad = [
        ["没有地点的事", kind, "入户走访", "", "", "", "", ""],
        ["别处的事", kind, "入户走访", cast.next.name, "", "", "", ""],
        ["昨天要办的事", kind, "入户走访", "葫田社区", "2026-11-01", "", "", ""],
        ["没有渠道的事", kind, "听说", "葫田社区", "", "", "", ""],
    ]
    said = faults(receive("needs", [NEEDS, good, *bad], cast.worker, cast), cast.worker, cast)
    assert "必须填写" in said[3] and "范围内没有找到" in said[4] and "早于今天" in said[5] and "可选清单" in said[6]
    run = receive("needs", [NEEDS, good], cast.worker, cast)
    assert not faults(run, cast.worker, cast) and not Need.objects.exists()
    importing.bring_in(run=run, by=cast.worker, at=cast.at)
    need = Need.objects.get()
    assert need.raised_on == date(2026, 11, 1) and need.area == cast.home and need.contact is not None
    assert "13887700011" not in str(need.contact) and Duty.objects.open().about(need).count() == 1


RESOURCES = ["资源名称", "类别", "单位", "数量", "开始时间", "结束时间"]


def test_a_liaison_brings_in_the_resources_of_the_own_unit_only(cast: Cast) -> None:
    from tongxin.kernel import terms

    kind = next(iter(terms.choices("kinds")))[1]
    own, other = cast.organizations["unit"].name, cast.organizations["school"].name
    rows = [
        ["会议室", kind, own, "3", "2026-12-01", "2027-11-30"],
        ["操场", kind, other, 3, "", ""],
        ["空的", kind, own, 0, "", ""],
        ["倒着的", kind, own, 1, "2026-12-02", "2026-12-01"],
    ]
    said = faults(receive("resources", [RESOURCES, *rows], cast.liaison, cast), cast.liaison, cast)
    assert sorted(said) == [3, 4, 5] and "没有找到" in said[3]
    run = receive("resources", [RESOURCES, rows[0]], cast.liaison, cast)
    assert not faults(run, cast.liaison, cast)
    importing.bring_in(run=run, by=cast.liaison, at=cast.at)
    resource = Resource.objects.get()
    assert resource.step == "draft" and resource.capacity == 3 and resource.valid_to == date(2027, 11, 30)
