"""Saying what is wrong with the platform, from any page and without sign-in; and answering it."""

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from tongxin.kernel.web import DoorRequest, actor_of, done, may, open_to_all, page
from tongxin.portal import actions
from tongxin.portal.forms import AnswerForm, FeedbackForm
from tongxin.portal.models import Feedback


@open_to_all
def give(request: DoorRequest) -> HttpResponse:
    if request.method != "POST":
        form = FeedbackForm(initial={"page": request.GET.get("page", "")[:200]})
        return page(request, "portal/feedback.html", {"form": form})
    form = FeedbackForm(request.POST)
    if not form.is_valid():
        return page(request, "portal/feedback.html", {"form": form}, status=422)
    actions.give_feedback(by=actor_of(request), at=request.at, **form.cleaned_data)
    return done(request, "portal:home", _("意见已收到，谢谢。"))


@may()
def mine(request: DoorRequest) -> HttpResponse:
    rows = Feedback.objects.filter(by_id=request.actor.principal_id).order_by("-id")[:50]
    return page(request, "portal/feedback_list.html", {"rows": rows, "may_answer": False})


@may("feedback.answer")
def all_given(request: DoorRequest) -> HttpResponse:
    """Everybody's, for who runs the platform: waiting ones first."""
    shown = _given_below(request).order_by("answered_at", "-id")[:100]
    return page(request, "portal/feedback_list.html", {"rows": shown, "may_answer": True, "form": AnswerForm()})


@may("feedback.answer")
def answer(request: DoorRequest, number: int) -> HttpResponse:
    form = AnswerForm(request.POST)
    feedback = get_object_or_404(_given_below(request), pk=number)
    if request.method == "POST" and form.is_valid():
        actions.answer_feedback(feedback=feedback, by=request.actor, at=request.at, **form.cleaned_data)
        return done(request, "portal:all-feedback", _("已答复。"))
    return all_given(request)


def _given_below(request: DoorRequest) -> QuerySet[Feedback]:
    """What was said in the answerer's area, and what strangers said."""
    return Feedback.objects.filter(Q(area_path__startswith=request.actor.area_path) | Q(area_path=""))
