"""Certificates: what the ledger said at issue, a code that nobody makes up, revoked in the open."""

from datetime import timedelta

import pytest

from demo.cast import Cast
from tongxin.kernel.errors import NotYours, Unfit
from tongxin.points import actions as points
from tongxin.points.models import HOURS
from tongxin.volunteering import queries
from tongxin.volunteering.actions import certificates
from tongxin.volunteering.errors import AskedAlready, NoSuchCertificate, NothingServed, NotOrganizer
from tongxin.volunteering.models import Certificate
from tongxin.volunteering.tests.world import BEGINS, confirmed, issued

pytestmark = pytest.mark.django_db


def asked(cast: Cast, **changes: object) -> Certificate:
    day = cast.at.date()
    given = {
        "person": cast.people["resident"], "issuer": cast.organizations["party"], "since": day.replace(month=1, day=1),
        "until": day, "by": cast.resident, "at": cast.at,
    }  # fmt: skip
    return certificates.ask(**given | changes)


def test_the_figures_are_those_of_the_ledger_at_issue_and_stay(cast: Cast) -> None:
    with pytest.raises(NothingServed):
        asked(cast)
    confirmed(cast)
    row = asked(cast)
    with pytest.raises(AskedAlready):
        asked(cast)
    confirmed(cast, begins_at=BEGINS + timedelta(days=1), length=1.5)
    for stranger in ("resident", "neighbor", "liaison", "recorder"):
        with pytest.raises(NotYours):
            certificates.issue(certificate=row, responsible="某人", contact="电话", by=cast.actor(stranger), at=cast.at)
    with pytest.raises(Unfit):
        certificates.issue(certificate=row, responsible=" ", contact="", by=cast.worker, at=cast.at)
    certificates.issue(certificate=row, responsible="李春燕", contact="0877-1234567", by=cast.worker, at=cast.at)
    assert row.minutes == 210 == HOURS.balance(holder_id=row.person_id) and row.times == 2
    assert [line["minutes"] for line in row.lines] == [90, 120] and row.lines[0]["organizer"]
    movement = HOURS.entries(holder_id=row.person_id).first()
    points.correct(movement=movement, reason="写错", by=cast.secretary, at=cast.at)
    row.refresh_from_db()
    assert row.minutes == 210 and queries.served(row.person_id, row.since, row.until).minutes == 120
    assert certificates.is_genuine(row), "a later correction does not unmake the paper; it is revoked and issued anew"


def test_bad_terms_and_strange_issuers(cast: Cast) -> None:
    confirmed(cast)
    day = cast.at.date()
    with pytest.raises(Unfit, match="今天"):
        asked(cast, until=day + timedelta(days=1))
    with pytest.raises(Unfit, match="早于"):
        asked(cast, since=day, until=day - timedelta(days=1))
    with pytest.raises(NotOrganizer):
        asked(cast, issuer=cast.organizations["school"])
    with pytest.raises(NotYours):
        asked(cast, by=cast.member)


def test_a_code_is_found_however_it_is_typed_and_no_other_is(cast: Cast) -> None:
    confirmed(cast)
    row = issued(cast)
    assert len(row.code) == 16
    for typed in (row.code_words.lower(), f" {row.code} ", "".join(chr(ord(sign) + 0xFEE0) for sign in row.code)):
        assert certificates.find(typed) == row
    for forged in ("", "AAAA-AAAA-AAAA-AAAA", row.code[:-1], "'; drop table", "证" * 16):
        with pytest.raises(NoSuchCertificate):
            certificates.find(forged)


def test_a_row_altered_behind_the_platforms_back_no_longer_verifies(cast: Cast) -> None:
    confirmed(cast)
    row = issued(cast)
    Certificate.objects.filter(pk=row.pk).update(minutes=60_000)
    with pytest.raises(NoSuchCertificate):
        certificates.find(row.code)


def test_revoked_in_the_open_and_with_a_reason(cast: Cast) -> None:
    confirmed(cast)
    row = issued(cast)
    with pytest.raises(Unfit):
        certificates.revoke(certificate=row, reason=" ", by=cast.worker, at=cast.at)
    certificates.revoke(certificate=row, reason="重复出具", by=cast.worker, at=cast.at)
    found = certificates.find(row.code)
    assert found.step == "revoked" and found.revoked_at == cast.at


@pytest.mark.parametrize(
    ("name", "shown"), [("王芳", "王*"), ("郑德忠", "郑*忠"), ("欧阳建国", "欧**国"), ("李", "李")]
)
def test_a_name_is_partly_masked(name: str, shown: str) -> None:
    assert queries.masked(name) == shown
