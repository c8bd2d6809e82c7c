"""A case from the first word to the last, through the deeds."""

from datetime import timedelta

import pytest

from tongxin.cases import actions as cases
from tongxin.cases import catalogue, measures
from tongxin.cases.actions.closing import PartsOpen
from tongxin.cases.actions.dispatching import NotInLine
from tongxin.cases.actions.joining import NotATwin
from tongxin.cases.models import Case, Category, LivelihoodEntry
from tongxin.cases.tests import story
from tongxin.kernel import terms
from tongxin.kernel.clock import today
from tongxin.kernel.errors import AlreadyMoved, NotYours, Unfit
from tongxin.kernel.models import Duty

pytestmark = pytest.mark.django_db


def test_a_case_goes_from_the_report_to_the_reporters_word(cast):
    case = story.appraisal(cast)
    assert story.owed(case).holder_id == cast.people["resident"].pk
    cases.rate(case=case, grade=5, by=cast.resident, at=cast.at)
    case.refresh_from_db()
    assert (case.step, case.grade, case.lead) == ("closed", 5, cast.organizations["unit"])
    assert not Duty.objects.open().about(case).exists()
    said = story.told(case)
    assert said[0] == "诉求登记，来源：网上反映" and "收到评价：" in said[-1] and "钱阿秀" not in "".join(said)
    with pytest.raises(AlreadyMoved):
        cases.rate(case=case, grade=1, by=cast.resident, at=cast.at)


@pytest.mark.covers("YX-40")
def test_the_five_categories_and_others_carry_a_case_through_the_loop(cast):
    group = [row for row in catalogue.at(on=today(cast.at)) if row.group == "five"]
    assert [row.label for row in group] == ["市容环境", "社会治安", "民生保障", "双创宣教", "爱心帮扶", "其他"]
    case = story.accepted(cast, category="five_caring")
    cases.dispatch(case=case, lead=cast.organizations["unit"], by=cast.worker, at=cast.at)
    assert (case.category_label, case.step) == ("爱心帮扶", "dispatched")


def test_a_matter_needs_a_text_a_place_a_channel_and_a_category_that_is_in_use(cast):
    for said in ({"text": " "}, {"channel": "telepathy"}, {"category": "no_such"}, {"kind": "gossip"}):
        with pytest.raises(Unfit):
            story.reported(cast, **said)
    Category.objects.filter(code="five_other").update(valid_to=today(cast.at) - timedelta(days=1))
    catalogue.forget()
    with pytest.raises(Unfit, match="其他"):
        story.reported(cast, category="five_other")
    with pytest.raises(Unfit, match="类别"):
        cases.accept(case=story.reported(cast, category=""), by=cast.worker, at=cast.at)
    assert not Case.objects.exclude(category="").exists()


@pytest.mark.covers("BL-15")
def test_one_leads_several_assist_and_only_the_lead_handles(cast):
    case = story.accepted(cast, text="高河塘街面车辆乱停放，两边摊贩乱设摊", category="event_parking")
    lead, helpers = cast.organizations["unit"], [cast.organizations["school"], cast.organizations["firm"]]
    cases.dispatch(case=case, lead=lead, assisting=helpers, asks="劝离摊贩", by=cast.worker, at=cast.at)
    assert [call.organization for call in case.calls.order_by("id")] == helpers
    for name in ("liaison", "school_liaison"):
        assert Case.objects.visible_to(cast.actor(name)).filter(pk=case.pk).exists()
    with pytest.raises(NotYours):
        cases.take(case=case, by=cast.school_liaison, at=cast.at)
    cases.take(case=case, by=cast.liaison, at=cast.at)
    call = case.calls.get(organization=helpers[0])
    cases.report_in(call=call, by=cast.school_liaison, at=cast.at + timedelta(hours=1))
    cases.answer_call(call=call, answer="派了两名老师劝导", by=cast.school_liaison, at=cast.at)
    with pytest.raises(NotYours):
        cases.grade_call(call=call, grade=5, by=cast.school_liaison, at=cast.at)
    cases.grade_call(call=call, grade=4, by=cast.worker, at=cast.at)
    assert "启明小学答复：派了两名老师劝导" in story.told(case)
    waiting = case.calls.get(organization=helpers[1])
    assert story.owed(waiting).holder_id == helpers[1].pk and story.owed(waiting).due_at is not None


