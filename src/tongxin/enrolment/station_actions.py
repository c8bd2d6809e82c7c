"""Deeds around the assembly station of a community, its roster and its calls, and around honor posts (GY-32, GY-38)."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongxin.areas.models import Area
from tongxin.enrolment import access
from tongxin.enrolment.models import (
    AssemblyStation,
    CallOut,
    CallOutAnswer,
    Enrolment,
    HonorPost,
    StationShift,
)
from tongxin.enrolment.station_events import (
    CallAnswered,
    CalledOut,
    HonorPostEnded,
    HonorPostGiven,
    ShiftLeft,
    ShiftTaken,
    StationChanged,
    StationOpened,
)
from tongxin.enrolment.station_queries import to_call
from tongxin.kernel import terms
from tongxin.kernel.actor import SYSTEM, Actor
from tongxin.kernel.clock import today
from tongxin.kernel.errors import AlreadyMoved, NotYours, Refused, Unfit
from tongxin.kernel.records import record
from tongxin.organizations.actions import nearest_party_organization
from tongxin.organizations.models import Organization
from tongxin.people.models import Person


class StationThere(Refused):
    sentence = gettext_lazy("这个社区已经有党员集结站，一个社区一个。")


class OnDutyAlready(Refused):
    sentence = gettext_lazy("这位同志在这一天的这个时段已经有值守。")


class HeldAlready(Refused):
    sentence = gettext_lazy("这位同志已经在这里负责同一类岗位。")


class NotCheckedInHere(Refused):
    sentence = gettext_lazy("请从已向本社区报到并经确认的党员中选择。")


# The station


@transaction.atomic
def open_station(*, area: Area, place: str, opening: str, by: Actor, at: datetime) -> AssemblyStation:
    """Set up the members' desk of a community. One each: raises StationThere."""
    _check(by, "stations.manage", area.path)
    kind = terms.find("area_kinds", area.kind)
    if kind is None or not kind.data.get("hosts"):
        raise Unfit(_("集结站设在社区。"))
    station = AssemblyStation(
        area=area, area_path=area.path, host=_host(area), place=_said(place, _("地点")),
        opening=_said(opening, _("开放时间")), opened_on=today(at),
    )  # fmt: skip
    try:
        with transaction.atomic():
            station.save()
    except IntegrityError as error:
        raise StationThere from error
    record(StationOpened(station=station, place=station.place), by=by, at=at)
    return station


@transaction.atomic
def change_station(*, station: AssemblyStation, place: str, opening: str, by: Actor, at: datetime) -> None:
    _check(by, "stations.manage", station.area_path)
    station.place, station.opening = _said(place, _("地点")), _said(opening, _("开放时间"))
    station.save(update_fields=["place", "opening"])
    record(StationChanged(station=station, place=station.place), by=by, at=at)


@transaction.atomic
def take_shift(
    *, station: AssemblyStation, day: date, part: str, person: Person, by: Actor, at: datetime
) -> StationShift:
    """Put a member who checked in here on the roster, as agreed with him or her. Raises OnDutyAlready."""
    term = terms.need("station_parts", part)
    own = person.pk == by.principal_id
    if not own:
        _check(by, "stations.manage", station.area_path)
    if day < today(at):
        raise Unfit(_("不能排过去的日期。"))
    if station.closed_on is not None:
        raise AlreadyMoved
    _check_enrolled(person, station.area)
    shift = StationShift(station=station, day=day, part=part, person=person)
    try:
        with transaction.atomic():
            shift.save()
    except IntegrityError as error:
        raise OnDutyAlready from error
    said = ShiftTaken(shift=shift, person_name=person.name, day=f"{day:%Y-%m-%d}", part=term.label)
    record(said, by=access.for_subject(by, person.pk), at=at)
    return shift


@transaction.atomic
def leave_shift(*, shift: StationShift, by: Actor, at: datetime) -> None:
    """Step back from a shift that has not been yet; nobody is kept."""
    locked = StationShift.objects.select_for_update(of=("self",)).select_related("station", "person").get(pk=shift.pk)
    if locked.person_id != by.principal_id:
        _check(by, "stations.manage", locked.station.area_path)
    if locked.left_at is not None or locked.day < today(at):
        raise AlreadyMoved
    locked.left_at = at
    locked.save(update_fields=["left_at"])
    said = ShiftLeft(shift=locked, person_name=locked.person.name, day=f"{locked.day:%Y-%m-%d}", part=locked.part_label)
    record(said, by=access.for_subject(by, locked.person_id), at=at)


# Calls


@transaction.atomic
def call_out(
    *, station: AssemblyStation, text: str, place: str, begins_at: datetime, by: Actor, at: datetime, wish: str = ""
) -> CallOut:
    """Ask the members who checked in, or those with a service wish, who can come. Silence counts nothing.

    Raises Unfit where there is nobody to call.
    """
    _check(by, "stations.manage", station.area_path)
    if wish:
        terms.need("service_post_kinds", wish)
    if begins_at <= at:
        raise Unfit(_("集合时间应在现在之后。"))
    people = list(to_call(station.area, wish=wish).values_list("subject_id", flat=True).distinct())
    if not people:
        raise Unfit(_("没有符合条件的报到党员。"))
    call = CallOut.objects.create(
        station=station, area_path=station.area_path, text=_said(text, _("需要做什么"), 200),
        place=_said(place, _("集合地点")), wish=wish, begins_at=begins_at, called_at=at, called=len(people),
    )  # fmt: skip
    CallOutAnswer.objects.bulk_create([CallOutAnswer(call=call, person_id=pk) for pk in people])
    said = CalledOut(call=call, text=call.text, place=call.place, begins=f"{begins_at:%m-%d %H:%M}", called=len(people))
    record(said, by=by, at=at)
    return call


