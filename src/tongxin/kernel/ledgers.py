"""Ledgers: append-only movements between accounts, once per key; a balance is the sum of its entries."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, connection, models, transaction
from django.db.models import Q, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from tongxin.kernel.errors import Refused
from tongxin.kernel.models import Account, Movement, Rule


class BookedAlready(Refused):
    sentence = _("这一笔已经入账，没有重复记入。")


class ReversedAlready(Refused):
    sentence = _("这一笔已经更正过。")


#: Many entries in one statement, a list for each column; keys that are booked already are left alone.
INSERT = """
    INSERT INTO kernel_movement
        (ledger, source_id, target_id, amount, key, "on", at, rule_id, subject_type, subject_id, note)
    SELECT * FROM unnest(
        %s::text[], %s::bigint[], %s::bigint[], %s::bigint[], %s::text[], %s::date[], %s::timestamptz[], %s::bigint[],
        %s::text[], %s::bigint[], %s::text[]
    ) ON CONFLICT (key) DO NOTHING
"""


@dataclass(frozen=True)
class Ledger:
    """A book in one unit; `issue` names the account that amounts come from when they are credited."""

    name: str
    label: Any
    unit: Any
    issue: str = "issue"

    def account_of(self, holder_id: int) -> Account:
        return Account.objects.get_or_create(ledger=self.name, holder_id=holder_id, code="own")[0]

    def issuing(self) -> Account:
        return Account.objects.get_or_create(ledger=self.name, holder=None, code=self.issue)[0]

    def credit(
        self,
        *,
        holder_id: int,
        amount: int,
        key: str,
        on: date,
        at: datetime,
        rule: Rule | None = None,
        subject: models.Model | None = None,
        note: str = "",
    ) -> Movement:
        """Credit the holder, once per `key`; raises BookedAlready the second time."""
        return self._book(
            source=self.issuing(),
            target=self.account_of(holder_id),
            amount=amount,
            key=key,
            on=on,
            at=at,
            rule=rule,
            subject=subject,
            note=note,
        )

    def reverse(self, *, movement: Movement, at: datetime, note: str) -> Movement:
        """Book the counter-entry of `movement`, dated like it; raises ReversedAlready the second time."""
        try:
            return self._book(
                source=movement.target,
                target=movement.source,
                amount=movement.amount,
                key=f"reverse:{movement.pk}",
                on=movement.on,
                at=at,
                rule=movement.rule,
                reverses=movement,
                note=note,
            )
        except BookedAlready:
            raise ReversedAlready from None

    def balance(self, *, holder_id: int, since: date | None = None, until: date | None = None) -> int:
        """The sum of the holder's entries dated from `since` to `until`, both included."""
        term = Q()
        if since:
            term &= Q(on__gte=since)
        if until:
            term &= Q(on__lte=until)
        mine = Movement.objects.filter(term, ledger=self.name)
        incoming = mine.filter(target__holder_id=holder_id).aggregate(sum=Coalesce(Sum("amount"), 0))
        outgoing = mine.filter(source__holder_id=holder_id).aggregate(sum=Coalesce(Sum("amount"), 0))
        return int(incoming["sum"] - outgoing["sum"])

    def entries(self, *, holder_id: int) -> models.QuerySet[Movement]:
        return (
            Movement.objects.filter(Q(target__holder_id=holder_id) | Q(source__holder_id=holder_id), ledger=self.name)
            .select_related("rule", "reversed_by", "source", "target")
            .order_by("-on", "-id")
        )

    def _book(self, *, key: str, subject: models.Model | None = None, **columns: Any) -> Movement:
        if subject is not None:
            columns |= {"subject_type": subject._meta.label_lower, "subject_id": subject.pk}
        try:
            with transaction.atomic():
                return Movement.objects.create(ledger=self.name, key=f"{self.name}:{key}", **columns)
        except IntegrityError as error:
            if "key" in str(error) or "reverses" in str(error):
                raise BookedAlready from error
            raise

    def credit_many(self, movements: Iterable["Credit"], *, at: datetime) -> int:
        """The bulk form of `credit`; keys that are booked already are left alone. Returns the new entries."""
        credits = list(movements)
        issue = self.issuing()
        accounts = self._accounts_of({each.holder_id for each in credits})
        rows = [each.columns(self, issue, accounts[each.holder_id], at) for each in credits]
        booked = 0
        with connection.cursor() as cursor:
            for start in range(0, len(rows), 5000):
                cursor.execute(INSERT, [list(column) for column in zip(*rows[start : start + 5000], strict=True)])
                booked += cursor.rowcount
        return booked

    def _accounts_of(self, holder_ids: set[int]) -> dict[int, Account]:
        Account.objects.bulk_create(
            [Account(ledger=self.name, holder_id=holder_id) for holder_id in holder_ids],
            ignore_conflicts=True,
            batch_size=5000,
        )
        found = Account.objects.filter(ledger=self.name, code="own", holder__in=holder_ids)
        return {account.holder_id: account for account in found if account.holder_id}


@dataclass(frozen=True, slots=True)
class Credit:
    """One amount to be credited in bulk."""

    holder_id: int
    amount: int
    key: str
    on: date
    rule: Rule | None = None
    subject_type: str = ""
    subject_id: int | None = None
    note: str = ""
    at: datetime | None = None

    def columns(self, ledger: Ledger, issue: Account, account: Account, at: datetime) -> tuple[Any, ...]:
        """Its entry, in the order of INSERT."""
        rule_id, key = self.rule.pk if self.rule else None, f"{ledger.name}:{self.key}"
        return (
            ledger.name, issue.pk, account.pk, self.amount, key, self.on, self.at or at, rule_id, self.subject_type,
            self.subject_id, self.note,
        )  # fmt: skip
