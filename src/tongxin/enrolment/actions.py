"""Deeds around check-ins: of a member and a unit with a community, of a community head with a unit (CD-34)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from tongxin.areas.models import Area
from tongxin.enrolment import access, post_actions, station_actions
from tongxin.enrolment import card_actions as cards
from tongxin.enrolment.errors import AwaitsHome, EnrolledAlready, HomeIsHere, NotAHead, NotAMember
from tongxin.enrolment.events import (
    EnrolmentAgreed,
    EnrolmentCompleted,
    EnrolmentConfirmed,
    EnrolmentEnded,
    EnrolmentRefused,
    EnrolmentRenewed,
    EnrolmentRequested,
    EnrolmentWithdrawn,
)
from tongxin.enrolment.hosting import check_host, home_of, host_of, term_end
from tongxin.enrolment.models import Enrolment
from tongxin.enrolment.procedure import ENROLMENT
from tongxin.kernel import rules, terms
from tongxin.kernel.actor import SYSTEM, Actor
from tongxin.kernel.clock import today
from tongxin.kernel.errors import AlreadyMoved, NotYours, Unfit
from tongxin.kernel.reasons import needed
from tongxin.kernel.records import record
from tongxin.organizations.models import Organization, Post
from tongxin.people.models import Person

MEMBER, UNIT, HEAD = "member_to_community", "unit_to_community", "community_head_to_unit"


@transaction.atomic
def enrol_member(
    *,
    person: Person,
    area: Area,
    basis: str,
    by: Actor,
    at: datetime,
    skills: Sequence[str] = (),
    wishes: Sequence[str] = (),
    shows_identity: bool = False,
    outside_home: str = "",
) -> Enrolment:
    """Ask to check in with the community of one's residence or workplace (MHK-33, GY-33).

    The home organization is noted as it is today and never moved. A floating member whose relation lies outside of the
    city checks in at the desk, which has seen the papers, on a basis that says so (GY-39). Raises EnrolledAlready,
    HostGone, NotAMember, HomeIsHere.
    """
    term = terms.need("enrolment_bases", basis)
    home = home_of(person, on=today(at))
    outside = _outside(outside_home, home, person, by) if term.data.get("outside") else ""
    if home is None and not outside:
        raise NotAMember
    host = host_of(area, on=today(at))
    if shows_identity:
        cards.lay_card(person.pk, at)
    return _request(
        kind=MEMBER, subject_id=person.pk, name=person.name, area=area, host=host, home=home, slot=f"{MEMBER}:{basis}",
        basis=basis, skills=_cleaned(skills), wishes=_known(wishes), shows_identity=shows_identity,
        outside_home=outside, by=by, at=at,
    )  # fmt: skip


@transaction.atomic
def enrol_unit(
    *, organization: Organization, area: Area, by: Actor, at: datetime, contact: str = "", pledge: str = ""
) -> Enrolment:
    """Have a unit's Party organization check in with the community where it sits, with contact and pledge (C02-2)."""
    if organization.family not in ("party", "resident_unit", "social", "government", "mass", "property"):
        raise Unfit(_("这一类组织不需要报到。"))
    host = host_of(area, on=today(at))
    return _request(
        kind=UNIT, subject_id=organization.pk, name=organization.name, area=area, host=host, home=organization,
        slot=UNIT, contact=contact.strip()[:50], pledge=pledge.strip()[:200], by=by, at=at,
    )  # fmt: skip


@transaction.atomic
def enrol_head(*, person: Person, community: Organization, unit: Organization, by: Actor, at: datetime) -> Enrolment:
    """Have the head of a community's Party organization check in with a unit: the other direction (CD-34)."""
    heads = [code for code, term in terms.terms("roles").items() if term.data.get("heads")]
    held = Post.objects.on(today(at)).filter(person=person, organization=community, role__in=heads)
    if not held.exists():
        raise NotAHead
    if unit.family == "party" and unit.kind_data.get("line") == "territory":
        raise Unfit(_("请选择驻区单位，社区之间不需要这样报到。"))
    return _request(
        kind=HEAD, subject_id=person.pk, name=person.name, area=unit.area, host=unit, home=community,
        slot=f"{HEAD}:{unit.pk}", by=by, at=at,
    )  # fmt: skip


