"""The engine: hears every fact that some room declared a notice for, and writes one row per person to be told.

After commit, from the record, at least once; the row's unique key makes it once.
"""

import logging
from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import transaction

from tongxin.kernel import notices, records, terms
from tongxin.kernel.clock import today
from tongxin.kernel.models import Listening, Principal, Record
from tongxin.kernel.notices import Notice as Declared
from tongxin.notify.models import Notice, Preference
from tongxin.organizations.models import Post

log = logging.getLogger(__name__)

NAME = "tongxin.notify.engine.tell"


def listen() -> None:
    """Hear the facts that are declared now; called once all rooms are there."""
    records.LISTENERS[NAME] = records.Listener(NAME, tuple(notices.DECLARED), tell)


def tell(row: Record) -> None:
    """Tell those concerned of one fact. One broken declaration is logged and does not silence the others."""
    subject = apps.get_model(row.subject_type)._base_manager.filter(pk=row.subject_id).first()
    if subject is None:
        return
    for declared in notices.declared_for(row.kind):
        try:
            with transaction.atomic():
                _tell(declared, row, subject)
        except Exception:
            log.exception("notice of %s could not be made", row.kind)


def skip_past() -> None:
    """Let what was recorded so far pass in silence; for a city that was just loaded with its history."""
    last = Record.objects.order_by("-transaction", "-id").values("transaction", "id").first()
    if last:
        place = {"transaction": last["transaction"], "record_id": last["id"]}
        for name in (name for name in records.LISTENERS if name.startswith("tongxin.notify.")):
            Listening.objects.update_or_create(listener=name, defaults=place)


def people_behind(principal_ids: Iterable[int | None], *, role: str, row: Record) -> set[int]:
    """Persons stay themselves; an organization is its people: those in the role, else its heads, else all at posts."""
    wanted = {pk for pk in principal_ids if pk}
    kinds = dict(Principal.objects.filter(pk__in=wanted).values_list("pk", "kind"))
    people = {pk for pk, kind in kinds.items() if kind == Principal.Kind.PERSON}
    organizations = [pk for pk, kind in kinds.items() if kind == Principal.Kind.ORGANIZATION]
    if organizations:
        posts = Post.objects.on(today(row.at)).filter(organization__in=organizations)
        held = list(posts.values_list("organization_id", "role", "person_id"))
        for organization in organizations:
            people |= _those_to_tell([each[1:] for each in held if each[0] == organization], role)
    return people


def _those_to_tell(held: list[tuple[str, int]], role: str) -> set[int]:
    heads = {code for code, term in terms.terms("roles").items() if term.data.get("heads")}
    for wanted in ({role}, heads):
        if found := {person_id for held_role, person_id in held if held_role in wanted}:
            return found
    return {person_id for _role, person_id in held}


def _tell(declared: Declared, row: Record, subject: Any) -> None:
    role = declared.role(row, subject) if callable(declared.role) else declared.role
    people = people_behind(declared.to(row, subject), role=role, row=row)
    if not declared.tells_doer:
        people.discard(row.by_id or 0)
    if not people:
        return
    text, link = words(declared, row, subject)[:400], _link(declared, row, subject)[:200]
    Notice.objects.bulk_create(
        [
            Notice(recipient_id=person_id, record=row, name=declared.name, text=text, link=link, at=row.at)
            for person_id in sorted(people)
        ],
        ignore_conflicts=True,
    )
    _post(people, row, declared.name)


def words(declared: Declared, row: Record, subject: Any) -> str:
    """The sentence with the fields of the event, {by} and {subject} filled in."""
    said = {
        key: value["text"] if isinstance(value, dict) and "text" in value else value for key, value in row.data.items()
    }
    by = row.by.name if row.by else ""
    return str(declared.says).format_map({"by": by, "subject": subject, **said})


def _link(declared: Declared, row: Record, subject: Any) -> str:
    return declared.link(row, subject) if declared.link else notices.page_of(subject)


def sends_mail() -> bool:
    """Whether this installation has a mail server."""
    return not settings.EMAIL_BACKEND.endswith("dummy.EmailBackend")


def _post(people: set[int], row: Record, name: str) -> None:
    """Hand the letters of those who asked for mail to the worker, in the same transaction."""
    if not sends_mail():
        return
    from tongxin.notify.tasks import mail

    wishing = Preference.objects.filter(person__in=people, by_mail=True).exclude(person__user__email="")
    rows = Notice.objects.filter(recipient__in=wishing.values("person"), record=row, name=name, mailed_at=None)
    for pk in rows.values_list("pk", flat=True):
        mail.defer(notice_id=pk)
