"""What must hold of the register of organizations: paths and superiors follow the parents."""

from collections.abc import Iterator

from django.db.models import CharField, F, Value
from django.db.models.functions import Cast, Coalesce, Concat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongxin.kernel.invariants import invariant
from tongxin.organizations.models import Organization, OrganizationEdge


@invariant(gettext_lazy("组织路径与上级一致"))
def paths_follow_parents() -> Iterator[str]:
    own = Concat(Coalesce(F("parent__path"), Value("")), Cast("pk", CharField()), Value("/"))
    for organization in Organization.objects.annotate(expected=own).exclude(path=F("expected")):
        yield _("%(name)s（组织第 %(id)d 号）：路径是 %(path)s，应为 %(expected)s") % {
            "name": organization.name,
            "id": organization.pk,
            "path": organization.path,
            "expected": organization.expected,
        }


@invariant(gettext_lazy("组织的当前隶属、督办上级与上级组织一致"))
def superiors_follow_parents() -> Iterator[str]:
    for edge in OrganizationEdge.objects.filter(valid_to=None, child__valid_to=None).exclude(child__parent=F("parent")):
        yield _("%(child)s 的隶属记录指向 %(parent)s，与当前上级不一致") % {"child": edge.child, "parent": edge.parent}
    under = Organization.objects.filter(parent__isnull=False, valid_to=None)
    for organization in under.exclude(principal__superior_id=F("parent_id")):
        yield _("%(name)s（组织第 %(id)d 号）超期时不会上送到它的上级") % {
            "name": organization.name,
            "id": organization.pk,
        }
