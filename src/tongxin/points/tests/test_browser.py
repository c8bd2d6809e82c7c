"""My year on the phone and an objection on the desk, in a real browser: nothing hinders anybody, nothing overflows."""

import pytest
from django.urls import reverse

from tests.browser import DESK, PHONE, axe
from tongxin.people.models import User
from tongxin.points.models import Objection
from tongxin.points.tests.world import declared, served

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASSWORD = "a long lamp in a quiet stairwell"


def signed_in(browse, cast, name, size):
    user = User.objects.get(login=name)
    user.set_password(PASSWORD)
    user.save()
    page = browse(*size)
    page.goto(reverse("points:year"))
    page.fill("input[name=username]", name)
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url("**" + reverse("points:year"))
    return page


def fits(page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_member_doubts_an_entry_on_the_phone_and_the_secretary_answers_at_the_desk(browse, cast):
    with declared():
        served(cast)
    phone = signed_in(browse, cast, "member", PHONE)
    assert phone.get_by_text("楼道巡逻").first.is_visible()
    assert axe(phone) == [] and fits(phone)
    phone.get_by_role("link", name="有异议").first.click()
    phone.fill("textarea[name=reason]", "那天去了两场")
    phone.get_by_role("button", name="提出异议").click()
    phone.wait_for_url("**/points/objections/*")
    assert phone.get_by_text("那天去了两场").first.is_visible()
    assert axe(phone) == [] and fits(phone)

    desk = signed_in(browse, cast, "secretary", DESK)
    desk.goto(Objection.objects.get().get_absolute_url())
    assert axe(desk) == [] and fits(desk)
    desk.get_by_role("link", name="答复").click()
    desk.get_by_label("异议成立").check()
    desk.fill("textarea[name=text]", "确有两场")
    desk.fill("input[name=right_amount]", "4")
    assert axe(desk) == []
    desk.get_by_role("button", name="答复").click()
    desk.get_by_text("已答复，并通知了提出人。").wait_for()
    assert Objection.objects.get().answer == "upheld"
