"""What people and systems send amiss has a clear sentence and a fitting status, and loses nothing.

More stands beside its subject: links in `test_residents.py`, Open311 in `test_open311.py`, borders in `areas/tests`.
"""

import io
import json
from base64 import b64decode
from datetime import date, timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image
from shapely.geometry import mapping

from tongxin.areas import actions as areas
from tongxin.areas import finding, shape_actions
from tongxin.areas.shape_actions import Drawing
from tongxin.areas.tests.ground import SIDE, SOUTH, WEST, square
from tongxin.cases import actions as cases
from tongxin.cases import catalogue
from tongxin.cases.knocking import TooOften, knock
from tongxin.cases.models import Case, Photo
from tongxin.cases.tests import story
from tongxin.kernel import rules
from tongxin.kernel.actor import SYSTEM
from tongxin.kernel.clock import today
from tongxin.kernel.datum import Datum, from_wgs84
from tongxin.kernel.errors import AlreadyMoved
from tongxin.kernel.sealing import unseal

pytestmark = pytest.mark.django_db
TEXT = "河边的栏杆断了一截"
DAY = date(2026, 11, 1)


@pytest.fixture(autouse=True)
def at_the_story(monkeypatch, now):
    monkeypatch.setattr("tongxin.kernel.web.timezone.now", lambda: now)
    finding.forget()
    yield
    finding.forget()


@pytest.fixture
def ground(cast):
    """The community, and in its west one grid; the east is a river that belongs to none."""
    for area, drawn in ((cast.home, square()), (cast.grid, square(0, 0, 1, 2, of=2))):
        shape_actions.draw(area=area, drawing=Drawing(drawn, "测试"), on=DAY, by=SYSTEM, at=cast.at)
    finding.forget()


def sent(client=None, **said):
    form = {"text": TEXT, "form_key": str(uuid4())} | {name: str(value) for name, value in said.items()}
    return (client or Client()).post(reverse("cases:report"), form)


def refused(answer, *words, status=422):
    told = answer.content.decode()
    assert answer.status_code == status and all(word in told for word in words), told[:3000]
    return told


def test_a_point_outside_the_city_or_on_no_earth_is_told_so(cast, ground):
    for longitude, latitude, words in (
        (116.4, 39.9, "不在本市范围内"), (2.35, 48.85, "不在本市范围内"), (900, 24, "经纬度不对"),
    ):  # fmt: skip
        assert TEXT in refused(sent(longitude=longitude, latitude=latitude), words)
    # Latitude and longitude the wrong way round lie on no earth, or in no city of ours.
    refused(sent(longitude=SOUTH, latitude=WEST), "经纬度不对")
    refused(sent(longitude=WEST, latitude=SOUTH, datum="mars"), "不认识坐标系“mars”")
    assert not Case.objects.exists()


def test_a_point_in_the_river_between_two_grids_goes_to_the_community(cast, ground):
    assert sent(longitude=WEST + SIDE * 0.75, latitude=SOUTH + SIDE / 2).status_code == 302
    case = Case.objects.get()
    assert (case.area, case.desk) == (cast.home, cast.organizations["party"])
    assert case.longitude == pytest.approx(WEST + SIDE * 0.75)


def test_a_point_of_baidus_finds_the_grid_where_it_really_lies(cast, ground):
    """As Baidu shows it, the point lies a kilometer away: taken as it stands it would miss the grid."""
    real = (WEST + SIDE * 0.4, SOUTH + SIDE * 0.9)
    shown = from_wgs84(*real, Datum.BD09)
    assert shown[0] - real[0] > SIDE * 0.1
    assert sent(longitude=shown[0], latitude=shown[1], datum="bd09").status_code == 302
    case = Case.objects.get()
    assert case.area == cast.grid and (case.longitude, case.latitude) == pytest.approx(real, abs=1e-6)
    assert case.datum == "bd09", "the system it was given in is kept"
    assert sent(longitude=shown[0], latitude=shown[1], datum="wgs84").status_code == 302
    assert Case.objects.latest("pk").area != cast.grid


def test_a_grid_drawn_over_its_neighbor_is_refused_by_name_with_the_drawing_kept(cast, ground):
    other = areas.create(kind="grid", name="第二网格", parent=cast.home, on=DAY, document="示例", by=SYSTEM, at=cast.at)
    over = json.dumps(mapping(square(0.5, 0, 1, 2, of=2)))
    form = {"geometry": over, "datum": "wgs84", "basis": "streets", "source": "示例", "day": DAY, "do": "1"}
    answer = cast.sign_in(Client(), "director").post(f"/areas/{other.pk}/draw/", form)
    told = refused(answer, f"与{cast.grid.name}重叠")
    assert "102.55" in told and not other.shapes.exists()


def test_a_closed_category_takes_no_new_case_and_its_old_ones_go_on(cast):
    open_before = story.accepted(cast)
    row = catalogue.find("component_street_lamp", on=today(cast.at))
    cases.end_category(category=row, on=today(cast.at) - timedelta(days=1), by=cast.planner, at=cast.at)
    closed = {"category": "component_street_lamp", "where": "葫田社区"}
    told = refused(sent(**closed), "“路灯不亮”这个类别现在不能使用，请另选一个")
    assert TEXT in told and Case.objects.count() == 1
    waiting = story.reported(cast, category="")
    li = cast.sign_in(Client(), "worker")
    accept = reverse("cases:accept", args=[waiting.pk])
    assert li.post(accept, {"category": "component_street_lamp", "form_key": str(uuid4())}).status_code == 422
    waiting.refresh_from_db()
    assert waiting.step == "reported"
    cases.dispatch(case=open_before, lead=cast.organizations["unit"], by=cast.worker, at=cast.at)
    assert open_before.step == "dispatched"


