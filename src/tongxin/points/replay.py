"""Replay: book every confirmation again in thought, and say where the ledgers differ (C06-3)."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _

from tongxin.kernel import awards
from tongxin.kernel.awards import Award
from tongxin.kernel.ledgers import Credit
from tongxin.kernel.models import Movement
from tongxin.points.worth import credit_for

BATCH = 5000


def differences() -> Iterator[str]:
    """A sentence for each entry that a replay would book otherwise, would not book, or misses."""
    for ledger in ("points", "hours"):
        declared = [award for (_kind, name), award in awards.DECLARED.items() if name == ledger]
        confirmed: set[tuple[str, int]] = set()
        for award in declared:
            yield from _compare(award, confirmed)
        yield from _unfounded(ledger, confirmed)


def _compare(award: Award, confirmed: set[tuple[str, int]]) -> Iterator[str]:
    subjects = iter(award.confirmed())
    while batch := list(islice(subjects, BATCH)):
        expected = {f"{award.ledger}:{each.key}": each for each in _credits(award, batch)}
        confirmed.update((each.subject_type, each.subject_id or 0) for each in expected.values())
        booked = {
            movement.key: movement for movement in Movement.objects.filter(key__in=expected).select_related("target")
        }
        for key, credit in expected.items():
            if key not in booked:
                yield _("应记未记：%(note)s（%(key)s）") % {"note": credit.note, "key": key}
            elif problem := _difference(credit, booked[key]):
                yield _("分录 %(id)d（%(key)s）：%(problem)s") % {
                    "id": booked[key].pk,
                    "key": key,
                    "problem": problem,
                }


def _credits(award: Award, subjects: Iterable[Any]) -> Iterator[Credit]:
    return (credit for subject in subjects if (credit := credit_for(award, subject)))


def _difference(credit: Credit, booked: Movement) -> str:
    if booked.amount != credit.amount:
        return _("记了 %(booked)d，按规则应为 %(right)d") % {"booked": booked.amount, "right": credit.amount}
    if booked.target.holder_id != credit.holder_id:
        return _("记在了别人名下")
    if booked.on != credit.on:
        return _("日期是 %(booked)s，应为 %(right)s") % {"booked": booked.on, "right": credit.on}
    if credit.rule and booked.rule_id != credit.rule.pk:
        return _("所依据的规则版本不对")
    return ""


def _unfounded(ledger: str, confirmed: set[tuple[str, int]]) -> Iterator[str]:
    """Entries booked for a subject that is not confirmed (any more), and that nobody took back."""
    standing = Movement.objects.filter(ledger=ledger, reverses=None, reversed_by=None).exclude(subject_type="")
    for movement in standing.iterator(chunk_size=BATCH):
        by_declaration = movement.key == f"{ledger}:{movement.subject_type}:{movement.subject_id}"
        if by_declaration and (movement.subject_type, movement.subject_id or 0) not in confirmed:
            yield _("分录 %(id)d（%(key)s）没有对应的确认") % {"id": movement.pk, "key": movement.key}