def test_a_wrong_order_goes_back_with_a_reason_unless_competence_was_ruled(cast):
    case = story.dispatched(cast)
    with pytest.raises(Unfit):
        cases.send_back(case=case, reason=" ", by=cast.liaison, at=cast.at)
    cases.send_back(case=case, reason="不归供电公司管", by=cast.liaison, at=cast.at)
    assert (case.step, case.lead, case.returned) == ("accepted", None, 1)
    cases.dispatch(case=case, lead=cast.organizations["unit"], is_ruled=True, by=cast.worker, at=cast.at)
    with pytest.raises(NotYours):
        cases.send_back(case=case, reason="还是不归我们", by=cast.liaison, at=cast.at)


def test_the_whole_is_closed_after_its_parts_at_any_depth(cast):
    case = story.accepted(cast)
    child = cases.split(case=case, text="先把路灯杆扶正", by=cast.worker, at=cast.at)
    grandchild = cases.split(case=child, text="联系吊车", by=cast.worker, at=cast.at)
    assert (grandchild.parent, child.parent) == (child, case)
    whole = story.closing(cast)
    part = cases.split(case=whole, text="再补一盏灯", by=cast.worker, at=cast.at)
    with pytest.raises(PartsOpen):
        cases.close(case=whole, by=cast.worker, at=cast.at)
    cases.answer(case=part, answer="已补", category="five_other", by=cast.worker, at=cast.at)
    cases.close(case=whole, by=cast.worker, at=cast.at)


@pytest.mark.covers("GY-20", "GY-70")
def test_calls_of_the_line_get_a_number_of_the_same_row_and_the_line_is_data(cast):
    lines = {code: terms.find("case_channels", code) for code in ("hotline", "former_hotline", "city_hotline")}
    assert all(lines.values()) and "12319" in lines["former_hotline"].label
    said = {"reporter_id": None, "by": cast.worker, "caller_name": "老周", "caller_phone": "0877-2068000"}
    one = story.reported(cast, channel="former_hotline", **said)
    two = story.reported(cast, channel="hotline", **said)
    three = story.reported(cast, channel="online")
    assert one.number < two.number < three.number and one.number[:6] == two.number[:6] == three.number[:6]
    kept = Case.objects.get(pk=one.pk)
    assert bytes(kept.caller_print) == two.caller_print and b"2068000" not in bytes(kept.caller_phone)
    cases.answer(case=two, answer="周一到周五九点开门。", category="five_other", by=cast.worker, at=cast.at)
    cases.rate(case=two, grade=5, by=cast.worker, at=cast.at)
    assert (two.step, two.lead) == ("closed", None)


def test_what_is_not_taken_up_says_why_and_which_way_is_right(cast):
    case = story.reported(cast, text="对法院判决不服")
    cases.decline(case=case, reason="court", by=cast.worker, at=cast.at)
    assert case.step == "declined" and "人民法院" in story.told(case)[-1]


@pytest.mark.covers("MHK-04")
def test_a_case_goes_up_and_down_the_three_levels_with_a_holder_and_a_date_each_time(cast):
    case = story.reported(cast)
    street, county = cast.organizations["street_committee"], cast.organizations["county_committee"]
    cases.pass_on(case=case, to=street, reason="要街道协调", by=cast.worker, at=cast.at)
    assert (case.desk, story.owed(case).holder_id) == (street, street.pk) and story.owed(case).due_at is not None
    cases.pass_on(case=case, to=county, reason="要市里协调", by=cast.coordinator, at=cast.at)
    with pytest.raises(NotInLine):
        cases.pass_on(case=case, to=cast.organizations["next_party"], reason="隔壁", by=cast.director, at=cast.at)
    cases.pass_on(case=case, to=street, reason="请街道办", by=cast.director, at=cast.at)
    cases.accept(case=case, by=cast.coordinator, at=cast.at)
    assert case.step == "accepted" and story.owed(case).holder_id == street.pk


