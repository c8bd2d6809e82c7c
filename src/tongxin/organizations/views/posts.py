"""Pages of posts: appoint, take on part-time, end; part-time members by level and source; who holds several posts."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from tongxin.areas.access import need_any
from tongxin.kernel import terms
from tongxin.kernel.clock import today
from tongxin.kernel.errors import NotYours
from tongxin.kernel.exporting import BOOK
from tongxin.kernel.listing import write_book
from tongxin.kernel.web import DoorRequest, find, may, page
from tongxin.organizations import appointments, queries
from tongxin.organizations.access import may_appoint
from tongxin.organizations.forms import AppointForm, EndPostForm, PartTimeForm
from tongxin.organizations.lists import PART_TIME
from tongxin.organizations.models import Organization, Post
from tongxin.organizations.views.register import BOTH, answer


@require_http_methods(BOTH)
@may("organizations.appoint", Organization, together=("area",))
def appoint(request: DoorRequest, organization: Organization) -> HttpResponse:
    _need_right(request, organization)
    form = AppointForm(request.POST or None, actor=request.actor, on=today(request.at), organization=organization)

    def deed(given: dict[str, Any]) -> Organization:
        appointments.appoint(
            person=given["person"], organization=organization, role=given["role"], area=given["area"],
            on=given["day"], until=given["until"], letter=given["letter"], by=request.actor, at=request.at,
        )  # fmt: skip
        return organization

    return answer(request, form, deed, _("任命职务"), organization, _("任命"))


@require_http_methods(BOTH)
@may("organizations.appoint", Organization, together=("area",))
def appoint_part_time(request: DoorRequest, organization: Organization) -> HttpResponse:
    _need_right(request, organization)
    form = PartTimeForm(request.POST or None, actor=request.actor, on=today(request.at))

    def deed(given: dict[str, Any]) -> Organization:
        appointments.appoint_part_time(
            person=given["person"], organization=organization, part=given["part"], source=given["source"],
            from_organization=given["from_organization"], duty=given["duty"], letter=given["letter"],
            on=given["day"], until=given["until"], by=request.actor, at=request.at,
        )  # fmt: skip
        return organization

    return answer(request, form, deed, _("聘任兼职委员"), organization, _("聘任"))


@require_http_methods(BOTH)
@may("organizations.appoint")
def end_post(request: DoorRequest, pk: int, post: int) -> HttpResponse:
    organization = find(Organization, pk, request.actor)
    _need_right(request, organization)
    held = Post.objects.filter(pk=post, organization=organization).select_related("person", "organization").first()
    if held is None:
        raise NotYours
    form = EndPostForm(request.POST or None, actor=request.actor, on=today(request.at))

    def deed(given: dict[str, Any]) -> Organization:
        appointments.end_post(post=held, on=given["day"], reason=given["reason"], by=request.actor, at=request.at)
        return organization

    title = _("%(name)s离任%(role)s") % {"name": held.person.name, "role": held.role_label}
    return answer(request, form, deed, title, organization, _("登记离任"))


@require_GET
@may("figures.read")
def part_time(request: DoorRequest) -> HttpResponse:
    """Part-time members in my area by level and source, and the list behind each number (YX-35, BL-31)."""
    rows = _part_time(request)
    counts = queries.part_time_counts(on=today(request.at), rows=rows)
    shown = {
        "listed": PART_TIME.open(request, rows),
        "export_url": reverse("organizations:export-part-time"),
        "trail": [(_("组织"), reverse("organizations:organizations")), (_("兼职委员"), None)],
        "counts": [
            (terms.label("area_kinds", level), terms.label("part_time_sources", source), level, source, n)
            for level, source, n in counts
        ],
        "total": sum(n for _level, _source, n in counts),
    }
    return page(request, "organizations/part_time.html", shown)


@require_GET
@may("export.lists")
def export_part_time(request: DoorRequest) -> HttpResponse:
    need_any(request.actor, "figures.read")
    return PART_TIME.export(request, _part_time(request))


def _part_time(request: DoorRequest) -> QuerySet[Post]:
    seen = Organization.objects.visible_to(request.actor).values("pk")
    return queries.part_time_members(on=today(request.at)).filter(organization__in=seen)


@require_GET
@may("figures.read")
def cross_posts(request: DoorRequest) -> HttpResponse:
    """Who holds posts in several organizations, and which of them may not go together (BL-27)."""
    found = queries.cross_posts(by=request.actor, on=today(request.at))
    return page(request, "organizations/cross_posts.html", {"found": found})


@require_GET
@may("export.lists")
def export_cross_posts(request: DoorRequest) -> HttpResponse:
    """The same as a sheet, a line for each post."""
    need_any(request.actor, "figures.read")
    headings = [_("姓名"), _("任职组织"), _("职务"), _("自"), _("至"), _("不能同时担任")]
    lines = [
        [
            each.person.name, post.organization.name, post.role_label, post.valid_from, post.valid_to,
            "、".join(one.role_label if other == post else other.role_label for one, other in each.conflicts
                     if post in (one, other)),
        ]
        for each in queries.cross_posts(by=request.actor, on=today(request.at))
        for post in each.posts
    ]  # fmt: skip
    answer = HttpResponse(write_book(_("交叉任职"), headings, lines), content_type=BOOK)
    answer["Content-Disposition"] = 'attachment; filename="cross-posts.xlsx"'
    return answer


def _need_right(request: DoorRequest, organization: Organization) -> None:
    if not may_appoint(request.actor, organization):
        raise NotYours
