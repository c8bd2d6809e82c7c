"""Reports on their way when a unit is dissolved or a community is merged: nobody owes what nobody can do."""

from datetime import timedelta

import pytest

from demo.cast import Cast
from tongxin.areas import actions as areas
from tongxin.enrolment import leaving, merging
from tongxin.enrolment.models import MemberReport, Report, ReportDelivery
from tongxin.enrolment.reports import sending
from tongxin.enrolment.tests.reporting import checked_in, opened, served, unit_checked_in
from tongxin.enrolment.tests.test_reports import NEW_YEAR
from tongxin.kernel.actor import SYSTEM, Actor
from tongxin.kernel.clock import today
from tongxin.kernel.invariants import open_steps_have_one_duty
from tongxin.kernel.models import Duty
from tongxin.organizations import actions as organizations
from tongxin.organizations.appointments import appoint
from tongxin.organizations.door import actor_for
from tongxin.organizations.models import Organization
from tongxin.people.models import User

pytestmark = pytest.mark.django_db


def a_year(cast: Cast) -> dict[str, Report]:
    checked_in(cast), unit_checked_in(cast)
    served(cast, "member")
    return opened(cast, 12, NEW_YEAR)


def secretary_of(cast: Cast, community: Organization) -> Actor:
    person = cast.people["neighbor"]
    post = appoint(
        person=person, organization=community, role="community_secretary", letter="示例", on=today(cast.at), by=SYSTEM,
        at=cast.at,
    )  # fmt: skip
    return actor_for(User.objects.get(login="neighbor"), on=today(NEW_YEAR), post_id=post.pk)


@pytest.mark.covers("YX-06", "CD-39")
def test_a_dissolved_unit_neither_writes_nor_receives(cast: Cast) -> None:
    reports = a_year(cast)
    own, notice = reports["double_report"], reports["notice_to_home"]
    sending.send(report=notice, note="", by=cast.actor("secretary", NEW_YEAR), at=NEW_YEAR)
    waiting = ReportDelivery.objects.get(report=notice)
    day = today(NEW_YEAR) + timedelta(days=1)
    for name in ("unit", "branch"):
        organizations.end(
            organization=cast.organizations[name], document="示例〔2027〕1号", on=day, by=SYSTEM, at=NEW_YEAR
        )
    later = NEW_YEAR + timedelta(days=1)
    assert leaving.leave_the_gone(at=NEW_YEAR) == 0, "it stands until its day"
    leaving.leave_the_gone(at=later)
    own.refresh_from_db(), waiting.refresh_from_db()
    assert (own.step, own.drop_reason, waiting.step) == ("dropped", "单位已撤销", "lapsed")
    gone = [cast.organizations[name].pk for name in ("unit", "branch")]
    assert not Duty.objects.open().filter(holder_id__in=gone).exists() and not list(open_steps_have_one_duty())


@pytest.mark.covers("MHK-35", "MHK-37")
def test_the_community_that_took_over_writes_and_receives(cast: Cast) -> None:
    reports = a_year(cast)
    out, back = reports["notice_to_home"], reports["notice_to_community"]
    sending.send(report=back, note="", by=cast.actor("branch_secretary", NEW_YEAR), at=NEW_YEAR)
    heir = cast.organizations["next_party"]
    areas.merge(
        areas=[cast.home], into=cast.next, on=today(NEW_YEAR) - timedelta(days=1), document="示例〔2027〕1号",
        by=cast.planner, at=NEW_YEAR,
    )  # fmt: skip
    assert merging.follow_merges(at=NEW_YEAR) == 1 and merging.follow_merges(at=NEW_YEAR) == 0
    out.refresh_from_db(), back.refresh_from_db()
    assert (out.sender, out.host, out.area, back.host) == (heir, heir, cast.next, heir)
    assert back.sender == cast.organizations["branch"], "who wrote it stays"
    waiting = ReportDelivery.objects.get(report=back)
    assert waiting.recipient == heir and Duty.objects.open().about(waiting).get().holder_id == heir.pk
    assert Duty.objects.open().about(out).get().holder_id == heir.pk and not list(open_steps_have_one_duty())
    former = cast.organizations["party"].pk
    assert not Duty.objects.open().filter(holder_id=former).exists()
    assert set(MemberReport.objects.values_list("host", "area")) == {(heir.pk, cast.next.pk)}
    by = cast.actor("neighbor", NEW_YEAR)
    assert Report.objects.visible_to(by).filter(pk__in=[out.pk, back.pk]).count() == 2
    sending.receive(delivery=waiting, by=secretary_of(cast, heir), at=NEW_YEAR)
    assert out.step == "drafting" and sending.content_of(out)["totals"]["times"] == 1  # type: ignore[index]


def test_one_report_tells_of_both_places_where_the_heir_has_its_own(cast: Cast) -> None:
    first = a_year(cast)["notice_to_home"]
    twin = Report.objects.get(pk=first.pk)
    twin.pk, twin._state.adding = None, True
    twin.area, twin.area_path, twin.host = cast.next, cast.next.path, cast.organizations["next_party"]
    twin.sender, twin.step = cast.organizations["next_party"], "sent"
    twin.sent_at = NEW_YEAR
    twin.save()
    on = today(NEW_YEAR) - timedelta(days=1)
    areas.merge(areas=[cast.home], into=cast.next, on=on, document="示例", by=cast.planner, at=NEW_YEAR)
    merging.follow_merges(at=NEW_YEAR)
    first.refresh_from_db()
    assert first.step == "dropped" and cast.next.name in first.drop_reason
    assert not Duty.objects.open().about(first).exists()