def test_of_two_dispatchers_the_second_reads_who_is_in_charge_now(cast):
    case = story.accepted(cast)
    address = reverse("cases:dispatch", args=[case.pk])
    li, wang = (cast.sign_in(Client(), name) for name in ("worker", "secretary"))
    assert li.get(address).status_code == wang.get(address).status_code == 200
    form = {"lead": cast.organizations["unit"].name}
    assert li.post(address, form | {"form_key": str(uuid4())}).status_code == 302
    late = wang.post(address, {"lead": cast.organizations["school"].name, "form_key": str(uuid4())})
    refused(late, str(AlreadyMoved.sentence), status=409)
    case.refresh_from_db()
    assert case.lead == cast.organizations["unit"]
    assert case.lead.name in wang.get(case.get_absolute_url()).content.decode()


def _photographed() -> bytes:
    """As a phone writes it: with the place, the device and a small picture of the same inside."""
    target, exif = io.BytesIO(), Image.Exif()
    exif[0x0110] = "SecretPhone 9"
    exif.get_ifd(0x8825)[2] = (24.0, 21.0, 3.5)
    Image.new("RGB", (640, 480), "gray").save(target, "JPEG", exif=exif, comment=b"SecretComment")
    return target.getvalue()


def test_a_photo_keeps_no_place_and_what_is_none_or_30_megabytes_is_refused_by_name(cast):
    def with_photo(name, content):
        photo = SimpleUploadedFile(name, content, "image/jpeg")
        form = {"text": TEXT, "where": "葫田社区", "photos": [photo], "form_key": str(uuid4())}
        return Client().post(reverse("cases:report"), form)

    for name, content, words in (
        ("合同.jpg", b"%PDF-1.7 nothing", "“合同.jpg”不是可以识别的照片"),
        ("半张.jpg", _photographed()[:900], "“半张.jpg”不是可以识别的照片"),
        ("大.jpg", b"\xff\xd8\xff" + bytes(30_000_000), "“大.jpg”超过 15 MB"),
    ):
        assert TEXT in refused(with_photo(name, content), words)
    assert not Case.objects.exists() and not Photo.objects.exists()
    assert with_photo("栏杆.jpg", _photographed()).status_code == 302
    kept = unseal(bytes(Photo.objects.get().content))
    drawn = _decoded(kept)
    assert not drawn.getexif() and "comment" not in drawn.info


def _decoded(kept: str) -> Image.Image:
    content = b64decode(kept)
    assert b"Secret" not in content
    return Image.open(io.BytesIO(content))


def test_a_phone_number_in_a_public_case_is_masked_on_every_public_page(cast):
    text = "葫田社区3号楼路灯不亮，打 138-0013-8000 找我"
    case = story.accepted(cast, area=cast.home, text=text, place="老周家旁边 13900139000")
    assert case.is_public
    for address in (reverse("cases:public-cases"), reverse("cases:public-case", args=[case.pk])):
        told = Client().get(address).content.decode()
        assert "138****00" in told and "0013" not in told and "13900139000" not in told
    near = {"text": "葫田社区3号楼路灯不亮", "where": "葫田社区"}
    told = Client().get(reverse("cases:report-neighbors"), near).content.decode()
    assert "0013" not in told


def test_strangers_read_no_door_of_a_home_no_link_and_no_exact_point(cast):
    text = "3号楼2单元501室漏水，录像见 https://example.org/me"
    case = story.accepted(cast, area=cast.home, text=text, longitude=102.5512345, latitude=24.3598765)
    box = "box=102,24,103,25&zoom=20"
    for address in (
        reverse("cases:public-cases"),
        reverse("cases:public-case", args=[case.pk]),
        f"{reverse('areas:cards')}?layer=public-cases&{box}",
    ):
        told = Client().get(address).content.decode()
        assert "3号楼" in told and "501" not in told and "2单元" not in told and "example.org" not in told, address
    shown = Client().get(f"{reverse('areas:points', args=['public-cases'])}?{box}").json()
    assert [point[:2] for point in shown["points"]] == [[102.5512, 24.3599]]
    for odd in ("²", "9" * 5000, "-1", "x"):
        cards = Client().get(reverse("areas:cards"), {"layer": "public-cases", "id": odd})
        assert cards.status_code == 200, odd


def test_a_thousand_reports_of_one_address_are_slowed_and_another_is_served_at_once(cast, now):
    most = int(rules.value("cases.reports_per_minute", on=today(now)))
    here = SimpleNamespace(META={"REMOTE_ADDR": "10.9.8.7"}, headers={})
    turned = 0
    for _n in range(1000):
        try:
            knock(here, at=now)
        except TooOften:
            turned += 1
    assert turned == 1000 - most
    slowed = sent(Client(REMOTE_ADDR="10.9.8.7"), where="葫田社区")
    assert TEXT in refused(slowed, "请过一分钟再提交", status=429) and 0 < int(slowed["Retry-After"]) <= 61
    assert sent(Client(REMOTE_ADDR="10.9.8.6"), where="葫田社区").status_code == 302
    # A minute later the same address is welcome again.
    knock(here, at=now + timedelta(minutes=1))
    assert Case.objects.count() == 1
