from django.db import models
from django.db.models import Func, Q
from django.utils.translation import gettext_lazy as _

from tongxin.kernel.models.principal import Principal


class TransactionNumber(Func):
    """The number of the writing transaction; with the oldest running one it tells which records are settled."""

    template = "(pg_current_xact_id()::text::bigint)"
    output_field = models.BigIntegerField()


class Seal(models.Model):
    """One link of the chain: the Merkle root of a batch of records, bound to the seal before it."""

    root = models.BinaryField(_("根"))
    digest = models.BinaryField(_("链值"))
    count = models.PositiveIntegerField(_("条数"))
    at = models.DateTimeField(_("封存时间"))

    class Meta:
        verbose_name = _("封存")


class RecordQuerySet(models.QuerySet):
    def about(self, subject: models.Model) -> "RecordQuerySet":
        return self.filter(subject_type=subject._meta.label_lower, subject_id=subject.pk)


class Record(models.Model):
    """One deed that was done: who, what, to what, when, in whose name, for whom. Never changed afterwards."""

    at = models.DateTimeField(_("时间"))
    kind = models.CharField(_("事项"), max_length=60)
    by = models.ForeignKey(
        Principal, models.PROTECT, db_index=False, null=True, related_name="+", verbose_name=_("办理人")
    )
    post_id = models.BigIntegerField(_("岗位"), null=True)
    in_name_of = models.ForeignKey(
        Principal, models.PROTECT, db_index=False, null=True, related_name="+", verbose_name=_("名义")
    )
    on_behalf_of = models.ForeignKey(
        Principal, models.PROTECT, db_index=False, null=True, related_name="+", verbose_name=_("代办")
    )
    subject_type = models.CharField(_("对象类别"), max_length=40)
    subject_id = models.BigIntegerField(_("对象"))
    data = models.JSONField(_("内容"), default=dict)
    form_key = models.UUIDField(null=True, unique=True)
    transaction = models.BigIntegerField(db_default=TransactionNumber())
    seal = models.ForeignKey(Seal, models.PROTECT, db_index=False, null=True, related_name="records")

    objects = RecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("记录")
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "id"], name="record_of_subject"),
            models.Index(fields=["transaction", "id"], name="record_in_order"),
            models.Index(fields=["id"], name="record_unsealed", condition=Q(seal__isnull=True)),
            models.Index(fields=["by", "-id"], name="record_by_principal"),
            # Of most records these are empty.
            models.Index(fields=["in_name_of"], name="record_in_name_of", condition=Q(in_name_of__isnull=False)),
            models.Index(fields=["on_behalf_of"], name="record_on_behalf_of", condition=Q(on_behalf_of__isnull=False)),
            models.Index(fields=["seal"], name="record_of_seal", condition=Q(seal__isnull=False)),
        ]


class Listening(models.Model):
    """How far one listener has read the record."""

    listener = models.CharField(max_length=100, primary_key=True)
    transaction = models.BigIntegerField(default=0)
    record_id = models.BigIntegerField(default=0)
