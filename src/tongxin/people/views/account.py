"""One's own page: what is kept about me, who looked at it, my consent, my password."""

from typing import Any

from django.contrib.auth import logout, update_session_auth_hash
from django.contrib.auth.forms import PasswordChangeForm
from django.contrib.auth.password_validation import password_validators_help_texts
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from tongxin.kernel.clock import today
from tongxin.kernel.models import Look
from tongxin.kernel.web import DoorRequest, done, may, page
from tongxin.people import actions as people
from tongxin.people.forms import SkillsForm
from tongxin.people.minors import is_minor
from tongxin.people.models import Consent, User
from tongxin.people.privacy import NOTICE, before_consent
from tongxin.people.standing import consents_of
from tongxin.people.views.signing import account_of


@may()
def account(request: DoorRequest) -> HttpResponse:
    return _account(request)


@require_POST
@may()
def set_skills(request: DoorRequest) -> HttpResponse:
    form = SkillsForm(request.POST)
    if not form.is_valid():
        return _account(request, skills=form)
    person = account_of(request).person
    people.set_skills(person=person, skills=form.cleaned_data["skills"], by=request.actor, at=request.at)
    return done(request, "people:account", _("特长已更新。"))


@require_POST
@may()
@sensitive_post_parameters()
def change_password(request: DoorRequest) -> HttpResponse:
    user = account_of(request)
    form = _password_form(user, request.POST)
    if not form.is_valid():
        return _account(request, password=form)
    people.change_password(user=user, password=form.cleaned_data["new_password1"], by=request.actor, at=request.at)
    update_session_auth_hash(request, user)
    return done(request, "people:account", _("密码已更改，其他设备上的登录已退出。"))


@require_POST
@before_consent
@may()
def withdraw_consent(request: DoorRequest) -> HttpResponse:
    """Take the consent back; the account rests until a new one, everything goes on at the desk."""
    people.withdraw_consent(person=account_of(request).person, text=NOTICE, by=request.actor, at=request.at)
    logout(request)
    return page(request, "people/refused_consent.html", {"actor": None})


@may()
def looks(request: DoorRequest) -> HttpResponse:
    """Who looked at what is sealed about me, and why (C19-1)."""
    mine = Look.objects.filter(concerns_id=request.actor.principal_id).select_related("by").order_by("-at")[:200]
    return page(request, "people/looks.html", {"looks": mine})


def _account(
    request: DoorRequest, *, skills: SkillsForm | None = None, password: PasswordChangeForm | None = None
) -> HttpResponse:
    user, on = account_of(request), today(request.at)
    shown = {
        "user": user,
        "person": user.person,
        "consents": consents_of(user.person, on=on) if is_minor(user.person.born_in, on=on) else None,
        "consent": Consent.objects.filter(person=user.person, text=NOTICE).order_by("-at").first(),
        "looked": Look.objects.filter(concerns_id=user.person_id).count(),
        "skills_form": skills or SkillsForm(initial={"skills": "、".join(user.person.skills)}),
        "password_form": password or _password_form(user),
    }
    return page(request, "people/account.html", shown, status=422 if skills or password else 200)


def _password_form(user: User, data: Any = None) -> PasswordChangeForm:
    form = PasswordChangeForm(user, data)
    # Django writes its hints as a list in HTML, which our pages would show as it is.
    form.fields["new_password1"].help_text = "".join(password_validators_help_texts())
    return form
