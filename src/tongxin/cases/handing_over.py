"""Handing over: a case that is dispatched to a partner goes to that partner's Open311 server, whose updates come back.

At least tried until it got through, never twice: a try whose end nobody knows is looked for over there by our number
before it is sent again. What the partner says is done in the name of the organization to which the case was dispatched.
"""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote, urlencode
from xml.etree import ElementTree

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from tongxin.cases import actions as cases
from tongxin.cases.models import Case, Handover, Partner
from tongxin.cases.queries.publishing import blanked, without_door
from tongxin.kernel import records, rules
from tongxin.kernel.actor import Actor
from tongxin.kernel.clock import today
from tongxin.kernel.errors import Refused, Unfit
from tongxin.kernel.models import Record
from tongxin.kernel.sealing import unseal
from tongxin.notify import wire

NAME = "tongxin.cases.handing_over.hear"
State = Handover.State
PAUSES, POLL = rules.needed("webhooks.pauses_minutes", "open311.poll_minutes")
#: Longer than a try can last.
HOLD = timedelta(minutes=1)
#: So many are asked about in one question.
TOGETHER = 50


def listen() -> None:
    records.LISTENERS[NAME] = records.Listener(NAME, ("cases.CaseDispatched",), hear)


def hear(row: Record) -> None:
    """Lay a handover where the body that leads now has a partner; the second time nothing happens."""
    case = Case.objects.filter(pk=row.subject_id, lead__open311_partner__is_on=True).first()
    if case is None or case.dispatched_at is None:
        return
    partner = Partner.objects.get(organization=case.lead_id)
    known = bool(partner.service_for(case.category))
    problem = "" if known else _("类别“%s”没有对照的 service_code。") % case.category_label
    laid = Handover(
        case=case, partner=partner, dispatched_at=case.dispatched_at, next_at=row.at, problem=problem,
        state=State.WAITING if known else State.REFUSED,
    )  # fmt: skip
    Handover.objects.bulk_create([laid], ignore_conflicts=True)


def partners_due(at: datetime) -> list[int]:
    """The partners with whom there is something to do."""
    awake = Q(rests_until=None) | Q(rests_until__lte=at)
    due = Partner.objects.filter(awake, is_on=True, handovers__state__in=(State.WAITING, State.SENT))
    return list(due.filter(handovers__next_at__lte=at).distinct().values_list("pk", flat=True))


def carry(partner_id: int, *, at: datetime) -> int:
    """Send what waits for a partner, ask about what was sent. Returns how many were settled."""
    partner = Partner.objects.select_related("organization").get(pk=partner_id)
    settled = 0
    while (handover := _hold(partner, at)) is not None:
        if not _sent(partner, handover, at):
            return settled
        settled += 1
    return settled + _asked(partner, at)


@transaction.atomic
def _hold(partner: Partner, at: datetime) -> Handover | None:
    """The next one, kept from other workers by a time and not by a lock, and marked as begun."""
    due = partner.handovers.filter(state=State.WAITING, next_at__lte=at)  # type: ignore[attr-defined]
    row: Handover | None = due.select_for_update(skip_locked=True).order_by("id").first()
    if row is not None:
        Handover.objects.filter(pk=row.pk).update(next_at=at + HOLD, begun_at=at)
    return row


# Sending


def _sent(partner: Partner, handover: Handover, at: datetime) -> bool:
    """Send one; False where the partner did not answer and should be left alone for a while."""
    case = Case.objects.select_related("area", "lead").get(pk=handover.case_id)
    if case.lead_id != partner.organization_id or case.step not in ("dispatched", "handling"):
        return _settle(handover, state=State.REFUSED, problem=_("案件已不在该单位办理，没有转出。"))
    # `begun_at` as it was read: before this try.
    number = _looked_for(partner, case, handover) if handover.begun_at else ""
    if number is None:
        return _later(partner, handover, _("对方没有及时应答。"), at)
    if number:
        return _arrived(partner, handover, case, {"service_request_id": number}, at)
    got = _post(partner, case)
    if got.is_good:
        return _arrived(partner, handover, case, next(iter(_rows(got)), {}), at)
    if got.status is not None and 400 <= got.status < 500 and got.status not in (408, 429):
        said = _description(got) or str(got.status)
        return _settle(handover, state=State.REFUSED, problem=said[:200])
    # A plain 5xx is an answer: it was not taken. Where none came, nobody knows.
    if got.status is not None:
        Handover.objects.filter(pk=handover.pk).update(begun_at=None)
    return _later(partner, handover, got.problem or str(got.status), at)


