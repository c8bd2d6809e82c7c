from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from tongxin.kernel.models.principal import Principal

#: Longer than any phone keeps a thing; its answer may be forgotten then.
REMEMBERED = timedelta(days=180)


class OfflineAnswer(models.Model):
    """What was answered to one thing that a phone had kept without network. The phone's own id is the key, so that
    however often it is sent, it is done once and always answered alike."""

    item = models.UUIDField(primary_key=True)
    person = models.ForeignKey(Principal, models.CASCADE, related_name="+", verbose_name=_("本人"))
    digest = models.CharField(max_length=64)
    made_at = models.DateTimeField(_("手机上记下的时间"))
    received_at = models.DateTimeField(_("收到时间"), db_index=True)
    status = models.PositiveSmallIntegerField(default=0)
    sentence = models.CharField(_("答复"), max_length=400, blank=True)
    to = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("离线上传的答复")

    @property
    def is_done(self) -> bool:
        return self.status < 400

    def as_words(self) -> dict[str, object]:
        """The answer as the phone's queue reads it."""
        return {
            "item": str(self.item), "final": True, "done": self.is_done, "sentence": self.sentence, "to": self.to,
        }  # fmt: skip
