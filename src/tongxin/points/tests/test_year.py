"""A year: sums, the minimum where there is one, objections and their answers; by oneself, at the desk, as sums."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from tongxin.kernel import duties, profiles, rules
from tongxin.kernel.errors import AlreadyMoved, NotYours, Unfit
from tongxin.kernel.ledgers import ReversedAlready
from tongxin.kernel.models import Duty, Look, Movement, Record
from tongxin.points import actions, queries
from tongxin.points.models import POINTS, Objection
from tongxin.points.tests.world import MAY, declared, served


@pytest.fixture(autouse=True)
def worth_something(db):
    with declared():
        yield


def statement(cast, name="member", **more):
    return queries.statement(person=cast.people[name], on=cast.at.date(), **({"year": 2026} | more))


def entry_of(cast, name="member"):
    served(cast, name)
    return Movement.objects.filter(ledger="points", target__holder_id=cast.people[name].pk).latest("id")


def object_to(cast, entry, name="member", by=None, at=None):
    return actions.object_to(
        movement=entry, person=cast.people[name], reason="那天还去了下午场", by=by or cast.actor(name),
        at=at or cast.at,
    )  # fmt: skip


def apply_rules_of(city, *keys):
    for row in profiles.read(city).tables["rules"]:
        if row["key"] in keys and row["scope"] == "city":
            rules.set_rule(key=row["key"], value=row["value"], source=row["source"], valid_from=row["valid_from"])


@pytest.mark.covers("MHK-36", "C02-5")
def test_one_point_per_activity_and_twenty_four_in_the_year_with_the_rest_shown_early(cast, client):
    apply_rules_of("meihekou", "points.per_activity", "points.year_minimum")
    with declared(kinds=("community_service",)):
        for day in range(17):
            served(cast, on=MAY + timedelta(days=day))
        served(cast, on=date(2025, 12, 31))
    shown = statement(cast)
    assert (shown.points, shown.minimum, shown.shortfall, shown.activities_short) == (17, 24, 7, 7)
    page = cast.sign_in(client, "member").get(reverse("points:year")).content.decode()
    assert "还差 7 分，约 7 次活动" in page and "/ 24 分" in page

    with declared(kinds=("community_service",)):
        for day in range(7):
            served(cast, on=date(2026, 8, 1) + timedelta(days=day))
    assert (statement(cast).points, statement(cast).shortfall) == (24, 0)
    assert statement(cast, "resident").minimum is None  # a duty of members, of nobody else


def test_without_a_minimum_there_is_no_bar(cast, client):
    served(cast)
    shown = statement(cast)
    assert (shown.points, shown.minimum, shown.hours) == (2, None, "1.5")
    page = cast.sign_in(client, "member").get(reverse("points:year")).content.decode()
    assert "还差" not in page and "<progress" not in page and "楼道巡逻" in page


def test_a_month_holds_what_happened_in_it(cast, client):
    served(cast, on=date(2026, 5, 31))
    served(cast, on=date(2026, 6, 1))
    assert [statement(cast, month=month).points for month in (4, 5, 6)] == [0, 2, 2]
    page = cast.sign_in(client, "member").get(reverse("points:month", args=[2026, 5])).content.decode()
    assert "2026 年 5 月" in page and "5月31日" in page and "6月1日" not in page
    assert client.get(reverse("points:month", args=[2026, 13])).status_code == 404


def test_an_upheld_objection_books_a_counter_entry_and_the_right_amount(cast):
    entry = entry_of(cast)
    objection = object_to(cast, entry)
    duty = Duty.objects.open().about(objection).get()
    assert duty.holder_id == cast.organizations["party"].pk and duty.role == "community_secretary"
    assert duty.due is not None and duty.due.limit.amount == 5

    for name in ("member", "worker", "neighbor"):
        with pytest.raises(NotYours):
            actions.answer(objection=objection, answer="upheld", text="核对无误", by=cast.actor(name), at=cast.at)
    with pytest.raises(Unfit):
        actions.answer(objection=objection, answer="upheld", text=" ", by=cast.secretary, at=cast.at)
    counter = actions.answer(
        objection=objection, answer="upheld", text="确有两场", amount=4, by=cast.secretary, at=cast.at
    )
    assert counter is not None and counter.reverses_id == entry.pk
    assert POINTS.balance(holder_id=cast.people["member"].pk) == 4
    assert Duty.objects.open().about(objection).get().holder_id == cast.people["member"].pk
    with pytest.raises(AlreadyMoved):
        actions.answer(objection=objection, answer="rejected", text="又变了", by=cast.secretary, at=cast.at)
    actions.accept(objection=objection, by=cast.member, at=cast.at)
    assert Objection.objects.get().step == "closed" and not Duty.objects.open().about(objection).exists()


def test_a_rejected_objection_leaves_the_entry_and_silence_closes_it(cast):
    entry = entry_of(cast)
    objection = object_to(cast, entry)
    assert (
        actions.answer(objection=objection, answer="rejected", text="名单无误", by=cast.secretary, at=cast.at) is None
    )
    assert POINTS.balance(holder_id=cast.people["member"].pk) == entry.amount
    duties.perform_due(at=cast.at + timedelta(days=9))
    assert Objection.objects.get().step == "answered"
    duties.perform_due(at=cast.at + timedelta(days=30))
    assert Objection.objects.get().step == "closed"
    with pytest.raises(actions.ObjectedAlready):
        object_to(cast, entry)


def test_only_ones_own_entry_in_time_and_once(cast):
    entry = entry_of(cast)
    with pytest.raises(NotYours):
        object_to(cast, entry, "other_member")
    with pytest.raises(actions.TooLate):
        object_to(cast, entry, at=cast.at + timedelta(days=31))
    first = object_to(cast, entry)
    with pytest.raises(actions.ObjectedAlready):
        object_to(cast, entry)
    actions.withdraw(objection=first, by=cast.member, at=cast.at)
    assert object_to(cast, entry).pk != first.pk

    taken_back = entry_of(cast, "other_member")
    actions.correct(movement=taken_back, reason="记错", by=cast.secretary, at=cast.at)
    with pytest.raises(ReversedAlready):
        object_to(cast, taken_back, "other_member")


def test_the_whole_way_of_an_objection_on_the_pages(cast, client):
    entry = entry_of(cast)
    cast.sign_in(client, "member")
    assert "有异议" in client.get(reverse("points:year")).content.decode()
    address = reverse("points:object", args=[entry.pk])
    assert client.post(address, {"reason": ""}).status_code == 422
    shown = client.post(address, {"reason": "那天还去了下午场"}, follow=True)
    assert "那天还去了下午场" in shown.content.decode()
    objection = Objection.objects.get()

    cast.sign_in(client, "secretary")
    assert objection.number in client.get(reverse("points:objections")).content.decode()
    answer = reverse("points:answer", args=[objection.pk])
    assert client.post(answer, {"answer": "upheld", "text": ""}).status_code == 422
    assert client.post(answer, {"answer": "upheld", "text": "确有两场", "right_amount": "4"}).status_code == 302
    assert client.get(reverse("points:export-objections")).status_code == 200

    cast.sign_in(client, "member")
    assert "异议成立" in client.get(objection.get_absolute_url()).content.decode()
    assert client.post(reverse("points:move", args=[objection.pk, "accept"])).status_code == 302
    cast.sign_in(client, "neighbor")
    assert client.get(objection.get_absolute_url()).status_code == 404


def test_the_counter_objects_in_a_persons_name_and_it_is_recorded_so(cast, client):
    entry = entry_of(cast, "resident")
    cast.sign_in(client, "counter")
    assert "楼道巡逻" in client.get(reverse("points:person", args=[cast.people["resident"].pk])).content.decode()
    look = Look.objects.get()
    assert (look.by_id, look.concerns_id) == (cast.people["counter"].pk, cast.people["resident"].pk)
    address = reverse("points:object-for", args=[cast.people["resident"].pk, entry.pk])
    assert client.post(address, {"reason": "老人说去了两次"}).status_code == 302
    said = Record.objects.get(kind="points.ObjectionRaised")
    assert (said.by_id, said.on_behalf_of_id) == (cast.people["counter"].pk, cast.people["resident"].pk)
    objection = Objection.objects.get()
    assert client.post(reverse("points:move", args=[objection.pk, "withdraw"])).status_code == 302

    cast.sign_in(client, "neighbor")
    assert client.get(reverse("points:person", args=[cast.people["resident"].pk])).status_code == 404
    for name in ("member", "liaison", "coordinator", "planner"):
        assert cast.sign_in(client, name).get(address).status_code == 403


def test_who_has_to_answer_cannot_withdraw_in_the_persons_name(cast, client):
    objection = object_to(cast, entry_of(cast))
    cast.sign_in(client, "secretary")
    assert client.post(reverse("points:move", args=[objection.pk, "withdraw"])).status_code == 403
    assert Objection.objects.get().step == "raised"


def test_others_are_seen_as_sums_by_name_within_ones_own_organization(cast, client):
    entry_of(cast, "member")
    for day in range(3):
        served(cast, "other_member", on=date(2026, 3, 1) + timedelta(days=day))
    page = cast.sign_in(client, "branch_secretary").get(reverse("points:organization")).content.decode()
    assert page.index("孙晓阳") < page.index("郑丽萍")  # by pinyin, though the other has more
    assert "楼道巡逻" not in page and "钱阿秀" not in page
    export = reverse("points:export-organization", args=[2026])
    rows = CalamineWorkbook.from_filelike(BytesIO(client.get(export).content)).get_sheet_by_index(0).to_python()
    assert [row[:2] for row in rows if row[0] in ("孙晓阳", "郑丽萍")] == [["孙晓阳", 2], ["郑丽萍", 6]]
    for name in ("member", "worker", "counter", "resident"):
        for address in (reverse("points:organization"), export):
            assert cast.sign_in(client, name).get(address).status_code == 403


def test_an_entry_is_corrected_on_its_page(cast, client):
    entry = entry_of(cast)
    address = reverse("points:correct", args=[entry.pk])
    assert cast.sign_in(client, "worker").get(address).status_code == 403
    cast.sign_in(client, "secretary")
    assert client.post(address, {"reason": "", "right_amount": "1"}).status_code == 422
    assert client.post(address, {"reason": "记多了", "right_amount": "0.5"}).status_code == 422
    assert client.post(address, {"reason": "记多了", "right_amount": "1"}).status_code == 302
    assert POINTS.balance(holder_id=cast.people["member"].pk) == 1
    assert client.post(address, {"reason": "记多了", "right_amount": "1"}).status_code == 409
