"""The engine: hears every fact that some room declared a notice for, and writes one row per person to be told.

After commit, from the record, at least once; the row's unique key makes it once.
"""

import logging
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import transaction

from tongxin.kernel import notices, records, terms
from tongxin.kernel.clock import today
from tongxin.kernel.models import Duty, Listening, Principal, Record
from tongxin.kernel.notices import Notice as Declared
from tongxin.notify import push
from tongxin.notify.models import Notice, Preference
from tongxin.organizations.models import Post

log = logging.getLogger(__name__)

NAME = "tongxin.notify.engine.tell"


def listen() -> None:
    """Hear the facts that are declared now; called once all rooms are there."""
    records.LISTENERS[NAME] = records.Listener(NAME, tuple(notices.DECLARED), tell, tell_many)


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


def tell_many(rows: Sequence[Record]) -> None:
    """Tell of many facts at once. After a storm twenty thousand duties are late in the same minute, and their notices
    differ in a few words only: subjects are fetched together, the people behind a body are asked for once. Where
    something breaks, each fact is told by itself."""
    try:
        with transaction.atomic():
            _tell_all(rows)
    except Exception:
        log.exception("%d facts could not be told at once", len(rows))
        for row in rows:
            tell(row)


def _tell_all(rows: Sequence[Record]) -> None:
    subjects = _things((row.subject_type, row.subject_id) for row in rows)
    duties = [each for each in subjects.values() if isinstance(each, Duty)]
    things = _things((duty.subject_type, duty.subject_id) for duty in duties)
    for duty in duties:
        duty.thing = things.get((duty.subject_type, duty.subject_id))  # type: ignore[attr-defined]
    behind: Behind = {}
    made: list[tuple[Record, str, list[Notice]]] = []
    for row in rows:
        subject = subjects.get((row.subject_type, row.subject_id))
        declared = notices.declared_for(row.kind) if subject is not None else ()
        made += [(row, each.name, _made(each, row, subject, behind)) for each in declared]
    Notice.objects.bulk_create([each for _row, _name, found in made for each in found], ignore_conflicts=True)
    if sends_mail():
        for row, name, found in made:
            _post({each.recipient_id for each in found}, row, name)
    push.ask_for_sign({each.recipient_id for _row, _name, found in made for each in found})


Behind = dict[tuple[tuple[int, ...], str, date], set[int]]


def _things(named: Iterable[tuple[str, int]]) -> dict[tuple[str, int], Any]:
    """The things of these kinds and keys, one question for each kind."""
    keys: dict[str, set[int]] = defaultdict(set)
    for kind, pk in named:
        keys[kind].add(pk)
    found: dict[tuple[str, int], Any] = {}
    for kind, pks in keys.items():
        found |= {(kind, each.pk): each for each in apps.get_model(kind)._base_manager.filter(pk__in=pks)}
    return found


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
    made = _made(declared, row, subject, {})
    Notice.objects.bulk_create(made, ignore_conflicts=True)
    _post({each.recipient_id for each in made}, row, declared.name)
    push.ask_for_sign({each.recipient_id for each in made})


def _made(declared: Declared, row: Record, subject: Any, behind: Behind) -> list[Notice]:
    """The notices of one fact, not yet written. `behind` remembers who stands behind whom."""
    role = declared.role(row, subject) if callable(declared.role) else declared.role
    whom = tuple(sorted({pk for pk in declared.to(row, subject) if pk}))
    key = (whom, role, today(row.at))
    if key not in behind:
        behind[key] = people_behind(whom, role=role, row=row)
    people = behind[key] if declared.tells_doer else behind[key] - {row.by_id or 0}
    if not people:
        return []
    text, link = words(declared, row, subject)[:400], _link(declared, row, subject)[:200]
    return [
        Notice(recipient_id=person_id, record=row, name=declared.name, text=text, link=link, at=row.at)
        for person_id in sorted(people)
    ]


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
    if not people or not sends_mail():
        return
    from tongxin.notify.tasks import mail

    wishing = Preference.objects.filter(person__in=people, by_mail=True).exclude(person__user__email="")
    rows = Notice.objects.filter(recipient__in=wishing.values("person"), record=row, name=name, mailed_at=None)
    for pk in rows.values_list("pk", flat=True):
        mail.defer(notice_id=pk)
