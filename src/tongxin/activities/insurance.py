"""Accident insurance before dangerous tasks (regulation on volunteering arts. 12-17): what a paper must say to stand
behind a task, whatever the task is. Who insures an activity stands in `insuring.py`."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from tongxin.activities.errors import PolicyElsewhere, PolicyTooShort, PolicyTooSmall
from tongxin.activities.events import PolicyCorrected, PolicyNoted
from tongxin.activities.models import Activity, Insurable, Policy
from tongxin.kernel import terms
from tongxin.kernel.actor import Actor
from tongxin.kernel.clock import today
from tongxin.kernel.errors import NotYours, Unfit
from tongxin.kernel.records import record
from tongxin.organizations.models import Organization


@dataclass(frozen=True, slots=True)
class Paper:
    """A policy as it lies on the table; `persons` is None where it holds for no fixed number."""

    insurer: str
    number: str
    covers: str
    valid_from: date
    valid_to: date
    persons: int | None = None

    def tidied(self) -> "Paper":
        """Without blanks around the words. Raises Unfit."""
        insurer, number, covers = (" ".join(each.split()) for each in (self.insurer, self.number, self.covers))
        if not (insurer and number and covers):
            raise Unfit(_("请写明保险公司、保单号和保障内容。"))
        if self.valid_to < self.valid_from:
            raise Unfit(_("保期的结束不能早于开始。"))
        if self.persons is not None and self.persons < 1:
            raise Unfit(_("保障人数至少为 1；不限人数请留空。"))
        return Paper(insurer, number, covers, self.valid_from, self.valid_to, self.persons)


def checked_dangers(dangers: Sequence[str]) -> list[str]:
    """The dangers once each, in the city's order; raises Unfit where one is unknown."""
    for danger in dangers:
        terms.need("danger_kinds", danger)
    return [code for code in terms.terms("danger_kinds") if code in dangers]


def chosen(
    policy: Policy | Paper, *, holder: Organization, task: Insurable | None, by: Actor, at: datetime
) -> Policy:  # fmt: skip
    """The policy that is to stand behind a task, locked so that nobody corrects it meanwhile. A paper is written down
    with who saw it. Raises NotYours, Unfit, PolicyElsewhere."""
    if isinstance(policy, Paper):
        policy = note(paper=policy, holder=holder, task=task, by=by, at=at)
    locked = Policy.objects.select_for_update(no_key=True).get(pk=policy.pk)
    check_holder(locked, holder)
    return locked


def check_holder(policy: Policy, holder: Organization) -> None:
    if policy.holder_id != holder.pk:
        raise Unfit(_("这张保单不是“%s”投保的，请另选。") % holder.name)


def note(*, paper: Paper, holder: Organization, by: Actor, at: datetime, task: Insurable | None = None) -> Policy:
    """Write a policy down. The same number again corrects what was written wrong, as long as no other task than
    `task` stands on it (PolicyElsewhere). Runs inside the deed that needs it, which has asked who may."""
    if not by.principal_id:
        raise NotYours
    said = asdict(paper.tidied())
    key = {"holder": holder, "insurer": said.pop("insurer"), "number": said.pop("number")}
    seen = {**said, "seen_by_id": by.principal_id, "noted_at": at}
    policy, is_new = Policy.objects.select_for_update().get_or_create(**key, defaults=seen)
    if is_new:
        record(PolicyNoted(policy=policy), by=by, at=at)
    elif any(getattr(policy, name) != value for name, value in said.items()):
        if _stands_behind_others(policy, task):
            raise PolicyElsewhere
        for name, value in seen.items():
            setattr(policy, name, value)
        policy.save(update_fields=list(seen))
        record(PolicyCorrected(policy=policy), by=by, at=at)
    return policy


def check_fits(policy: Policy, *, first: date, last: date, places: int | None) -> None:
    """Whether the policy holds on every day, and for everybody there is a place for. Raises PolicyTooShort,
    PolicyTooSmall."""
    if not policy.holds(first, last):
        said = {"from": policy.valid_from, "to": policy.valid_to}
        raise PolicyTooShort(_("这张保单保 %(from)s 至 %(to)s，没有保到每一天，请登记保期够的保单。") % said)
    check_places(policy, places)


def check_places(policy: Policy | None, places: int | None) -> None:
    """A policy for so many persons needs a number of places, and no larger one. Raises PolicyTooSmall."""
    if policy is None or policy.persons is None:
        return
    said = {"persons": policy.persons, "places": places}
    if places is None:
        raise PolicyTooSmall(_("这张保单只保 %(persons)d 人，要先定名额，并且不超过 %(persons)d 人。") % said)
    if places > policy.persons:
        raise PolicyTooSmall(
            _("这张保单只保 %(persons)d 人，名额是 %(places)d 人；请减少名额，或登记人数够的保单。") % said
        )


def policies_for(holder: Organization, *, first: date, last: date) -> QuerySet[Policy]:
    """What the holder may choose from: policies that hold on every day."""
    return Policy.objects.filter(holder=holder).holding(first, last).order_by("-valid_to", "-pk")


def days_of(activity: Activity) -> tuple[date, date]:
    """The first and the last day of an activity."""
    return today(activity.begins_at), today(activity.ends_at)


def _stands_behind_others(policy: Policy, task: Insurable | None) -> bool:
    """Whether any other task, of this room or of one above, stands on the policy."""
    for relation in Policy._meta.related_objects:
        rows = relation.related_model._base_manager.filter(policy=policy)  # type: ignore[union-attr]
        if isinstance(task, relation.related_model):
            rows = rows.exclude(pk=task.pk)
        if rows.exists():
            return True
    return False