@transaction.atomic
def agree(*, enrolment: Enrolment, by: Actor, at: datetime) -> None:
    """The home organization agrees, where the city asks it first; then the host is asked (C02-1)."""
    with ENROLMENT.moving(enrolment, "agree", by=by, at=at):
        enrolment.home_agreed_at = at
    record(EnrolmentAgreed(enrolment=enrolment, home=enrolment.home_name), by=by, at=at)


@transaction.atomic
def object_to(*, enrolment: Enrolment, reason: str, by: Actor, at: datetime) -> None:
    """The home organization does not agree, and says why."""
    with ENROLMENT.moving(enrolment, "object", by=by, at=at):
        enrolment.end_reason = needed(reason)
    record(EnrolmentRefused(enrolment=enrolment, reason=enrolment.end_reason), by=by, at=at)


@transaction.atomic
def confirm(*, enrolment: Enrolment, by: Actor, at: datetime) -> None:
    """The host takes them in; the term runs for `enrolment.renewal_months`. The formal relation stays where it is.

    Raises AwaitsHome while the home organization still has to agree.
    """
    if Enrolment.objects.filter(pk=enrolment.pk, step="requested", asks_home=True, home_agreed_at=None).exists():
        raise AwaitsHome
    with ENROLMENT.moving(enrolment, "confirm", by=by, at=at):
        if not enrolment.goes_to_unit:
            check_host(enrolment.area, on=today(at))
        enrolment.valid_from = today(at)
        enrolment.valid_to = term_end(today(at), enrolment.area_path)
    record(EnrolmentConfirmed(enrolment=enrolment, host=enrolment.host_label), by=by, at=at)


@transaction.atomic
def refuse(*, enrolment: Enrolment, reason: str, by: Actor, at: datetime) -> None:
    with ENROLMENT.moving(enrolment, "refuse", by=by, at=at):
        enrolment.end_reason = needed(reason)
    record(EnrolmentRefused(enrolment=enrolment, reason=enrolment.end_reason), by=by, at=at)


@transaction.atomic
def withdraw(*, enrolment: Enrolment, reason: str, by: Actor, at: datetime) -> None:
    with ENROLMENT.moving(enrolment, "withdraw", by=by, at=at):
        enrolment.end_reason = needed(reason)
    record(EnrolmentWithdrawn(enrolment=enrolment, reason=enrolment.end_reason), by=by, at=at)


@transaction.atomic
def end(*, enrolment: Enrolment, reason: str, by: Actor, at: datetime) -> None:
    """End a check-in; the posts held there end with it."""
    with ENROLMENT.moving(enrolment, "end", by=by, at=at):
        _close(enrolment, needed(reason), at)
    record(EnrolmentEnded(enrolment=enrolment, reason=enrolment.end_reason), by=by, at=at)
    post_actions.end_with_enrolment(enrolment=enrolment, at=at)
    station_actions.end_with_enrolment(enrolment=enrolment, at=at)


@transaction.atomic
def renew(*, enrolment: Enrolment, by: Actor, at: datetime) -> None:
    """Let a check-in run for another term. Raises AlreadyMoved when it has ended."""
    locked = Enrolment.objects.select_for_update().get(pk=enrolment.pk)
    if locked.step != "confirmed":
        raise AlreadyMoved
    if not ENROLMENT.move("end").by(by, locked):
        raise NotYours
    enrolment.valid_to = term_end(max(today(at), locked.valid_to or today(at)), locked.area_path)
    enrolment.save(update_fields=["valid_to"])
    record(EnrolmentRenewed(enrolment=enrolment, until=f"{enrolment.valid_to or ''}"), by=by, at=at)


@transaction.atomic
def complete(
    *,
    enrolment: Enrolment,
    wishes: Sequence[str],
    skills: Sequence[str],
    shows_identity: bool,
    by: Actor,
    at: datetime,
) -> None:
    """Say or change what one shows and offers; showing that one is a member is a choice (GY-33, steps 2 and 3)."""
    locked = Enrolment.objects.select_for_update().get(pk=enrolment.pk)
    if locked.is_over:
        raise AlreadyMoved
    if locked.kind != MEMBER:
        raise Unfit(_("亮身份、填意愿只用于党员的报到。"))
    if not (access.subject | access.desk)(by, locked):
        raise NotYours
    enrolment.wishes, enrolment.skills = _known(wishes), _cleaned(skills)
    enrolment.save(update_fields=["wishes", "skills"])
    doer = access.for_subject(by, locked.subject_id)
    record(EnrolmentCompleted(enrolment=enrolment, wishes=enrolment.wish_labels), by=doer, at=at)
    cards.show_identity(enrolment=enrolment, shown=shows_identity, by=by, at=at)


