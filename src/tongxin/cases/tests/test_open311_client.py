"""Clients that know nothing of us: `georeport` as it is, and a script written from the specification."""

from urllib.parse import urlencode
from urllib.request import Request, urlopen
from xml.etree import ElementTree

import pytest
from georeport import GeoReport

from tongxin.cases import actions as cases
from tongxin.cases.models import Case
from tongxin.cases.tests import story
from tongxin.notify import keys

pytestmark = pytest.mark.django_db(transaction=True)
LAMP = "component_street_lamp"


def text(row, name):
    return (row.findtext(name) or "").strip()


def by_the_specification(root, api_key, place):
    """GeoReport v2 from the first call to the last, in XML, which every server must speak."""
    services = ElementTree.fromstring(urlopen(f"{root}/services.xml").read())
    chosen = next(row for row in services.iter("service") if text(row, "service_name") == "路灯不亮")
    if text(chosen, "metadata") == "true":
        urlopen(f"{root}/services/{text(chosen, 'service_code')}.xml")
    given = {
        "api_key": api_key, "service_code": text(chosen, "service_code"), "address_string": place,
        "description": "A lamp is out", "first_name": "John", "phone": "111111111",
    }  # fmt: skip
    sent = Request(f"{root}/requests.xml", urlencode(given).encode())
    sent.add_header("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
    with urlopen(sent) as answer:
        assert answer.headers["Content-Type"] == "text/xml; charset=utf-8"
        row = ElementTree.fromstring(answer.read()).find("request")
    number = text(row, "service_request_id")
    if not number:
        found = ElementTree.fromstring(urlopen(f"{root}/tokens/{text(row, 'token')}.xml").read())
        number = found.findtext("request/service_request_id")
    status = ElementTree.fromstring(urlopen(f"{root}/requests/{number}.xml").read())
    return int(number), status.findtext("request/status")


@pytest.mark.covers("C07-10")
def test_clients_from_outside_find_their_way(cast, live_server, monkeypatch, now):
    monkeypatch.setattr("tongxin.kernel.web.timezone.now", lambda: now)
    root = f"{live_server.url}/open311/v2"
    key, secret = keys.make_key(
        organization=cast.organizations["party"], label="x", may=["submit"], post=None, by=cast.secretary, at=cast.at
    )
    number, status = by_the_specification(root, secret, f"{cast.home.name}门口")
    case = Case.objects.get()
    assert (case.pk, status, case.arrival.key) == (number, "open", key)
    cases.accept(case=case, by=cast.worker, at=cast.at)
    other = story.accepted(cast)
    for kind in ("json", "xml"):
        client = GeoReport(root, output_format=kind)
        assert LAMP in {row["service_code"] for row in client.get_service_list()}
        assert client.get_service_definition(LAMP)["service_code"] == LAMP
        found = client.get_service_requests(status="open", service_code=LAMP, start_date="2026-11-01T00:00:00Z")
        assert {row["service_request_id"] for row in found} == {str(number), str(other.pk)}
        one = client.get_service_request(str(number))
        assert "A lamp is out" in str(one)
