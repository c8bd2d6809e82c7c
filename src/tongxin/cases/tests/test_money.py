"""What a livelihood matter cost is written down, read and corrected on the pages, and adds up in the ledger."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from tongxin.cases.models import LivelihoodEntry
from tongxin.cases.tests import story
from tongxin.kernel.clock import today

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_the_story")]


@pytest.mark.covers("MHK-49")
def test_money_and_day_are_read_on_the_record_corrected_and_add_up_in_the_ledger(cast):
    case, other = story.checking(cast), story.checking(cast)
    zhang, on = cast.sign_in(Client(), "liaison"), today(cast.at)

    def entered(case, **said):
        return zhang.post(reverse("cases:livelihood", args=[case.pk]), {"form_key": str(uuid4())} | said)

    wrong = entered(case, problem="3 栋的灯", money="1280.50", finished_on=f"{on + timedelta(days=1)}")
    words = wrong.content.decode()
    assert wrong.status_code == 422 and "完成日期不能晚于今天" in words and "1280.50" in words and "3 栋的灯" in words
    assert entered(case, problem="3 栋的灯", money="1280.50", finished_on=f"{on}").status_code == 302
    assert entered(other, problem="院墙", money="-1").status_code == 422
    assert entered(other, problem="院墙", money="719.5").status_code == 302
    record = zhang.get(case.get_absolute_url()).content.decode()
    for words in ("3 栋的灯", "¥1,280.50", "明远供电服务公司", "居民还没有确认"):
        assert words in record, words
    again = zhang.get(reverse("cases:livelihood", args=[case.pk])).content.decode()
    assert "3 栋的灯" in again and "1280.5" in again and f"{on}" in again

    ledger = reverse("cases:livelihood-matters")
    li = cast.sign_in(Client(), "worker")
    whole = li.get(ledger).content.decode()
    assert "投入 ¥2,000.00" in whole and "院墙" in whole
    done = li.get(ledger, {"since": f"{on}", "until": f"{on}", "word": "none"}).content.decode()
    assert "投入 ¥1,280.50" in done and "院墙" not in done
    exported = li.get(reverse("cases:export-livelihood-matters"), {"format": "csv"})
    assert "1280.5" in b"".join(exported.streaming_content).decode()
    assert "院墙" not in cast.sign_in(Client(), "neighbor").get(ledger).content.decode()
    for name in ("livelihood-matters", "export-livelihood-matters"):
        assert cast.sign_in(Client(), "resident").get(reverse(f"cases:{name}")).status_code == 403
    assert LivelihoodEntry.objects.count() == 2
