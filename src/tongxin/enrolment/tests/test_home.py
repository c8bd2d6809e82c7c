"""In two bodies at once: where the city asks for it, the home organization agrees before the community confirms."""

import pytest
from django.test import Client
from django.urls import reverse

from demo.cast import Cast
from tongxin.enrolment import actions as enrolments
from tongxin.enrolment.errors import AwaitsHome
from tongxin.enrolment.models import Enrolment
from tongxin.enrolment.tests.test_enrolment import requested
from tongxin.kernel import rules
from tongxin.kernel.clock import today
from tongxin.kernel.errors import NotYours
from tongxin.kernel.invariants import open_steps_have_one_duty
from tongxin.kernel.models import Duty
from tongxin.organizations.models import Affiliation

pytestmark = pytest.mark.django_db


def home_is_asked(cast: Cast) -> None:
    rules.set_rule(key="enrolment.home_agrees", value=True, source="项目", valid_from=today(cast.at))


@pytest.mark.covers("C02-1", "MHK-29")
def test_the_home_organization_agrees_before_the_community_confirms(cast: Cast) -> None:
    home_is_asked(cast)
    enrolment = requested(cast)
    duty = Duty.objects.open().about(enrolment).get()
    assert duty.holder_id == cast.organizations["branch"].pk
    with pytest.raises(AwaitsHome):
        enrolments.confirm(enrolment=enrolment, by=cast.worker, at=cast.at)
    for stranger in (cast.worker, cast.liaison, cast.school_liaison, cast.member):
        with pytest.raises(NotYours):
            enrolments.agree(enrolment=enrolment, by=stranger, at=cast.at)
    enrolments.agree(enrolment=enrolment, by=cast.branch_secretary, at=cast.at)
    assert Duty.objects.open().about(enrolment).get().holder_id == cast.organizations["party"].pk
    assert not list(open_steps_have_one_duty())
    with pytest.raises(NotYours):
        enrolments.agree(enrolment=enrolment, by=cast.branch_secretary, at=cast.at)
    enrolments.confirm(enrolment=enrolment, by=cast.worker, at=cast.at)
    assert enrolment.step == "confirmed"
    assert Affiliation.objects.get(person=cast.people["member"]).organization == cast.organizations["branch"]


def test_where_the_city_does_not_ask_the_community_confirms_alone(cast: Cast) -> None:
    enrolment = requested(cast)
    with pytest.raises(NotYours):
        enrolments.agree(enrolment=enrolment, by=cast.branch_secretary, at=cast.at)
    enrolments.confirm(enrolment=enrolment, by=cast.worker, at=cast.at)
    assert enrolment.step == "confirmed"


def test_the_branch_answers_on_its_own_page(cast: Cast) -> None:
    home_is_asked(cast)
    enrolment, home, desk = requested(cast), Client(), cast.sign_in(Client(), "worker")
    cast.sign_in(home, "branch_secretary")
    assert "同意报到" in home.get(enrolment.get_absolute_url()).content.decode()
    assert "等待答复" in desk.get(enrolment.get_absolute_url()).content.decode()
    address = reverse("enrolment:move-enrolment", args=[enrolment.pk, "confirm"])
    assert desk.post(address).status_code == 409
    address = reverse("enrolment:move-enrolment", args=[enrolment.pk, "object"])
    assert desk.post(address, {"reason": "不行"}).status_code == 403
    home.post(address, {"reason": "正在外地学习"})
    assert Enrolment.objects.get().step == "refused"
