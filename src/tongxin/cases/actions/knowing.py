"""Knowing: answers that hold are kept, revised from a day on and ended; what was said before can be read later."""

import secrets
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongxin.cases.access import may_keep_answer
from tongxin.cases.models import KnowledgeItem
from tongxin.cases.reading import words_of
from tongxin.cases.setting_events import KnowledgeEnded, KnowledgeKept
from tongxin.kernel import rules
from tongxin.kernel.actor import Actor
from tongxin.kernel.clock import today
from tongxin.kernel.errors import AlreadyMoved, NotYours, Unfit
from tongxin.kernel.records import record

(REVIEW,) = rules.needed("cases.knowledge_review_days")
SAID = ("question", "answer", "basis", "category", "office", "phone", "is_public")


class NotLater(Unfit):
    sentence = gettext_lazy("新的答复要晚于现有答复开始的那一天。")


@transaction.atomic
def keep_item(
    *, by: Actor, at: datetime, question: str, answer: str, valid_from: date, instead: KnowledgeItem | None = None,
    scope_path: str = "", **said: Any,
) -> KnowledgeItem:  # fmt: skip
    """Keep an answer from a day on; `instead` of an older one, which ends the day before. A place answers for itself
    and for those below it, never for those above."""
    if not may_keep_answer(by, instead or KnowledgeItem(scope_path=scope_path)):
        raise NotYours
    if not question.strip() or not answer.strip():
        raise Unfit(_("事项和答复都要写。"))
    code = secrets.token_hex(6)
    if instead is not None:
        held = KnowledgeItem.objects.select_for_update(of=("self",)).get(pk=instead.pk)
        code, scope_path = held.code, held.scope_path
        _end(held, valid_from)
    review = valid_from + timedelta(days=int(rules.value(REVIEW, on=today(at))))
    item = KnowledgeItem.objects.create(
        code=code, question=question.strip(), answer=answer.strip(), scope_path=scope_path, valid_from=valid_from,
        review_on=review, revised_by_id=by.principal_id, words=words_of(f"{question}。{answer}"), **said,
    )  # fmt: skip
    record(KnowledgeKept(item=item, since=str(valid_from)), by=by, at=at)
    return item


def _end(held: KnowledgeItem, until: date) -> None:
    """Close the older row; one that began on the same day or later cannot be replaced from before it."""
    if held.valid_to is not None:
        raise AlreadyMoved
    if until <= held.valid_from:
        raise NotLater
    held.valid_to = until - timedelta(days=1)
    held.save(update_fields=["valid_to"])


@transaction.atomic
def end_item(*, item: KnowledgeItem, by: Actor, at: datetime) -> None:
    """From today on it is not said any more."""
    if not may_keep_answer(by, item):
        raise NotYours
    held = KnowledgeItem.objects.select_for_update(of=("self",)).get(pk=item.pk)
    if held.valid_to is not None:
        raise AlreadyMoved
    held.valid_to = max(held.valid_from, today(at))
    held.save(update_fields=["valid_to"])
    record(KnowledgeEnded(item=held), by=by, at=at)
