from django.db import models
from django.utils.translation import gettext_lazy as _


class Principal(models.Model):
    """Whoever can hold a duty, own an account or do a deed: a person or an organization shares this key.

    `superior` is kept by the room of organizations, so that a late duty finds its way up the tree.
    """

    class Kind(models.TextChoices):
        PERSON = "person", _("个人")
        ORGANIZATION = "organization", _("组织")

    kind = models.CharField(_("类别"), max_length=12, choices=Kind)
    name = models.CharField(_("名称"), max_length=120)
    superior = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("主体")

    def __str__(self) -> str:
        return self.name
