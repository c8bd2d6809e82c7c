"""The secretary sees how lists become projects, each number opens its rows and each list leaves as a workbook;
strangers see who and which money stand behind a benefit."""

from io import BytesIO
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from demo.cast import Cast
from tongxin.exchange.tests import story

pytestmark = pytest.mark.browser


def test_figures_open_their_rows_and_lists_leave_as_workbooks(cast: Cast, visit: Any) -> None:
    story.accepted(cast)
    story.raised(cast, title="小区门口缺一块公告栏", kind="material")
    secretary = visit("secretary").open("/figures/").reads("转化率").reads("50").looks_right()
    secretary.page.locator(".funnel-stage").first.click()
    secretary.waits()
    secretary.reads("小区门口缺一块公告栏").reads("楼道灯不亮").looks_right()
    with secretary.page.expect_download() as download:
        secretary.page.get_by_role("link", name="导出", exact=False).first.click()
    rows = CalamineWorkbook.from_filelike(BytesIO(download.value.path().read_bytes())).get_sheet_by_index(0).to_python()
    assert len(rows) == 3 and any("公告栏" in str(cell) for row in rows for cell in row)


def test_a_stranger_sees_who_stands_behind_a_benefit_and_no_name(cast: Cast, visit: Any) -> None:
    project = story.accepted(cast)
    for phone in (False, True):
        stranger = visit(phone=phone).open("/public/").reads(project.title)
        for address in ("needs", "resources", "projects", "wishes", "activities", "about", "privacy"):
            stranger.open(f"/public/{address}/")
        stranger.open(f"/public/projects/{project.pk}/").reads("明远供电服务公司")
        assert "钱阿秀" not in stranger.page.content()