def _post(partner: Partner, case: Case) -> wire.Outcome:
    given: dict[str, Any] = {
        "api_key": unseal(bytes(partner.api_key)) if partner.api_key else "", "jurisdiction_id": partner.jurisdiction,
        "service_code": partner.service_for(case.category), "external_id": mark_of(case),
        "description": f"{blanked(case.text)} [{mark_of(case)}]", "lat": case.latitude, "long": case.longitude,
        "address_string": without_door(f"{case.area.name}{case.place}"),
    }  # fmt: skip
    body = urlencode({name: value for name, value in given.items() if value not in (None, "")})
    headers = {"content-type": "application/x-www-form-urlencoded; charset=utf-8", "user-agent": wire.USER_AGENT}
    return wire.ask("POST", f"{partner.address}/requests.xml", body=body, headers=headers)


def mark_of(case: Case) -> str:
    """Our number, as it stands in their description and is found there again; no masking takes it for a phone."""
    return f"TX{case.raised_on.year}N{case.pk}"


def _looked_for(partner: Partner, case: Case, handover: Handover) -> str | None:
    """The number under which an earlier try arrived after all; empty where it did not, None where nobody answers."""
    since = (handover.begun_at or handover.dispatched_at) - timedelta(days=1)
    asked = {"service_code": partner.service_for(case.category), "start_date": since.isoformat(timespec="seconds")}
    got = _get(partner, "requests.xml", **asked)
    if not got.is_good:
        return None
    mark = f"[{mark_of(case)}]"
    return next((row["service_request_id"] for row in _rows(got) if mark in row.get("description", "")), "")


def _arrived(partner: Partner, handover: Handover, case: Case, row: dict[str, str], at: datetime) -> bool:
    number, token = row.get("service_request_id", ""), row.get("token", "")
    if not number and not token:
        return _later(partner, handover, _("对方的应答里没有编号。"), at)
    by = body_of(partner)
    with transaction.atomic():
        _settle(
            handover, state=State.SENT, their_number=number[:60], token=token[:80], sent_at=at, problem="",
            next_at=at + _poll(at),
        )  # fmt: skip
        if case.step == "dispatched":
            _try(cases.take, case=case, by=by, at=at)
        _try(cases.note, case=case, text=_("已转至对方系统，编号 %s") % (number or token), by=by, at=at)
    _well(partner)
    return True


# Asking


def _asked(partner: Partner, at: datetime) -> int:
    """Ask what became of those that were sent."""
    due = partner.handovers.filter(state=State.SENT, next_at__lte=at).select_related("case")  # type: ignore[attr-defined]
    _read_tokens(partner, due.filter(their_number="")[:TOGETHER])
    rows = list(due.exclude(their_number="").order_by("next_at")[:TOGETHER])
    if not rows:
        return 0
    got = _get(partner, "requests.xml", service_request_id=",".join(row.their_number for row in rows))
    if not got.is_good:
        _rest(partner, got.problem or str(got.status), at)
        return 0
    _well(partner)
    told = {row.get("service_request_id", ""): row for row in _rows(got)}
    for handover in rows:
        _told(partner, handover, told.get(handover.their_number, {}), at)
    return len(rows)


def _read_tokens(partner: Partner, rows: QuerySet[Handover]) -> None:
    for handover in rows:
        got = _get(partner, f"tokens/{quote(handover.token, safe='')}.xml")
        number = next((row.get("service_request_id", "") for row in _rows(got)), "") if got.is_good else ""
        Handover.objects.filter(pk=handover.pk).update(their_number=number[:60])


