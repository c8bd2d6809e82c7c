"""The desk's pages of stories, honours, spots to adopt and residents' contributions."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tongxin.kernel.clock import today
from tongxin.kernel.errors import Refused
from tongxin.kernel.validity import holding_on
from tongxin.kernel.web import DoorRequest, done, find, may, page, sent_before
from tongxin.volunteering.access import KEEP
from tongxin.volunteering.actions import spots, stories
from tongxin.volunteering.forms import HonourForm, SpotForm, StoryForm
from tongxin.volunteering.lists import CONTRIBUTIONS, STORIES
from tongxin.volunteering.models import Adoption, Contribution, Honour, Spot, Story
from tongxin.volunteering.views.common import list_page, need_office, parts, record_of, take_move

STORY_DEEDS = {"agree": stories.agree, "refuse": stories.refuse, "withdraw": stories.withdraw}
CONTRIBUTION_DEEDS = {
    "receive": spots.receive, "thank": spots.thank, "decline": spots.decline, "withdraw": spots.withdraw,
}  # fmt: skip


@require_GET
@may()
def all_stories(request: DoorRequest) -> HttpResponse:
    need_office(request, KEEP)
    more = [(_("荣誉"), reverse("volunteering:honours"))]
    primary = (_("写事迹"), reverse("volunteering:write-story"))
    rows, export = Story.objects.visible_to(request.actor), "volunteering:export-stories"
    return list_page(request, STORIES, rows, "stories", primary=primary, more=more, export=export)


@require_GET
@may("export.lists")
def export_stories(request: DoorRequest) -> HttpResponse:
    need_office(request, KEEP)
    return STORIES.export(request, Story.objects.visible_to(request.actor))


@require_http_methods(["GET", "POST"])
@may("volunteering.keep")
def write_story(request: DoorRequest) -> HttpResponse:
    form = StoryForm(request.POST or None, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        told = dict(form.cleaned_data)
        try:
            story = stories.write(person=told.pop("who"), by=request.actor, at=request.at, **told)
        except Refused as error:
            if sent_before(request) or error.status == 403:
                raise
            form.add_error(None, str(error))
        else:
            return done(request, story, _("已写好，等本人同意后公开。"))
    context = {
        "form": form, "title": _("写事迹"), "submit": _("送本人看"),
        "trail": (_("事迹与荣誉"), reverse("volunteering:stories")),
    }  # fmt: skip
    return page(request, "volunteering/form.html", context, status=422 if form.errors else 200)


@require_GET
@may()
def story(request: DoorRequest, pk: int) -> HttpResponse:
    if KEEP not in request.actor.office:
        return done(request, "volunteering:my-stories")
    row = find(Story, pk, request.actor, ("person",))
    known = [(_("本人"), row.person.name), (_("公开称呼"), row.shown_name), (_("标题"), row.title)]
    context = record_of(
        request, row, known, "volunteering:move-story", (_("事迹与荣誉"), reverse("volunteering:stories")),
        text=row.text, beside=_("本人在自己的页面上同意后公开；本人和社区都可以随时撤下，不需要理由。"),
    )  # fmt: skip
    return page(request, "volunteering/record.html", context)


@require_POST
@may("", Story)
def move_story(request: DoorRequest, story: Story, name: str) -> HttpResponse:
    return take_move(request, story, name, STORY_DEEDS, {})


@require_http_methods(["GET", "POST"])
@may("volunteering.keep")
def honours(request: DoorRequest) -> HttpResponse:
    """Honours of the place, and the form to enter one."""
    form = HonourForm(request.POST or None, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        told = dict(form.cleaned_data)
        person, organization = told.pop("who"), told.pop("organization")
        bearer = person or organization
        try:
            stories.enter_honour(
                bearer=bearer.principal, area_path=bearer.area_path, by=request.actor, at=request.at, **told
            )
        except Refused as error:
            if sent_before(request) or error.status == 403:
                raise
            form.add_error(None, str(error))
        else:
            return done(request, "volunteering:honours", _("已登记，本人同意后才会公开。"))
    rows = Honour.objects.visible_to(request.actor).select_related("bearer").order_by("-awarded_on", "-pk")[:200]
    context = {"form": form, "rows": list(rows), "parts": parts(request, "stories")}
    return page(request, "volunteering/honours.html", context, status=422 if form.errors else 200)


@require_POST
@may("volunteering.keep")
def show_honour(request: DoorRequest, pk: int) -> HttpResponse:
    """In the name of the organization whose honour it is: make it public, or no longer."""
    honour = get_object_or_404(Honour, pk=pk, bearer_id=request.actor.organization_id)
    shown = request.POST.get("shown") == "1"
    stories.show_honour(honour=honour, shown=shown, by=request.actor, at=request.at)
    return done(request, "volunteering:honours", _("已公开。") if shown else _("已不公开。"))


# Spots and contributions


@require_GET
@may()
def contributions(request: DoorRequest) -> HttpResponse:
    need_office(request, KEEP)
    rows = Contribution.objects.visible_to(request.actor)
    more = [(_("认养点"), reverse("volunteering:spots"))]
    return list_page(
        request, CONTRIBUTIONS, rows, "contributions", export="volunteering:export-contributions", more=more
    )


@require_GET
@may("export.lists")
def export_contributions(request: DoorRequest) -> HttpResponse:
    need_office(request, KEEP)
    return CONTRIBUTIONS.export(request, Contribution.objects.visible_to(request.actor))


@require_GET
@may()
def contribution(request: DoorRequest, pk: int) -> HttpResponse:
    if KEEP not in request.actor.office:
        return done(request, "volunteering:my-spots")
    row = find(Contribution, pk, request.actor, ("giver", "spot"))
    known = [
        (_("贡献人"), row.giver.name),
        (_("类别"), row.kind_label),
        (_("是什么、有多少"), row.text),
        (_("放在"), row.spot.name if row.spot else None),
        (_("公开致谢"), _("本人同意") if row.shows_name else _("不公开")),
        (_("致谢"), row.thanks or None),
        (_("婉谢原因"), row.answer or None),
    ]
    back = (_("认养与贡献"), reverse("volunteering:contributions"))
    context = record_of(request, row, known, "volunteering:move-contribution", back)
    return page(request, "volunteering/record.html", context)


@require_POST
@may("", Contribution)
def move_contribution(request: DoorRequest, contribution: Contribution, name: str) -> HttpResponse:
    return take_move(request, contribution, name, CONTRIBUTION_DEEDS, {"thank": "thanks", "decline": "reason"})


@require_http_methods(["GET", "POST"])
@may("volunteering.keep")
def all_spots(request: DoorRequest) -> HttpResponse:
    """Spots of the place with who looks after them today, and the form to open another."""
    form = SpotForm(request.POST or None, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        try:
            spots.open_spot(by=request.actor, at=request.at, **form.cleaned_data)
        except Refused as error:
            if sent_before(request) or error.status == 403:
                raise
            form.add_error(None, str(error))
        else:
            return done(request, "volunteering:spots", _("认养点已公布。"))
    rows = list(Spot.objects.visible_to(request.actor).select_related("area").order_by("-pk")[:200])
    held = Adoption.objects.filter(holding_on(today(request.at)), spot__in=rows).select_related("adopter")
    adopters = {each.spot_id: each for each in held}
    context = {
        "form": form, "rows": [(row, adopters.get(row.pk)) for row in rows], "parts": parts(request, "contributions"),
    }  # fmt: skip
    return page(request, "volunteering/spots.html", context, status=422 if form.errors else 200)