@pytest.mark.covers("BL-42")
def test_what_several_raise_about_one_place_becomes_one_matter_with_all_its_voices(cast):
    into = story.accepted(cast)
    twin = story.reported(cast, reporter_id=cast.people["member"].pk, by=cast.member)
    third = story.reported(cast, reporter_id=cast.people["other_member"].pk, by=cast.other_member)
    cases.join(case=third, into=twin, by=cast.worker, at=cast.at)
    twin.refresh_from_db()
    cases.join(case=twin, into=into, by=cast.worker, at=cast.at)
    into.refresh_from_db()
    names = ("resident", "member", "other_member")
    assert into.voices == 3 and set(into.all_reporters()) == {cast.people[name].pk for name in names}
    far = story.reported(cast, area=cast.next)
    with pytest.raises(NotATwin):
        cases.join(case=far, into=into, by=cast.coordinator, at=cast.at)


@pytest.mark.covers("MHK-49")
def test_a_livelihood_matter_keeps_problem_owner_money_and_day_and_they_reconcile(cast):
    for fen in (120_000_00, 5_000_00):
        case = story.checking(cast)
        cases.enter_livelihood(
            case=case, problem="小区加装路灯", money_fen=fen, finished_on=today(cast.at), by=cast.liaison, at=cast.at
        )
        assert (case.livelihood.problem, case.lead) == ("小区加装路灯", cast.organizations["unit"])
    day = today(cast.at)
    assert (measures.livelihood_matters(day), measures.livelihood_money(day)) == (2, 125_000)
    story.finished(case, cast)
    cases.rate(case=case, grade=5, by=cast.resident, at=cast.at)
    assert LivelihoodEntry.objects.get(case=case).is_confirmed
    cases.dispute(case=case, reason="又不亮了", by=cast.resident, at=cast.at)
    assert LivelihoodEntry.objects.get(case=case).is_confirmed is False
    spoken = story.checking(cast)
    story.finished(spoken, cast)
    cases.rate(case=spoken, grade=5, by=cast.resident, at=cast.at)
    late = cases.enter_livelihood(case=spoken, problem="补登", money_fen=0, by=cast.worker, at=cast.at)
    assert (late.is_confirmed, late.confirmed_at) == (True, cast.at), "who spoke before has spoken"
    with pytest.raises(NotYours):
        cases.enter_livelihood(case=case, problem="x", money_fen=1, by=cast.neighbor, at=cast.at)


def test_who_serves_the_next_community_neither_sees_nor_moves_it(cast):
    steps = ((story.reported, cases.accept), (story.dispatched, cases.take), (story.closing, cases.close))
    for bring, deed in steps:
        with pytest.raises(NotYours):
            deed(case=bring(cast), by=cast.neighbor, at=cast.at)
    assert Case.objects.count() == len(steps) and not Case.objects.visible_to(cast.neighbor).exists()


def test_only_before_somebody_was_sent_it_is_withdrawn_or_struck_out(cast):
    with pytest.raises(NotYours):
        cases.withdraw(case=story.reported(cast), reason="好了", by=cast.worker, at=cast.at)
    with pytest.raises(NotYours):
        cases.void(case=story.reported(cast), reason="试的", by=cast.worker, at=cast.at)
    cases.withdraw(case=story.reported(cast), reason="好了", by=cast.resident, at=cast.at)
    cases.void(case=story.reported(cast), reason="试的", by=cast.secretary, at=cast.at)
    for deed, actor in ((cases.withdraw, cast.resident), (cases.void, cast.secretary)):
        with pytest.raises(AlreadyMoved):
            deed(case=story.dispatched(cast), reason="晚了", by=actor, at=cast.at)
