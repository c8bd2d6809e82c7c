"""Tables come in whole or not at all, and what is wrong in them is said in words."""

import gc
from collections.abc import Sequence
from datetime import date
from io import BytesIO
from typing import Any

import pytest
import xlsxwriter

from demo.cast import Cast
from tongxin.kernel import importing, sealing, sheets
from tongxin.kernel.errors import AlreadyMoved, Unfit
from tongxin.kernel.models import ImportRun, Principal, Record
from tongxin.organizations.models import Affiliation, Organization, Post
from tongxin.people.models import Person

pytestmark = pytest.mark.django_db

GOOD, BAD = "11010519491231002X", "110105194912310021"
ANOTHER = "440308199901101512"


def book(*sheets_: tuple[str, Sequence[Sequence[Any]]], merge: tuple[int, int, int, int, Any] | None = None) -> bytes:
    target = BytesIO()
    workbook = xlsxwriter.Workbook(target)
    for name, rows in sheets_:
        sheet = workbook.add_worksheet(name)
        for number, row in enumerate(rows):
            for place, value in enumerate(row):
                sheet.write(number, place, value)
        if merge:
            sheet.merge_range(*merge)
    workbook.close()
    return target.getvalue()


def persons(cast: Cast, *rows: Sequence[Any], heading: Sequence[str] = ("姓名", "身份证号", "手机号")) -> ImportRun:
    content = book(("党员", [heading, *rows]))
    return importing.receive(kind="persons", filename="党员.xlsx", content=content, by=cast.secretary, at=cast.at)


def faults(run: ImportRun, cast: Cast) -> dict[int, str]:
    trial = importing.try_dry(run=run, by=cast.secretary, at=cast.at)
    said: dict[int, str] = {}
    for fault in trial.faults:
        said[fault.line] = f"{said.get(fault.line, '')}{fault.column} {fault.sentence}"
    return said


def test_headings_are_known_in_every_spelling_below_title_lines_and_can_be_corrected(cast: Cast) -> None:
    content = book(
        ("说明", [["请勿改动格式"]]),
        (
            "名单",
            [
                ["葫田社区党员名册"],
                [],
                ["序号", "党員姓名（必填）", "身份證號碼", "手 机 号 码＊", "所屬黨組織", "备注"],
            ],
        ),
    )
    run = importing.receive(kind="persons", filename="a.xlsx", content=content, by=cast.secretary, at=cast.at)
    assert run.sheet == "名单" and run.columns["row"] == 2
    assert run.columns["places"] == {"name": 1, "identity": 2, "phone": 3, "organization": 4}
    assert "备注" in run.columns["unknown"]
    importing.choose(run=run, sheet="名单", places={"name": 5, "identity": None})
    assert run.columns["places"] == {"name": 5}


def test_a_wrong_sheet_and_a_missing_column_are_told_by_name(cast: Cast) -> None:
    run = persons(cast, ["甲"], heading=["备注"])
    with pytest.raises(importing.WrongSheet, match="缺少这些列：姓名"):
        importing.try_dry(run=run, by=cast.secretary, at=cast.at)
    with pytest.raises(sheets.Unreadable, match="pdf"):
        importing.receive(kind="persons", filename="a.pdf", content=b"%PDF", by=cast.secretary, at=cast.at)
    with pytest.raises(sheets.Unreadable, match="打不开"):
        importing.receive(kind="persons", filename="a.xlsx", content=b"no book", by=cast.secretary, at=cast.at)


@pytest.mark.covers("C01-7")
def test_each_bad_row_has_its_sentence_and_nothing_comes_in(cast: Cast) -> None:
    run = persons(
        cast,
        ["苏小满", GOOD, "１３８８７７０００１１"],
        ["何一", BAD, ""],
        ["何二", 1.10105194912310e17, ""],
        ["", BAD, "123"],
        [],
        ["何四", ANOTHER, 13887700012.0],
        ["何五", ANOTHER, ""],
    )
    said = faults(run, cast)
    assert "身份证号 身份证号末位校验不符" in said[3] and "末尾几位已经丢失" in said[4] and "必须填写" in said[5]
    assert "末位校验不符" in said[5] and "手机号应为 11 位" in said[5]
    assert "不止一次" in said[7] and "不止一次" in said[8] and 2 not in said
    assert (run.total, run.faulty, run.step) == (6, 5, "checked")
    before = Person.objects.count()
    with pytest.raises(importing.NotChecked):
        importing.bring_in(run=run, by=cast.secretary, at=cast.at)
    run.refresh_from_db()
    assert Person.objects.count() == before and run.step == "failed" and "没有写入" in run.failure


