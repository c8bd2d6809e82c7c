"""Worth: what one confirmed subject brings in one ledger, by the rule that held on its day."""

import math
from collections.abc import Sequence
from datetime import date
from typing import Any

from tongxin.kernel import rules
from tongxin.kernel.awards import Award
from tongxin.kernel.ledgers import Credit
from tongxin.kernel.models import Rule


def credit_for(award: Award, subject: Any) -> Credit | None:
    """What to book for the subject; None where no kind of it counts or the amount comes to nothing."""
    kinds = award.kinds(subject)
    if not kinds:
        return None
    on, path = award.on(subject), award.path(subject)
    if award.amount is not None:
        # Time served is time served: no factor touches it.
        amount, rule = _counted_minutes(award.amount(subject), on, path)
    else:
        amount, rule = _points(award.rule, kinds, on, path)
        amount = _multiplied(amount, award.factor(subject), on, path)
    if amount <= 0:
        return None
    return Credit(
        holder_id=award.to(subject),
        amount=amount,
        key=key_of(subject),
        on=on,
        rule=rule,
        subject_type=subject._meta.label_lower,
        subject_id=subject.pk,
        note=award.note(subject)[:160],
    )


def key_of(subject: Any) -> str:
    """What makes a booking happen once: the thing that was confirmed."""
    return f"{subject._meta.label_lower}:{subject.pk}"


def _points(key: str, kinds: Sequence[str], on: date, path: str) -> tuple[int, Rule | None]:
    found = [rule for kind in kinds if (rule := rules.find(f"{key}.{kind}", on=on, path=path))]
    best = max(found, key=lambda rule: rule.value) if found else rules.find(key, on=on, path=path)
    return (int(best.value), best) if best else (0, None)


def _counted_minutes(minutes: int, on: date, path: str) -> tuple[int, Rule | None]:
    """Minutes in whole units, halves rounded up, no more than the maximum of a day."""
    unit = rules.find("hours.rounding_minutes", on=on, path=path)
    maximum = rules.find("hours.per_day_maximum", on=on, path=path)
    if unit:
        minutes = math.floor(minutes / unit.value + 0.5) * int(unit.value)
    return (min(minutes, int(maximum.value) * 60) if maximum else minutes), unit


def _multiplied(amount: int, factor: str, on: date, path: str) -> int:
    rule = rules.find(f"points.factor.{factor}", on=on, path=path) if factor else None
    return math.floor(amount * rule.value + 0.5) if rule else amount
