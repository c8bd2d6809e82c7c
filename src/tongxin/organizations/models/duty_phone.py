from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from tongxin.areas.models import Area
from tongxin.kernel.validity import Valid, ends_after_begin, never_twice

NUMBER_LIKE = r"^[0-9 +()-]{3,20}$"
NUMBER = RegexValidator(NUMBER_LIKE, _("请填电话号码，只用数字、空格和短横。"))


class DutyPhone(Valid):
    """The phones of a place in a term: an office's numbers, for everybody (GY-24). A person's own stays sealed."""

    area = models.ForeignKey(Area, models.CASCADE, related_name="duty_phones", verbose_name=_("区域"))
    phone = models.CharField(_("值班电话"), max_length=20, validators=[NUMBER])
    supervision = models.CharField(_("监督电话"), max_length=20, blank=True, validators=[NUMBER])

    class Meta:
        verbose_name = _("值班电话")
        constraints = [ends_after_begin("duty_phone_ends_after_begin"), never_twice("duty_phone_one_a_day", "area_id")]

    def __str__(self) -> str:
        return self.phone