def test_faulty_rows_are_fetched_mended_and_dropped_again_and_then_all_comes_in_once(cast: Cast) -> None:
    run = persons(cast, ["苏小满", GOOD, "13887700011"], ["何一", BAD, ""], heading=["姓名", "身份证号", "手机号"])
    importing.try_dry(run=run, by=cast.secretary, at=cast.at)
    fetched = sheets.Book("有误.xlsx", importing.faulty_book(run)).rows("人员")
    assert fetched[0][:3] == ["原表行号", "问题", "姓名"] and fetched[1][0] == 3 and "校验不符" in fetched[1][1]
    with pytest.raises(Unfit, match="有误行"):
        importing.mend(run=run, filename="别的.csv", content="\n姓名\n".encode())
    fetched[1][3] = ANOTHER
    assert importing.mend(run=run, filename="有误.xlsx", content=book(("人员", fetched))) == 1
    assert not importing.try_dry(run=run, by=cast.secretary, at=cast.at).faults
    assert importing.bring_in(run=run, by=cast.secretary, at=cast.at) == 2
    with pytest.raises(AlreadyMoved):
        importing.bring_in(run=run, by=cast.secretary, at=cast.at)
    person = Person.objects.get(name="何一")
    assert person.area == cast.home and Record.objects.about(person).get().kind == "people.PersonRegistered"
    run.refresh_from_db()
    assert run.step == "done" and bytes(run.content) == b""
    again = persons(cast, ["苏小满", GOOD, "13887700011"])
    assert "已经登记过" in faults(again, cast)[2]