@transaction.atomic
def answer_call(*, answer: CallOutAnswer, comes: bool, by: Actor, at: datetime) -> None:
    """Say whether one comes; it may be said otherwise until it begins."""
    locked = CallOutAnswer.objects.select_for_update(of=("self",)).select_related("call", "person").get(pk=answer.pk)
    if not access.serves_person(by, locked.person_id, locked.call.area_path):
        raise NotYours
    if at >= locked.call.begins_at:
        raise AlreadyMoved
    locked.comes, locked.answered_at = comes, at
    locked.save(update_fields=["comes", "answered_at"])
    said = CallAnswered(answer=locked, person_name=locked.person.name, comes=comes)
    record(said, by=access.for_subject(by, locked.person_id), at=at)


# Honor posts


@transaction.atomic
def give_honor(*, kind: str, person: Person, area: Area, does: str, by: Actor, at: datetime) -> HonorPost:
    """Have a member who checked in answer for a responsibility area, or stand for a pioneer or model post.

    Whether anybody else sees it, the member alone decides. Raises HeldAlready, NotCheckedInHere, Unfit.
    """
    term = terms.need("honor_post_kinds", kind)
    _check(by, "honors.give", area.path)
    community = _community_of(area)
    if area.pk != community.pk and not term.data.get("below"):
        raise Unfit(_("“%s”设在社区。") % term.label)
    _check_enrolled(person, community)
    honor = HonorPost(
        kind=kind, person=person, community=community, area=area, area_path=area.path, host=_host(community),
        does=_said(does, _("做什么"), 120), set_up_at=at, valid_from=today(at),
    )  # fmt: skip
    try:
        with transaction.atomic():
            honor.save()
    except IntegrityError as error:
        raise HeldAlready from error
    record(HonorPostGiven(honor=honor, person_name=person.name, label=str(honor)), by=by, at=at)
    return honor


@transaction.atomic
def end_honor(*, honor: HonorPost, reason: str, by: Actor, at: datetime) -> None:
    """End it; the member may, and who set it up may."""
    locked = HonorPost.objects.select_for_update().get(pk=honor.pk)
    if locked.person_id != by.principal_id:
        _check(by, "honors.give", locked.area_path)
    if locked.valid_to is not None:
        raise AlreadyMoved
    honor.valid_to, honor.end_reason = max(today(at), locked.valid_from), _said(reason, _("原因"), 120)
    honor.save(update_fields=["valid_to", "end_reason"])
    record(HonorPostEnded(honor=honor, label=str(honor), reason=honor.end_reason), by=by, at=at)


def end_with_enrolment(*, enrolment: Enrolment, at: datetime) -> None:
    """What was taken on where somebody has checked out: posts of honor end, coming shifts are free again.

    Runs inside the deed that ended the check-in.
    """
    if enrolment.goes_to_unit:
        return
    others = Enrolment.objects.confirmed().of(enrolment.subject_id).filter(area=enrolment.area).exclude(basis="")
    if others.exists():
        return
    held = (
        HonorPost.objects.current()
        .select_related("area")
        .filter(person_id=enrolment.subject_id, community=enrolment.area)
    )
    for honor in held:
        honor.valid_to, honor.end_reason = max(today(at), honor.valid_from), enrolment.end_reason
        honor.save(update_fields=["valid_to", "end_reason"])
        record(HonorPostEnded(honor=honor, label=str(honor), reason=honor.end_reason), by=SYSTEM, at=at)
    coming = StationShift.objects.standing().filter(day__gte=today(at), station__area=enrolment.area)
    coming.filter(person_id=enrolment.subject_id).update(left_at=at)


def _community_of(area: Area) -> Area:
    for place in reversed(area.lineage()):
        kind = terms.find("area_kinds", place.kind)
        if kind and kind.data.get("hosts"):
            return place
    raise Unfit(_("请选择社区或社区以下的区域。"))


def _check_enrolled(person: Person, area: Area) -> None:
    if not Enrolment.objects.confirmed().of(person.pk).filter(area=area).exclude(basis="").exists():
        raise NotCheckedInHere


def _check(by: Actor, power: str, path: str) -> None:
    if by is SYSTEM:
        return
    if not access.by_post(by, power) or by.steers.along != "area" or not by.steers.covers(path):
        raise NotYours


def _host(area: Area) -> Organization:
    host = nearest_party_organization(area)
    if host is None:
        raise Unfit(_("“%s”还没有党组织，暂时不能设立。") % area.name)
    return host


def _said(text: str, what: str, most: int = 80) -> str:
    text = " ".join(text.split())
    if not 2 <= len(text) <= most:
        raise Unfit(_("“%(what)s”请用 2 至 %(most)d 个字写清楚。") % {"what": what, "most": most})
    return text