@transaction.atomic
def _told(partner: Partner, handover: Handover, row: dict[str, str], at: datetime) -> None:
    """What the partner says now, where it is new, becomes a note of the case; closed there is reported done here."""
    status, notes = row.get("status", "")[:20], row.get("status_notes", "")[:500]
    said: dict[str, Any] = {"next_at": at + _poll(at)}
    if (status, notes) != (handover.their_status, handover.their_notes) and status:
        said |= {"their_status": status, "their_notes": notes}
        case, by = handover.case, body_of(partner)
        if status == "closed":
            said["state"] = State.CLOSED
            answer = notes or _("对方系统已办结。")
            if not _try(cases.report_done, case=case, answer=answer, by=by, at=at):
                _try(cases.note, case=case, text=_("对方系统已办结：%s") % answer, by=by, at=at)
        elif notes:
            _try(cases.note, case=case, text=notes, by=by, at=at)
    _settle(handover, **said)


def body_of(partner: Partner) -> Actor:
    """The organization itself, that handles what was dispatched to it, and nothing else."""
    it, handles = partner.organization, frozenset({"cases.handle"})
    return Actor(
        principal_id=it.pk, name=it.name, organization_id=it.pk, organization_path=it.path, area_path=it.area_path,
        powers=handles, office=handles,
    )  # fmt: skip


def _try(deed: Any, **said: Any) -> bool:
    """A deed that may no longer be open: somebody moved the case here meanwhile, or a photo is missing."""
    try:
        with transaction.atomic():
            deed(**said)
    except Refused:
        return False
    return True


# The partner


def _get(partner: Partner, what: str, **asked: str) -> wire.Outcome:
    if partner.jurisdiction:
        asked["jurisdiction_id"] = partner.jurisdiction
    if partner.api_key:
        asked["api_key"] = unseal(bytes(partner.api_key))
    return wire.ask("GET", f"{partner.address}/{what}?{urlencode(asked)}", headers={"user-agent": wire.USER_AGENT})


def _rows(got: wire.Outcome) -> list[dict[str, str]]:
    """The requests of an answer in XML, which every Open311 server speaks; nothing where it is none."""
    return [{each.tag: (each.text or "").strip() for each in row} for row in _tree(got).iter("request")]


def _description(got: wire.Outcome) -> str:
    return "".join((each.text or "").strip() for each in _tree(got).iter("description"))


def _tree(got: wire.Outcome) -> ElementTree.Element:
    # A document that declares entities is no answer of Open311 but an attempt to fill our memory.
    if b"<!DOCTYPE" in got.text[:2000] or b"<!ENTITY" in got.text:
        return ElementTree.Element("nothing")
    try:
        return ElementTree.fromstring(got.text)
    except (ElementTree.ParseError, ValueError):
        return ElementTree.Element("nothing")


def _settle(handover: Handover, **said: Any) -> bool:
    Handover.objects.filter(pk=handover.pk).update(**said)
    return True


def _later(partner: Partner, handover: Handover, problem: str, at: datetime) -> bool:
    """Try again after a pause; when the pauses are used up, people see that it did not get through."""
    waits = [timedelta(minutes=int(each)) for each in rules.value(PAUSES, on=today(at))]
    if handover.tries >= len(waits):
        return _settle(handover, state=State.REFUSED, problem=problem[:200], tries=handover.tries + 1)
    _settle(handover, tries=handover.tries + 1, next_at=at + waits[handover.tries], problem=problem[:200])
    _rest(partner, problem, at)
    return False


def _rest(partner: Partner, problem: str, at: datetime) -> None:
    since = partner.failing_since or at
    said = {"failing_since": since, "problem": problem[:200], "rests_until": at + HOLD}
    Partner.objects.filter(pk=partner.pk).update(**said)


def _well(partner: Partner) -> None:
    Partner.objects.filter(pk=partner.pk).update(failing_since=None, problem="", rests_until=None)


def _poll(at: datetime) -> timedelta:
    return timedelta(minutes=int(rules.value(POLL, on=today(at))))


def check_address(address: str) -> str:
    """The address without its last slash; raises Unfit where nothing may be sent."""
    address = address.strip().rstrip("/")
    if not address.startswith(("http://", "https://")):
        raise Unfit(_("请填完整的接口地址，例如 https://city.example/open311/v2。"))
    wire.place_of(address)
    return address
