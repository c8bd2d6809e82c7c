"""The call-out list: staff at posts, in order, with sealed phones that are erased some days after they left (C19)."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongxin.emergencies import events
from tongxin.emergencies.access import may_plan, may_run
from tongxin.emergencies.models import CallOutEntry, EmergencyPlan, Incident
from tongxin.kernel import rules, sealing
from tongxin.kernel.actor import SYSTEM, Actor
from tongxin.kernel.clock import today
from tongxin.kernel.errors import NotYours, Refused, Unfit
from tongxin.kernel.records import record
from tongxin.organizations.models import Post
from tongxin.people.identity import phone_number
from tongxin.people.models import Person

(PHONE_DAYS,) = rules.needed("emergencies.phone_days")


class NotStaff(Unfit):
    sentence = gettext_lazy("召集名单只列有任职的工作人员；居民和参与人员不登记。")


class ListedAlready(Refused):
    sentence = gettext_lazy("这个人已在召集名单里。")


@transaction.atomic
def list_staff(
    *, plan: EmergencyPlan, person: Person, order: int, task: str, by: Actor, at: datetime, phone: str = ""
) -> CallOutEntry:
    """Put somebody who holds a post on the list. Raises NotStaff, ListedAlready."""
    if by is not SYSTEM and not may_plan(by, plan):
        raise NotYours
    if plan.is_over:
        raise Unfit(_("预案已停用。"))
    if not 1 <= order <= 99 or not task.strip():
        raise Unfit(_("请写明召集顺序（1 到 99）和到场做什么。"))
    if not Post.objects.on(today(at)).filter(person=person).exists():
        raise NotStaff
    number = phone_number(phone) if phone.strip() else None
    entry = CallOutEntry(
        plan=plan, person=person, order=order, task=task.strip()[:60], phone=number, valid_from=today(at)
    )
    try:
        with transaction.atomic():
            entry.save(force_insert=True)
    except IntegrityError as error:
        raise ListedAlready from error
    entry.refresh_from_db(fields=["phone"])
    record(events.StaffListed(plan=plan, name=person.name, task=entry.task), by=by, at=at)
    return entry


@transaction.atomic
def unlist(*, entry: CallOutEntry, by: Actor, at: datetime) -> None:
    """Today was the last day; the number goes on its day."""
    locked = CallOutEntry.objects.select_for_update().select_related("plan", "person").get(pk=entry.pk)
    if by is not SYSTEM and not may_plan(by, locked.plan):
        raise NotYours
    if locked.valid_to is not None:
        raise Refused(_("已经移出名单。"))
    _end(locked, at)
    said = events.StaffUnlisted(plan=locked.plan, name=locked.person.name, erase_on=f"{locked.erase_on:%Y-%m-%d}")
    record(said, by=by, at=at)


def unlist_all(*, plan: EmergencyPlan, at: datetime) -> None:
    """Everybody leaves the list of a plan that ends."""
    for entry in CallOutEntry.objects.select_for_update().filter(plan=plan, valid_to=None):
        _end(entry, at)


@transaction.atomic
def unlist_departed(*, at: datetime) -> int:
    """Who holds no post any more leaves the lists; returns how many. Run daily."""
    rows = CallOutEntry.objects.filter(valid_to=None).exclude(
        pk__in=CallOutEntry.objects.of_staff(today(at)).values("pk")
    )
    entries = list(rows.select_for_update(skip_locked=True, of=("self",)).select_related("plan", "person"))
    for entry in entries:
        _end(entry, at)
        erase_on = f"{entry.erase_on:%Y-%m-%d}"
        record(events.StaffDeparted(plan=entry.plan, name=entry.person.name, erase_on=erase_on), by=SYSTEM, at=at)
    return len(entries)


def _end(entry: CallOutEntry, at: datetime) -> None:
    days = int(rules.value(PHONE_DAYS, on=today(at), path=entry.plan.area_path))
    entry.last_until(max(today(at) - timedelta(days=1), entry.valid_from), kept_days=days)
    entry.save(update_fields=["valid_to", "erase_on"])


@transaction.atomic
def see_phone(*, entry: CallOutEntry, purpose: str, by: Actor, at: datetime) -> str:
    """Open the number for who runs the incident or keeps the list; the look is recorded and the person can read it."""
    now = Incident.objects.going_on().filter(plan=entry.plan_id)
    if not (may_plan(by, entry.plan) or any(may_run(by, each) for each in now)):
        raise NotYours
    return sealing.look(at_thing=entry, field="phone", purpose=purpose, by=by, at=at, concerns_id=entry.person_id)


@transaction.atomic
def erase_phones(*, at: datetime) -> int:
    """Erase the numbers whose day has come; returns how many. Run daily."""
    rows = CallOutEntry.objects.to_erase(today(at)).select_for_update(skip_locked=True).order_by("pk")[:500]
    entries = list(rows.select_related("plan", "person"))
    for entry in entries:
        entry.phone = None
        entry.save(update_fields=["phone"])
        record(events.PhoneErased(plan=entry.plan, name=entry.person.name), by=SYSTEM, at=at)
    return len(entries)
