"""Stage records: the duties that cases laid on bodies, each with when it began, was due and ended, and how it ended.

Indicators are counted from them and never from where a case stands now: what was late stays late.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.db.models import DateTimeField, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce, Least

from tongxin.cases.models import Case, Extension
from tongxin.kernel import terms
from tongxin.kernel.access import by_area
from tongxin.kernel.actor import Actor
from tongxin.kernel.clock import midnight
from tongxin.kernel.models import Duty

#: A duty that ended so was no stage of the work: another desk took over, or the place was corrected. Where it was late
#: before, it stays against whoever held it.
HANDED_ON = ("passed_on", "moved")
#: Stands for the end of what has not ended.
NEVER = datetime(9000, 1, 1, tzinfo=UTC)
SCOPE = by_area(owner="holder_id")


@dataclass(frozen=True)
class Period:
    """Days from `since` to `until`, both included, looked at from the moment `at`: what comes later did not happen."""

    since: date
    until: date
    at: datetime

    @property
    def begins(self) -> datetime:
        return midnight(self.since)

    @property
    def ends(self) -> datetime:
        """The first moment behind the period, or now."""
        return min(midnight(self.until + timedelta(days=1)), self.at)


def stages_for(actor: Actor, *, channels: tuple[str, ...] = ()) -> QuerySet[Duty]:
    """The stage records of cases that lie in the actor's reach or that the own organization held."""
    rows = Duty.objects.filter(
        SCOPE.condition(actor), procedure="case", kind=Duty.Kind.STEP, subject_type=Case._meta.label_lower
    ).exclude(handed_on() & in_time())
    if channels:
        rows = rows.filter(Exists(Case.objects.filter(pk=OuterRef("subject_id"), channel__in=channels)))
    return rows


def within(rows: QuerySet[Duty], period: Period) -> QuerySet[Duty]:
    """The records that began, ended or came due in the period, with what the formulas ask of each.

    `counted_at`: when it was done or fell due, whichever came first; so each counts once, and early work counts too.
    """
    near = Q(laid_at__gte=period.begins) | Q(closed_at__gte=period.begins) | Q(due_at__gte=period.begins)
    rows = rows.filter(near | Q(closed_at=None), laid_at__lt=period.ends)
    # PostgreSQL's LEAST passes over what is missing.
    return rows.annotate(counted_at=Least("due_at", "closed_at"))


def begun(period: Period) -> Q:
    """Laid in the period."""
    return Q(laid_at__gte=period.begins, laid_at__lt=period.ends)


def ended(period: Period) -> Q:
    """Closed in the period."""
    return Q(closed_at__gte=period.begins, closed_at__lt=period.ends)


def due(period: Period) -> Q:
    """应…: done in the period before its date, or the date fell into the period. A clock that stands is not due."""
    in_it = Q(counted_at__gte=period.begins, counted_at__lt=period.ends)
    return in_it & (Q(paused_at=None) | Q(closed_at__isnull=False))


def done_by(period: Period) -> Q:
    """Done before the period is over."""
    return Q(closed_at__lt=period.ends)


def in_time() -> Q:
    """Done by its date. Where the clock stood when it was done, nothing ran since then."""
    return Q(due_at=None) | Q(closed_at__lte=F("due_at")) | Q(closed_at__isnull=False, paused_at__lte=F("due_at"))


def handed_on() -> Q:
    return Q(outcome__in=HANDED_ON)


def late_open(period: Period) -> Q:
    """Past its date, and not done when the period was over."""
    not_done = Q(closed_at=None) | Q(closed_at__gte=period.ends)
    return Q(due_at__lt=period.ends, paused_at=None) & not_done


def sent_back_later() -> Exists:
    """An order that was taken and given back afterwards."""
    return Exists(
        Duty.objects.filter(
            subject_type=OuterRef("subject_type"), subject_id=OuterRef("subject_id"), kind=Duty.Kind.STEP,
            step="handling", outcome="send_back", laid_at=OuterRef("closed_at"),
        )
    )  # fmt: skip


def was_reworked(period: Period) -> Exists:
    """A check of the case failed, or its desk sent it back, before this stage ended."""
    failed = Duty.objects.filter(
        subject_type=OuterRef("subject_type"), subject_id=OuterRef("subject_id"), kind=Duty.Kind.STEP,
        outcome__in=("fail_check", "send_again"), closed_at__lt=period.ends,
    )  # fmt: skip
    return Exists(failed.filter(laid_at__lte=OuterRef("laid_at")))


def was_extended() -> Exists:
    """More time was granted while the stage lasted."""
    granted = Extension.objects.filter(case=OuterRef("subject_id"), is_granted=True)
    ended = Coalesce(OuterRef("closed_at"), Value(NEVER), output_field=DateTimeField())
    return Exists(granted.filter(answered_at__gte=OuterRef("laid_at"), answered_at__lt=ended))


def from_public() -> Exists:
    """The matter was raised by somebody else than the staff of the loop itself."""
    staff = [code for code, term in terms.terms("case_channels").items() if term.data.get("by_staff")]
    return Exists(Case.objects.filter(pk=OuterRef("subject_id")).exclude(channel__in=staff))


def has_good_grade(good: set[int]) -> Exists:
    return Exists(Case.objects.filter(pk=OuterRef("subject_id"), grade__in=good))
