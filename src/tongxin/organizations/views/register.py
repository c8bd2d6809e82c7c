"""Pages of the register: the list with its three lines, one organization, and the deeds that change it."""

from collections.abc import Callable
from typing import Any

from django.db.models import Count
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tongxin.areas import pinning
from tongxin.areas.access import need_any
from tongxin.areas.fields import DeedForm
from tongxin.kernel import terms
from tongxin.kernel.access import Predicate
from tongxin.kernel.clock import today
from tongxin.kernel.errors import NotYours, Refused
from tongxin.kernel.web import DoorRequest, done, find, may, page
from tongxin.organizations import actions as organizations
from tongxin.organizations import queries
from tongxin.organizations.access import may_appoint, may_approve, may_register
from tongxin.organizations.forms import (
    AffiliateForm,
    EndForm,
    FoundForm,
    GroupMemberForm,
    LinkForm,
    MoveForm,
    ReformForm,
)
from tongxin.organizations.lists import ORGANIZATIONS
from tongxin.organizations.models import Organization, OrganizationLink
from tongxin.ui.showing import timeline

BOTH = ["GET", "POST"]


@require_GET
@may()
def listing(request: DoorRequest) -> HttpResponse:
    """All lines together; each line apart by the tabs above the list (MHK-01)."""
    need_any(request.actor, "figures.read", "organizations.register")
    rows = Organization.objects.on(today(request.at)).visible_to(request.actor)
    shown = {
        "listed": ORGANIZATIONS.open(request, rows),
        "export_url": _export_url(),
        "primary": _found_link(request),
        "lines": _lines(request, rows),
    }
    return page(request, "organizations/list.html", shown)


@require_GET
@may("export.lists")
def export(request: DoorRequest) -> HttpResponse:
    return ORGANIZATIONS.export(request, Organization.objects.on(today(request.at)).visible_to(request.actor))


def _lines(request: DoorRequest, rows: Any) -> list[tuple[str, str, bool, int]]:
    chosen = request.GET.get("line", "")
    counted = dict(rows.of_family("party").values_list("kind").annotate(n=Count("pk")).order_by())
    per_line: dict[str, int] = {}
    for kind, n in counted.items():
        term = terms.find("organization_kinds", kind)
        line = term.data.get("line", "") if term else ""
        per_line[line] = per_line.get(line, 0) + n
    tabs = [(str(_("全部党组织")), "?family=party", request.GET.get("family") == "party", sum(counted.values()))]
    for code, label in terms.choices("organization_lines"):
        tabs.append((label, f"?line={code}", chosen == code, per_line.get(code, 0)))
    return tabs


@require_GET
@may(model=Organization, together=("area", "parent", "principal"))
def show(request: DoorRequest, organization: Organization) -> HttpResponse:
    day = today(request.at)
    shown_posts = queries.shown_to(request.actor)
    part = organization.posts.on(day).filter(shown_posts).select_related("person", "from_organization", "area")  # type: ignore[attr-defined]
    shown = {
        "organization": organization,
        "forms": organization.forms.order_by("-valid_from"),  # type: ignore[attr-defined]
        "superiors": organization.edges_up.select_related("parent").order_by("-valid_from"),  # type: ignore[attr-defined]
        "posts": part.order_by("role", "valid_from"),
        "past_posts": organization.posts.filter(shown_posts, valid_to__lt=day)
        .select_related("person")
        .order_by("-valid_to")[:20],  # type: ignore[attr-defined]
        "links": organization.links.on(day).select_related("target", "area"),  # type: ignore[attr-defined]
        "linked_from": organization.linked_from.on(day).select_related("source"),  # type: ignore[attr-defined]
        "group_members": organization.group_members.on(day).select_related("person", "drawn_from"),  # type: ignore[attr-defined]
        "members": organization.members.on(day).count(),  # type: ignore[attr-defined]
        "children": Organization.objects.on(day).filter(parent=organization).order_by("name")[:100],
        "entries": timeline(organization, only=queries.told_below(request.actor, organization)),
        "may_register": may_register(request.actor, organization),
        "may_approve": may_approve(request.actor, organization),
        "may_appoint": may_appoint(request.actor, organization),
        "line": terms.label("organization_lines", organization.kind_data.get("line", "")),
    }
    return page(request, "organizations/show.html", shown)


@require_http_methods(BOTH)
@may("organizations.register")
def found(request: DoorRequest) -> HttpResponse:
    form = FoundForm(request.POST or None, actor=request.actor, on=today(request.at), initial=request.GET.dict())

    def deed(given: dict[str, Any]) -> Organization:
        return organizations.found(
            kind=given["kind"], name=given["name"], area=given["area"], parent=given["parent"], on=given["day"],
            document=given["document"], credit_code=given["credit_code"], by=request.actor, at=request.at,
        )  # fmt: skip

    return answer(request, form, deed, _("登记组织"), None, _("登记"))