def test_a_table_that_is_only_tried_costs_no_seals_and_writes_none(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    sealed: list[str] = []
    seal = sealing.seal
    monkeypatch.setattr(sealing, "seal", lambda text: sealed.append(text) or seal(text))
    run = persons(cast, ["苏小满", GOOD, "13887700011"], ["何一", ANOTHER, ""])
    trial = importing.try_dry(run=run, by=cast.secretary, at=cast.at)
    assert not trial.faults and not sealed and GOOD not in repr(trial)
    importing.bring_in(run=run, by=cast.secretary, at=cast.at)
    person = Person.objects.get(name="苏小满")
    assert sealed == ["+8613887700011", GOOD, ANOTHER] and gc.isenabled()
    assert sealing.unseal(person.identity) == GOOD and GOOD.encode() not in bytes(person.identity)


def test_cells_that_look_alike_are_read_for_what_each_is(cast: Cast) -> None:
    heading = ["单位名称", "单位性质", "社区", "统一社会信用代码"]
    rows = [
        ["一号店", "国有企业", cast.home.name, ""],
        [1, "国有企业", cast.home.name, ""],
        ["1.0", "国有企业", "", ""],
    ]
    run = importing.receive(
        kind="units", filename="u.xlsx", content=book(("单位", [heading, *rows])), by=cast.secretary, at=cast.at
    )
    trial = importing.try_dry(run=run, by=cast.secretary, at=cast.at)
    assert [new.name for _line, new in trial.good] == ["一号店", "1"]
    assert [(fault.line, fault.column) for fault in trial.faults] == [(4, "所在区域")]


def test_members_come_in_with_their_branch(cast: Cast) -> None:
    branch = cast.organizations["branch"]
    run = persons(
        cast,
        ["苏小满", GOOD, branch.name, "预备党员", 43466.0],
        ["何一", "", "没有的支部", "", ""],
        ["何二", "", branch.name, "", "2030-01-01"],
        heading=["姓名", "身份证号", "所在党支部", "政治面貌", "入党时间"],
    )
    said = faults(run, cast)
    assert "没有找到" in said[3] and "今天之后" in said[4] and len(said) == 2
    run = persons(
        cast, ["苏小满", GOOD, branch.name, "预备党员", 43466.0],
        heading=["姓名", "身份证号", "所在党支部", "政治面貌", "入党时间"],
    )  # fmt: skip
    assert not faults(run, cast)
    importing.bring_in(run=run, by=cast.secretary, at=cast.at)
    relation = Affiliation.objects.get(person__name="苏小满")
    assert relation.standing == "probationary" and relation.valid_from == branch.valid_from


@pytest.mark.covers("C01-7")
def test_organizations_come_in_in_any_order_of_superiors_with_merged_cells(cast: Cast) -> None:
    rows = [
        ["组织名称", "组织类型", "所在区域", "上级组织", "成立时间"],
        ["二号网格党支部", "网格党支部", cast.home.name, "葫田党委", "2021年7月1日"],
        ["三号网格党支部", "网格党支部", "", "葫田党委", "2021.7.1"],
        ["葫田党委", "社区党委", cast.home.code, cast.organizations["street_committee"].name, 43646],
    ]
    content = book(("组织", rows), merge=(1, 2, 2, 2, cast.home.name))
    run = importing.receive(kind="organizations", filename="o.xlsx", content=content, by=cast.director, at=cast.at)
    assert not importing.try_dry(run=run, by=cast.director, at=cast.at).faults
    importing.bring_in(run=run, by=cast.director, at=cast.at)
    below = Organization.objects.get(name="三号网格党支部")
    assert below.parent is not None and below.parent.name == "葫田党委" and below.area == cast.home
    assert below.valid_from == date(2021, 7, 1) and below.parent.valid_from == date(2019, 6, 30)
    foreign = importing.receive(kind="organizations", filename="o.xlsx", content=content, by=cast.neighbor, at=cast.at)
    sentences = [fault.sentence for fault in importing.try_dry(run=foreign, by=cast.neighbor, at=cast.at).faults]
    assert sentences and all("范围内没有找到" in each for each in sentences)


def test_a_csv_from_an_older_office_brings_units_with_their_liaison(cast: Cast) -> None:
    heading = "单位名称,单位性质,社区,单位党组织,联络员,联络员电话"
    text = f"{heading}\n安心银行,国有企业,葫田,明远供电服务公司党支部,苏小满,13887700011\n"
    run = importing.receive(
        kind="units", filename="单位.csv", content=text.encode("gb18030"), by=cast.secretary, at=cast.at
    )
    assert not importing.try_dry(run=run, by=cast.secretary, at=cast.at).faults
    importing.bring_in(run=run, by=cast.secretary, at=cast.at)
    bank = Organization.objects.get(name="安心银行")
    assert bank.linked_from.get().source == cast.organizations["branch"]
    assert Post.objects.get(organization=bank).person.name == "苏小满"


def test_posts_come_in_for_known_persons_only(cast: Cast) -> None:
    heading = ["姓名", "职务", "任职组织", "任职时间", "离任时间"]
    rows = [
        ["钱阿秀", "志愿服务队队长", "葫芦藤志愿服务队", "2026-01-01", ""],
        ["无此人", "志愿服务队队长", "葫芦藤志愿服务队", "2026-01-01", ""],
        ["钱阿秀", "总管", "葫芦藤志愿服务队", "2026-01-01", ""],
        ["钱阿秀", "志愿服务队队长", "葫芦藤志愿服务队", "2026-01-01", "2025-01-01"],
    ]
    content = book(("任职", [heading, *rows]))
    run = importing.receive(kind="posts", filename="p.xlsx", content=content, by=cast.secretary, at=cast.at)
    said = {fault.line: fault.sentence for fault in importing.try_dry(run=run, by=cast.secretary, at=cast.at).faults}
    assert "还没有登记" in said[3] and "不在可选清单中" in said[4] and "早于任职" in said[5] and 2 not in said
    one = importing.receive(
        kind="posts", filename="p.xlsx", content=book(("任职", [heading, rows[0]])), by=cast.secretary, at=cast.at
    )
    importing.try_dry(run=one, by=cast.secretary, at=cast.at)
    importing.bring_in(run=one, by=cast.secretary, at=cast.at)
    assert Post.objects.get(person__name="钱阿秀").role == "volunteer_team_leader"


@pytest.mark.django_db(transaction=True)
def test_a_run_that_fails_in_the_middle_leaves_nothing_and_can_be_started_again(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = persons(cast, ["苏小满", GOOD, ""], ["何一", ANOTHER, ""])
    importing.try_dry(run=run, by=cast.secretary, at=cast.at)
    principals = Principal.objects.count()

    def broken(*args: object, **kwargs: object) -> None:
        raise RuntimeError("the plug was pulled")

    with monkeypatch.context() as patch:
        patch.setattr("tongxin.people.bulk.record_alike", broken)
        with pytest.raises(RuntimeError):
            importing.bring_in(run=run, by=cast.secretary, at=cast.at)
    run.refresh_from_db()
    assert run.step == "failed" and Principal.objects.count() == principals
    ImportRun.objects.filter(pk=run.pk).update(step="running")
    assert importing.release_stalled() == 1
    run.refresh_from_db()
    assert run.step == "checked" and importing.bring_in(run=run, by=cast.secretary, at=cast.at) == 2
