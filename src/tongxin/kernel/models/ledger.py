from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tongxin.kernel.models.principal import Principal
from tongxin.kernel.models.rule import Rule


class Account(models.Model):
    """One side of movements in one ledger: a holder's account, or a named one such as the issue of points."""

    ledger = models.CharField(_("账簿"), max_length=20)
    holder = models.ForeignKey(Principal, models.PROTECT, null=True, related_name="accounts")
    code = models.CharField(_("科目"), max_length=40, default="own")

    class Meta:
        verbose_name = _("账户")
        constraints = [
            models.UniqueConstraint(fields=["ledger", "holder", "code"], name="account_once", nulls_distinct=False),
        ]


class Movement(models.Model):
    """An amount that moved from one account to another, once per key: double entry in one row, so the sum is zero.

    Never changed; a correction is a counter-movement that points at what it reverses.
    """

    ledger = models.CharField(_("账簿"), max_length=20)
    source = models.ForeignKey(Account, models.PROTECT, db_index=False, related_name="outgoing")
    target = models.ForeignKey(Account, models.PROTECT, db_index=False, related_name="incoming")
    amount = models.BigIntegerField(_("数额"))
    key = models.CharField(_("凭据"), max_length=120)
    on = models.DateField(_("日期"))
    at = models.DateTimeField(_("入账时间"))
    rule = models.ForeignKey(Rule, models.PROTECT, null=True, related_name="+")
    subject_type = models.CharField(max_length=40, blank=True)
    subject_id = models.BigIntegerField(null=True)
    note = models.CharField(_("摘要"), max_length=160, blank=True)
    reverses = models.OneToOneField("self", models.PROTECT, null=True, related_name="reversed_by")

    class Meta:
        verbose_name = _("分录")
        constraints = [
            # Not `unique=True`, which would bring a second index for a search by beginning that nobody makes.
            models.UniqueConstraint(fields=["key"], name="movement_once"),
            models.CheckConstraint(name="movement_amount_positive", condition=Q(amount__gt=0)),
            models.CheckConstraint(name="movement_between_two", condition=~Q(source=F("target"))),
        ]
        indexes = [
            models.Index(fields=["target", "on"], name="movement_in"),
            models.Index(fields=["source", "on"], name="movement_out"),
            models.Index(fields=["subject_type", "subject_id"], name="movement_of_subject"),
        ]
