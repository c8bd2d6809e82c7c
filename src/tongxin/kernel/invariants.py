"""Invariants: what must hold in the data whatever happened. `tongxin check` walks them and names what is broken.

    @invariant(_("同一人同一活动只签到一次"))
    def attended_once() -> Iterator[str]:
        for ...:
            yield _("活动 %s：……") % activity        # what is broken, and where

The rooms' own stand in `invariants.py`, which is found by itself at start. An empty walk means that all is well.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import Exists, F, OuterRef
from django.utils import timezone
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongxin.kernel import rules
from tongxin.kernel.clock import today
from tongxin.kernel.models import Duty, Movement, Record, Term
from tongxin.kernel.procedures import Travelling
from tongxin.kernel.records import broken_seals

Walk = Callable[[], Iterator[str]]

INVARIANTS: dict[str, "Invariant"] = {}


@dataclass(frozen=True)
class Invariant:
    """One thing that must hold: its name in words, and a walk that yields a sentence for each breach."""

    label: Any
    walk: Walk


def invariant(label: Any) -> Callable[[Walk], Walk]:
    """Enlist a walk under its own module and name."""

    def enlist(walk: Walk) -> Walk:
        INVARIANTS[f"{walk.__module__}.{walk.__qualname__}"] = Invariant(label, walk)
        return walk

    return enlist


def discover() -> None:
    autodiscover_modules("invariants")


def walk() -> Iterator[tuple[Invariant, list[str]]]:
    """Each invariant with the sentences of its breaches, none where it holds."""
    for each in INVARIANTS.values():
        yield each, list(each.walk())


def travelling_models() -> list[type[Travelling]]:
    """Every model whose rows travel through a procedure."""
    return [
        model
        for model in apps.get_models()
        if issubclass(model, Travelling) and getattr(model, "procedure", None) is not None
    ]


# What kernel itself keeps


@invariant(gettext_lazy("办事离不开的规则都已设置"))
def needed_rules_hold() -> Iterator[str]:
    # An installation that no city was loaded into yet has none of them and does nothing that needs them.
    if Term.objects.exists():
        for key in rules.missing(on=today(timezone.now())):
            yield _("缺少规则 %s") % key


@invariant(gettext_lazy("记录封存链完整，没有被改动"))
def chain_is_whole() -> Iterator[str]:
    for link, problem in broken_seals():
        yield _("第 %(number)d 批封存（%(at)s）：%(problem)s") % {
            "number": link.pk,
            "at": f"{link.at:%Y-%m-%d %H:%M}",
            "problem": problem,
        }


@invariant(gettext_lazy("记录所说的事物都还在"))
def subjects_are_there() -> Iterator[str]:
    for subject_type in Record.objects.values_list("subject_type", flat=True).order_by("subject_type").distinct():
        model = apps.get_model(subject_type)
        there = Exists(model._base_manager.filter(pk=OuterRef("subject_id")))
        spoken = Record.objects.filter(~there, subject_type=subject_type)
        for pk in spoken.order_by("subject_id").values_list("subject_id", flat=True).distinct().iterator():
            yield _("%(kind)s（%(type)s）第 %(id)d 号已不在表中，但仍有它的记录") % {
                "kind": model._meta.verbose_name,
                "type": subject_type,
                "id": pk,
            }


@invariant(gettext_lazy("在办的事有且只有一项待办，其余没有"))
def open_steps_have_one_duty() -> Iterator[str]:
    for model in travelling_models():
        yield from _without_duty(model)
        yield from _duties_astray(model)


@invariant(gettext_lazy("冲正与原分录一一对应"))
def reversals_mirror() -> Iterator[str]:
    counter = Movement.objects.filter(reverses__isnull=False).select_related("reverses")
    wrong = counter.exclude(
        amount=F("reverses__amount"), source=F("reverses__target"), target=F("reverses__source"), on=F("reverses__on")
    )
    for movement in wrong:
        yield _("分录 %(id)d（%(key)s）与它冲正的分录 %(of)d 不对应") % {
            "id": movement.pk,
            "key": movement.key,
            "of": movement.reverses_id,
        }


@invariant(gettext_lazy("分录两端属于同一账簿"))
def movements_stay_in_their_ledger() -> Iterator[str]:
    whole = Movement.objects.filter(ledger=F("source__ledger")).filter(ledger=F("target__ledger"))
    for movement in Movement.objects.exclude(pk__in=whole.values("pk")):
        yield _("分录 %(id)d（%(key)s）的账户不在账簿 %(ledger)s") % {
            "id": movement.pk,
            "key": movement.key,
            "ledger": movement.ledger,
        }


def _without_duty(model: type[Travelling]) -> Iterator[str]:
    duties = Duty.objects.open().filter(
        kind=Duty.Kind.STEP, subject_type=model._meta.label_lower, subject_id=OuterRef("pk"), step=OuterRef("step")
    )
    owing = model._base_manager.filter(~Exists(duties), step__in=model.procedure.steps_with_duty())
    for thing in owing.iterator():
        yield _("%(thing)s（%(type)s 第 %(id)d 号）停在“%(step)s”，却没有人负责") % {
            "thing": thing,
            "type": model._meta.label_lower,
            "id": thing.pk,
            "step": thing.step_label,
        }


def _duties_astray(model: type[Travelling]) -> Iterator[str]:
    at_its_step = model._base_manager.filter(
        pk=OuterRef("subject_id"), step=OuterRef("step"), step__in=model.procedure.steps_with_duty()
    )
    open_duties = Duty.objects.open().filter(subject_type=model._meta.label_lower)
    for duty in open_duties.filter(~Exists(at_its_step)).iterator():
        yield _("待办 %(id)d（%(title)s）还开着，但 %(type)s 第 %(subject)d 号已不在“%(step)s”") % {
            "id": duty.pk,
            "title": duty.title,
            "type": duty.subject_type,
            "subject": duty.subject_id,
            "step": duty.step,
        }
