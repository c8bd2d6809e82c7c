"""Honours and stories of role models: written at the desk, public by the person's own consent alone (YX-50)."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from tongxin.kernel import terms
from tongxin.kernel.actor import Actor
from tongxin.kernel.clock import today
from tongxin.kernel.errors import NotYours, Refused, Unfit
from tongxin.kernel.models import Principal
from tongxin.kernel.records import record
from tongxin.organizations.actions import nearest_party_organization
from tongxin.people.models import Person
from tongxin.volunteering.access import keeps
from tongxin.volunteering.events import (
    HonourEntered,
    HonourShown,
    StoryPublished,
    StoryRefused,
    StoryWithdrawn,
    StoryWritten,
)
from tongxin.volunteering.models import Honour, Story
from tongxin.volunteering.procedure import STORY


@transaction.atomic
def write(*, person: Person, title: str, text: str, shown_name: str, by: Actor, at: datetime) -> Story:
    """Write a story; it waits for the person's consent and nobody else sees it until then."""
    if not keeps(by, person.area_path):
        raise NotYours
    if not title.strip() or not text.strip() or not shown_name.strip():
        raise Unfit(_("标题、正文和公开称呼都要填写。"))
    host = nearest_party_organization(person.area)
    if host is None:
        raise Unfit(_("“%s”还没有党组织，暂时不能登记。") % person.area.name)
    story = Story.objects.create(
        person=person, host=host, title=title.strip(), text=text.strip(), shown_name=shown_name.strip(),
        written_at=at, step="asked", step_at=at, area_path=person.area_path,
    )  # fmt: skip
    STORY.start(story, by=by, at=at)
    record(StoryWritten(story=story, person=person), by=by, at=at)
    return story


@transaction.atomic
def agree(*, story: Story, by: Actor, at: datetime) -> None:
    """The person has read it and agrees: from now on it is public, until withdrawn."""
    _check_consent(story, by)
    with STORY.moving(story, "agree", by=by, at=at):
        story.consented_at = at
    record(StoryPublished(story=story), by=by, at=at)


@transaction.atomic
def refuse(*, story: Story, by: Actor, at: datetime) -> None:
    with STORY.moving(story, "refuse", by=by, at=at):
        pass
    record(StoryRefused(story=story), by=by, at=at)


@transaction.atomic
def withdraw(*, story: Story, by: Actor, at: datetime) -> None:
    """Take it down at once; no reason is asked."""
    with STORY.moving(story, "withdraw", by=by, at=at):
        story.consented_at = None
    record(StoryWithdrawn(story=story), by=by, at=at)


@transaction.atomic
def enter_honour(
    *, bearer: Principal, title: str, level: str, awarded_on: date, awarded_by: str, proof: str, area_path: str,
    by: Actor, at: datetime,
) -> Honour:  # fmt: skip
    """Enter a commendation with its document; it is shown to nobody outside until the bearer says so."""
    terms.need("honour_levels", level)
    if not keeps(by, area_path):
        raise NotYours
    if not title.strip() or not proof.strip() or not awarded_by.strip():
        raise Unfit(_("荣誉名称、授予单位和凭证都要填写。"))
    if awarded_on > today(at):
        raise Unfit(_("授予日期不能晚于今天。"))
    honour = Honour(
        bearer=bearer, title=title.strip(), level=level, awarded_on=awarded_on, awarded_by=awarded_by.strip(),
        proof=proof.strip(), area_path=area_path,
    )  # fmt: skip
    try:
        with transaction.atomic():
            honour.save(force_insert=True)
    except IntegrityError as error:
        raise Refused(_("这项荣誉已经登记过。")) from error
    record(HonourEntered(honour=honour, bearer=bearer.name), by=by, at=at)
    return honour


@transaction.atomic
def show_honour(*, honour: Honour, shown: bool, by: Actor, at: datetime) -> None:
    """The bearer alone says whether an honour is public."""
    if honour.bearer_id not in by.own_ids:
        raise NotYours
    honour.is_shown = shown
    honour.save(update_fields=["is_shown"])
    record(HonourShown(honour=honour, shown=shown), by=by, at=at)


def _check_consent(story: Story, by: Actor) -> None:
    # Nobody consents for another, not even at the desk: without a phone, one signs in at the counter.
    if by.principal_id != story.person_id:
        raise NotYours