def _deed(
    form_class: type[DeedForm], right: Predicate, title: Any, button: Any, act: Callable[..., object]
) -> Callable[..., HttpResponse]:
    """The page of one deed on an organization: a form, then back to the record."""

    @require_http_methods(BOTH)
    @may(model=Organization, together=("area", "parent"))
    def view(request: DoorRequest, organization: Organization) -> HttpResponse:
        if not right(request.actor, organization):
            raise NotYours
        options: dict[str, Any] = {"actor": request.actor, "on": today(request.at)}
        if form_class in (ReformForm, LinkForm):
            options["organization"] = organization
        form = form_class(request.POST or None, **options)

        def deed(given: dict[str, Any]) -> Organization:
            act(organization=organization, given=given, by=request.actor, at=request.at)
            return organization

        return answer(request, form, deed, title, organization, button)

    return view


def answer(
    request: DoorRequest,
    form: DeedForm,
    deed: Callable[[dict[str, Any]], Organization],
    title: Any,
    organization: Organization | None,
    button: Any,
) -> HttpResponse:
    """Draw the form, or do the deed; a refusal stands in the form with what was typed."""
    status = 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                return done(request, deed(form.cleaned_data), _("已登记。"))
            except Refused as refused:
                form.add_error(None, str(refused))
                status = refused.status
    shown = {"form": form, "title": title, "organization": organization, "button_label": button}
    return page(request, "organizations/form.html", shown, status=status)


def _reform(*, organization: Organization, given: dict[str, Any], **who: Any) -> None:
    organizations.reform(
        organization=organization, kind=given["kind"], name=given["name"], document=given["document"], on=given["day"],
        **who,
    )  # fmt: skip


def _move(*, organization: Organization, given: dict[str, Any], **who: Any) -> None:
    organizations.move(
        organization=organization, parent=given["parent"], document=given["document"], on=given["day"], **who
    )


def _end(*, organization: Organization, given: dict[str, Any], **who: Any) -> None:
    organizations.end(organization=organization, document=given["document"], on=given["day"], **who)


def _link(*, organization: Organization, given: dict[str, Any], **who: Any) -> None:
    to = given["to"] or given["area"]
    organizations.link(organization=organization, kind=given["kind"], to=to, on=given["day"], **who)


def _affiliate(*, organization: Organization, given: dict[str, Any], **who: Any) -> None:
    organizations.affiliate(
        person=given["person"], organization=organization, standing=given["standing"], on=given["day"], **who
    )


def _join(*, organization: Organization, given: dict[str, Any], **who: Any) -> None:
    organizations.join_group(
        group=organization, person=given["person"], drawn_from=given["drawn_from"], on=given["day"], **who
    )


reform = _deed(ReformForm, may_approve, gettext_lazy("改设组织形式"), gettext_lazy("改设"), _reform)
move = _deed(MoveForm, may_register, gettext_lazy("调整上级组织"), gettext_lazy("调整"), _move)
end = _deed(EndForm, may_approve, gettext_lazy("撤销组织"), gettext_lazy("撤销"), _end)
link = _deed(LinkForm, may_register, gettext_lazy("登记关联"), gettext_lazy("登记"), _link)
affiliate = _deed(AffiliateForm, may_register, gettext_lazy("登记组织关系"), gettext_lazy("登记"), _affiliate)
join_group = _deed(GroupMemberForm, may_register, gettext_lazy("抽调成员"), gettext_lazy("登记"), _join)


@require_POST
@may()
def end_link(request: DoorRequest, pk: int, tie: int) -> HttpResponse:
    organization = find(Organization, pk, request.actor)
    if not may_register(request.actor, organization):
        raise NotYours
    link_row = OrganizationLink.objects.filter(source=organization, pk=tie, valid_to=None).first()
    if link_row is None:
        raise Refused(_("这条关联已经结束。"))
    organizations.end_link(tie=link_row, on=today(request.at), by=request.actor, at=request.at)
    return done(request, organization, _("已结束关联。"))


def _export_url() -> str:
    return reverse("organizations:export")


def _found_link(request: DoorRequest) -> tuple[str, str] | None:
    if not request.actor.holds("organizations.register"):
        return None
    return (_("登记组织"), reverse("organizations:found"))


@require_http_methods(BOTH)
@may("organizations.register", Organization, together=("area",))
def pin(request: DoorRequest, organization: Organization) -> HttpResponse:
    """Where the organization lies, on the map."""
    if not may_register(request.actor, organization):
        raise NotYours
    return pinning.answer(request, organization, organization.area)
