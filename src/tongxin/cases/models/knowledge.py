from typing import Any, ClassVar, Self

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tongxin.cases.catalogue import label_of
from tongxin.kernel.addresses import address
from tongxin.kernel.lexemes import LexemesField
from tongxin.kernel.models import Principal
from tongxin.kernel.validity import Valid, ValidQuerySet, ends_after_begin


class KnowledgeQuerySet(ValidQuerySet):
    def around(self, path: str) -> Self:
        """What holds at a place: said for it or for a place around it."""
        parts = path.rstrip("/").split("/") if path else []
        paths = ["", *("/".join(parts[: n + 1]) + "/" for n in range(len(parts)))]
        return self.filter(scope_path__in=paths)


class KnowledgeItem(Valid):
    """A question that people ask, with the answer that holds; about matters, never about a person (GY-25).

    A changed answer is a new row from a day on, so that what was said to a caller can be read later.
    """

    code = models.CharField(max_length=20)
    question = models.CharField(_("事项"), max_length=100)
    answer = models.TextField(_("答复口径"), max_length=1000)
    basis = models.CharField(_("依据"), max_length=200, blank=True)
    category = models.CharField(_("类别"), max_length=40, blank=True)
    office = models.CharField(_("去哪里办"), max_length=120, blank=True)
    phone = models.CharField(_("咨询电话"), max_length=40, blank=True)
    scope_path = models.CharField(max_length=200, blank=True, db_collation="C")
    review_on = models.DateField(_("下次复核日期"))
    is_public = models.BooleanField(_("公开"), default=True)
    is_example = models.BooleanField(_("示例"), default=False)
    revised_by = models.ForeignKey(
        Principal, models.PROTECT, null=True, related_name="+", verbose_name=_("修订人"), db_index=False
    )
    words = LexemesField()

    objects: ClassVar[Any] = KnowledgeQuerySet.as_manager()

    class Meta:
        verbose_name = _("知识条目")
        constraints = [
            ends_after_begin("knowledge_ends_after_begin"),
            models.UniqueConstraint(fields=["code"], condition=Q(valid_to=None), name="knowledge_one_in_force"),
            models.UniqueConstraint(fields=["code", "valid_from"], name="knowledge_once_a_day"),
            models.CheckConstraint(name="knowledge_says_something", condition=~Q(question="") & ~Q(answer="")),
        ]
        indexes = [GinIndex(fields=["words"], name="knowledge_words")]

    def __str__(self) -> str:
        return self.question

    def get_absolute_url(self) -> str:
        return address("cases:knowledge-item", self.pk)

    @property
    def category_label(self) -> str:
        return label_of(self.category) if self.category else ""