def end_over(*, at: datetime) -> int:
    """End the check-ins whose term has run out; returns how many. Run daily."""
    rows = list(Enrolment.objects.over(today(at)).values_list("pk", flat=True))
    for pk in rows:
        _lapse(Enrolment.objects.get(pk=pk), at)
    return len(rows)


@transaction.atomic
def _lapse(enrolment: Enrolment, at: datetime) -> None:
    with ENROLMENT.moving(enrolment, "lapse", by=SYSTEM, at=at):
        enrolment.end_reason = terms.label("end_reasons", "term_over")
    record(EnrolmentEnded(enrolment=enrolment, reason=enrolment.end_reason), by=SYSTEM, at=at)
    post_actions.end_with_enrolment(enrolment=enrolment, at=at)
    station_actions.end_with_enrolment(enrolment=enrolment, at=at)


def _request(
    *, subject_id: int, name: str, area: Area, host: Organization, home: Organization | None, by: Actor, at: datetime,
    **columns: Any,
) -> Enrolment:  # fmt: skip
    rule = rules.find("enrolment.home_agrees", on=today(at), path=area.path)
    asks_home = bool(rule and rule.value) and columns["kind"] == MEMBER and home is not None
    enrolment = Enrolment(
        asks_home=asks_home, subject_id=subject_id,
        area=area, area_path=area.path, host=host, home_organization=home, requested_at=at,
        step="requested", step_at=at, **columns,
    )  # fmt: skip
    _check_requester(enrolment, by)
    try:
        with transaction.atomic():
            enrolment.save()
    except IntegrityError as error:
        raise EnrolledAlready(_standing(enrolment)) from error
    ENROLMENT.start(enrolment, by=by, at=at)
    said = EnrolmentRequested(enrolment=enrolment, subject_name=name, host=enrolment.host_label)
    record(said, by=access.for_subject(by, subject_id), at=at)
    return enrolment


def _outside(name: str, home: Organization | None, person: Person, by: Actor) -> str:
    """Where the formal relation of a floating member lies, as the desk read it in the papers."""
    if home is not None:
        raise HomeIsHere
    if person.pk == by.principal_id:
        raise NotYours(_("流动党员请带党员证明信到社区窗口报到。"))
    if len(name.strip()) < 4:
        raise Unfit(_("请填组织关系所在党组织的全称。"))
    return name.strip()[:80]


def _check_requester(enrolment: Enrolment, by: Actor) -> None:
    own = enrolment.subject_id in by.own_ids
    # A head goes out to a unit; the desk that serves is the one at home.
    home = enrolment.home_organization
    at_home = enrolment.goes_to_unit and home is not None and by.steers.covers(home.area_path)
    desk = access.desk(by, enrolment) or (at_home and by.holds("enrolments.confirm"))
    if by is not SYSTEM and not (own or desk):
        raise NotYours


def _standing(enrolment: Enrolment) -> str | None:
    other = Enrolment.objects.active().filter(subject_id=enrolment.subject_id, slot=enrolment.slot).first()
    if other is None:
        return None
    return _("已有一条有效报到：%(number)s，%(host)s，%(step)s。同一类型同一时间只能有一条，请先结束或撤回它。") % {
        "number": other.number,
        "host": other.host_label,
        "step": other.step_label,
    }


def _close(enrolment: Enrolment, reason: str, at: datetime) -> None:
    enrolment.end_reason = reason
    enrolment.valid_to = max(today(at), enrolment.valid_from or today(at))


def _known(wishes: Sequence[str]) -> list[str]:
    return [terms.need("service_post_kinds", code).code for code in dict.fromkeys(wishes)]


def _cleaned(skills: Sequence[str]) -> list[str]:
    return [skill.strip()[:20] for skill in skills if skill.strip()][:10]
