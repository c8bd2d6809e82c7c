"""Long lists: CSV begins at once, a long workbook is made by the worker through the same door, with progress."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob
from python_calamine import CalamineWorkbook

from tongxin.cases.tests import story
from tongxin.kernel import exporting
from tongxin.kernel.clock import today
from tongxin.kernel.models import ExportRun
from tongxin.organizations.models import Post

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def small(monkeypatch, now, settings, tmp_path):
    monkeypatch.setattr("tongxin.kernel.web.timezone.now", lambda: now)
    monkeypatch.setattr("tongxin.kernel.listing.AT_ONCE", 2)
    settings.EXPORTS_DIR = tmp_path / "exports"


@pytest.fixture
def asked(cast):
    """Li asks for more than is awaited in front of the screen."""
    for _n in range(3):
        story.reported(cast)
    story.accepted(cast, text="=SUM(1,2) 楼道灯不亮")
    li = cast.sign_in(Client(), "worker")
    answer = li.get(reverse("cases:export-cases"), {"step": "reported"})
    return li, answer, ExportRun.objects.get()


def rows_of(content):
    return CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()


def test_a_long_workbook_is_made_aside_and_fetched_by_who_asked(cast, asked):
    li, answer, run = asked
    page = reverse("ui:export", args=[run.pk])
    assert (answer.status_code, answer["Location"], run.total) == (302, page, 3)
    assert ProcrastinateJob.objects.filter(task_name="kernel.work_on_export", args={"run_id": run.pk}).count() == 1
    # Who asks again while it is being made gets the same.
    assert li.get(reverse("cases:export-cases"), {"step": "reported"})["Location"] == page
    assert 'hx-trigger="every 1s"' in li.get(page).content.decode()
    assert li.get(reverse("ui:export-file", args=[run.pk])).status_code == 404
    exporting.work(run.pk, at=cast.at)
    run.refresh_from_db()
    assert (run.step, run.done) == ("done", 3) and "下载" in li.get(page).content.decode()
    lines = rows_of(b"".join(li.get(reverse("ui:export-file", args=[run.pk])).streaming_content))
    assert lines[0][0] == "编号" and len(lines) == 4 and all("待受理" in line for line in lines[1:])
    assert cast.sign_in(Client(), "secretary").get(page).status_code == 404
    assert exporting.forget_old(cast.at + timedelta(days=2)) == 1 and not run.path.exists()


def test_whoever_lost_the_post_gets_no_workbook(cast, asked):
    _li, _answer, run = asked
    Post.objects.filter(person=cast.people["worker"]).update(valid_to=today(cast.at) - timedelta(days=1))
    exporting.work(run.pk, at=cast.at)
    run.refresh_from_db()
    assert run.step == "failed" and run.failure and not run.path.exists()


def test_what_a_killed_worker_left_is_made_anew(cast, asked):
    _li, _answer, run = asked
    ExportRun.objects.filter(pk=run.pk).update(step="running", done=2)
    run.path.parent.mkdir(parents=True)
    run.path.with_suffix(".part").write_bytes(b"half a workbook")
    exporting.work(run.pk, at=cast.at)
    exporting.work(run.pk, at=cast.at)
    assert len(rows_of(run.path.read_bytes())) == 4


def test_csv_streams_and_no_text_becomes_a_formula(cast, asked):
    li, _answer, _run = asked
    answer = li.get(reverse("cases:export-cases"), {"format": "csv"})
    assert answer.streaming and answer["Content-Type"] == "text/csv; charset=utf-8"
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert text.startswith("编号,事项") and len(text.splitlines()) == 5 and '"\'=SUM(1,2) 楼道灯不亮"' in text
    assert "format=csv" in li.get(reverse("cases:cases")).content.decode()
