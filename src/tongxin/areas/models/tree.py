from datetime import date
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from tongxin.kernel import terms
from tongxin.kernel.access import by_area
from tongxin.kernel.actor import Actor
from tongxin.kernel.validity import Valid, ValidQuerySet, ends_after_begin, holding_on, never_twice


class AreaQuerySet(ValidQuerySet):
    def below(self, area: "Area") -> Self:
        """The area itself and everything under it, as the tree stands now."""
        return self.filter(path__startswith=area.path)

    def visible_to(self, actor: Actor) -> Self:
        return self.filter(Area.scope.condition(actor))

    def hosts(self) -> Self:
        """Areas of the kinds in which members and units may check in."""
        kinds = [term.code for term in terms.terms("area_kinds").values() if term.data.get("hosts")]
        return self.filter(kind__in=kinds)


class Area(Valid):
    """A place: city, county, street, community, grid, building. `path` is its present line from the root.

    Depth is whatever the data says; `kind` is a code of the list `area_kinds`.
    """

    scope = by_area("path")

    kind = models.CharField(_("类别"), max_length=40)
    code = models.CharField(_("区划代码"), max_length=20, blank=True, db_index=True)
    name = models.CharField(_("名称"), max_length=80)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children", verbose_name=_("上级"))
    path = models.CharField(max_length=200, unique=True, db_collation="C")
    longitude = models.FloatField(null=True)
    latitude = models.FloatField(null=True)
    is_synthetic = models.BooleanField(_("示意数据"), default=False)

    objects: ClassVar = AreaQuerySet.as_manager()

    class Meta:
        verbose_name = _("区域")
        constraints = [
            ends_after_begin("area_ends_after_begin"),
            models.CheckConstraint(
                name="area_path_ends_with_itself",
                condition=Q(
                    path__endswith=Func(
                        Value("/"), F("id"), Value("/"), function="concat", output_field=models.TextField()
                    )
                )
                | Q(path=Func(F("id"), Value("/"), function="concat", output_field=models.TextField())),
            ),
        ]
        indexes = [models.Index(fields=["kind", "path"], name="area_of_kind")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        from django.urls import reverse

        return reverse("areas:area", args=[self.pk])

    @property
    def kind_label(self) -> str:
        return terms.label("area_kinds", self.kind)

    @property
    def depth(self) -> int:
        return self.path.count("/")

    def ancestor_ids(self) -> list[int]:
        """From the root down to the area itself."""
        return [int(part) for part in self.path.rstrip("/").split("/")]

    def lineage(self) -> list["Area"]:
        """From the root down to the area itself."""
        found = Area.objects.in_bulk(self.ancestor_ids())
        return [found[pk] for pk in self.ancestor_ids()]

    def name_on(self, day: date) -> str:
        held = self.names.on(day).first()  # type: ignore[attr-defined]
        return held.name if held else self.name

    def type_on(self, day: date) -> str:
        held = self.types.on(day).first()  # type: ignore[attr-defined]
        return held.type if held else ""


class AreaEdge(Valid):
    """Which parent a place had, and when; at no day more than one."""

    child = models.ForeignKey(Area, models.CASCADE, related_name="edges_up")
    parent = models.ForeignKey(Area, models.CASCADE, related_name="edges_down")

    class Meta:
        verbose_name = _("隶属")
        constraints = [ends_after_begin("area_edge_ends_after_begin"), never_twice("area_one_parent_a_day", "child_id")]


class AreaName(Valid):
    """What a place was called, and what kind it was, and when."""

    area = models.ForeignKey(Area, models.CASCADE, related_name="names")
    name = models.CharField(_("名称"), max_length=80)
    kind = models.CharField(_("类别"), max_length=40)

    class Meta:
        verbose_name = _("曾用名")
        constraints = [ends_after_begin("area_name_ends_after_begin"), never_twice("area_one_name_a_day", "area_id")]


class AreaTyping(Valid):
    """Which type (of the list `area_types`) a place had, and when; at no day more than one (BL-05)."""

    area = models.ForeignKey(Area, models.CASCADE, related_name="types")
    type = models.CharField(_("类型"), max_length=40)

    class Meta:
        verbose_name = _("区域类型")
        constraints = [ends_after_begin("area_type_ends_after_begin"), never_twice("area_one_type_a_day", "area_id")]

    @property
    def type_label(self) -> str:
        return terms.label("area_types", self.type)


class AreaChange(models.Model):
    """One change of the tree by a document: from which places to which."""

    class Kind(models.TextChoices):
        CREATE = "create", _("设立")
        RENAME = "rename", _("更名")
        UPGRADE = "upgrade", _("改制")
        MOVE = "move", _("划转")
        MERGE = "merge", _("合并")
        SPLIT = "split", _("拆分")

    kind = models.CharField(_("变更"), max_length=10, choices=Kind)
    on = models.DateField(_("生效日期"))
    document = models.CharField(_("批准文号"), max_length=120)
    before = models.ManyToManyField(Area, related_name="changes_from")
    after = models.ManyToManyField(Area, related_name="changes_to")

    class Meta:
        verbose_name = _("区划变更")

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.document}"


def tree_on(day: date, root: Area | None = None) -> list[dict[str, Any]]:
    """The tree as it was on a day: rows with id, name, kind, parent and depth, parents before children."""
    edges = dict(AreaEdge.objects.on(day).values_list("child_id", "parent_id"))
    held = {row["area_id"]: row for row in AreaName.objects.on(day).values("area_id", "name", "kind")}
    alive = list(Area.objects.filter(holding_on(day)).values_list("pk", flat=True))
    children: dict[int | None, list[int]] = {}
    for pk in sorted(alive):
        children.setdefault(edges.get(pk), []).append(pk)
    rows: list[dict[str, Any]] = []
    waiting: list[tuple[int, int | None, int]] = (
        [(root.pk, edges.get(root.pk), 0)] if root else [(pk, None, 0) for pk in children.get(None, [])]
    )
    while waiting:
        pk, parent, depth = waiting.pop(0)
        rows.append({"id": pk, "name": held[pk]["name"], "kind": held[pk]["kind"], "parent": parent, "depth": depth})
        waiting[0:0] = [(child, pk, depth + 1) for child in children.get(pk, [])]
    return rows
