"""Hours reported on a phone without network: once, and what does not fit comes back with its sentence."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from demo.cast import Cast
from tongxin.activities.tests.phones import Sender
from tongxin.kernel.clock import CHINA
from tongxin.volunteering.models import HourReport

pytestmark = pytest.mark.django_db


@pytest.mark.covers("C17-2", "C05-8")
def test_hours_reported_without_network_are_reported_once(cast: Cast) -> None:
    phone, address = Sender(cast, "resident"), reverse("volunteering:report")
    at = timezone.now()
    yesterday = (at - timedelta(days=1)).astimezone(CHINA)
    told = {
        "organization": cast.organizations["party"].pk, "theme": "others", "text": "陪独居老人看病", "freely": "on",
        "begins_at": f"{yesterday:%Y-%m-%dT08:00}", "ends_at": f"{yesterday:%Y-%m-%dT10:00}",
    }  # fmt: skip
    item = str(uuid.uuid4())
    answers = [phone.send(address, at, item, **told) for _time in range(3)]
    assert answers[0] == answers[1] == answers[2] and answers[0][0] == 200
    assert answers[0][1]["sentence"] == "已报上，等确认后入账。" and HourReport.objects.count() == 1
    status, said = phone.send(address, at, **told | {"ends_at": f"{yesterday:%Y-%m-%dT07:00}"})
    assert (status, said["final"], said["done"]) == (422, True, False) and said["sentence"]
    assert HourReport.objects.count() == 1
