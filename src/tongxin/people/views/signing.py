"""Doors before and around the work: signing in and out, opening an account by code, consent."""

from typing import Any

from django.conf import settings
from django.contrib.auth import login, logout, views
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from tongxin.kernel.clock import today
from tongxin.kernel.errors import NotYours, Refused
from tongxin.kernel.web import DoorRequest, actor_of, done, may, open_to_all, page, refusal
from tongxin.people import actions as people
from tongxin.people import limits
from tongxin.people.forms import CodeForm, OpenAccountForm
from tongxin.people.models import Person, User
from tongxin.people.privacy import NOTICE, before_consent, notice
from tongxin.ui.doors import door

LOCAL = ("localhost", "127.0.0.1", "[::1]", "testserver")
BACKEND = "django.contrib.auth.backends.ModelBackend"


class SignIn(views.LoginView):
    """Django's own sign-in behind our page. Wrong passwords are counted in the database and lock for a while."""

    redirect_authenticated_user = False

    @method_decorator(sensitive_post_parameters())
    @method_decorator(csrf_protect)
    @method_decorator(never_cache)
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:  # type: ignore[override]
        if request.method == "POST" and is_demo_abroad(request):
            raise NotYours(_("演示账号只能在本机使用。正式使用请关闭演示设置并开通账号。"))
        return super().dispatch(request, *args, **kwargs)  # type: ignore[return-value]

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:  # type: ignore[override]
        form = context["form"]
        shown = {"form": form, "next": context.get("next", ""), "demo": settings.DEMO}
        return page(self.request, "people/sign_in.html", shown, status=422 if form.is_bound else 200)

    def form_valid(self, form: Any) -> HttpResponse:
        answer = super().form_valid(form)
        limits.begin_session(self.request)
        return answer

    def get_default_redirect_url(self) -> str:
        return home_of(self.request)


sign_in = open_to_all(SignIn.as_view())  # type: ignore[arg-type]


def is_demo_abroad(request: HttpRequest) -> bool:
    """The demonstration's well-known passwords must not open a server that others can reach."""
    return settings.DEMO and not settings.DEBUG and request.get_host().rsplit(":", 1)[0] not in LOCAL


def home_of(request: HttpRequest) -> str:
    """Where this person's work begins: the desk with a post, one's own pages without."""
    if hasattr(request, "actor"):
        del request.actor
    actor = actor_of(request)
    return (door("desk") if actor and actor.posts else door("my_home")) or door("account") or "/"


def locked(request: HttpRequest, response: HttpResponse | None = None, credentials: Any = None) -> HttpResponse:
    """What axes answers when a name was tried too often from one address."""
    minutes = int(limits.lock_time().total_seconds() // 60)
    return refusal(request, _("密码试错次数太多，这个登录名暂停 %d 分钟，请稍后再试。") % minutes, status=429)


@require_POST
@open_to_all
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return redirect("people:sign-in")


@require_http_methods(["GET", "POST"])
@open_to_all
@sensitive_post_parameters()
@never_cache
def open_account(request: DoorRequest) -> HttpResponse:
    """Open an account with the invitation code from the desk; who has done so is signed in at once."""
    return _with_code(request, OpenAccountForm, "people/open_account.html", on=today(request.at))


@require_http_methods(["GET", "POST"])
@open_to_all
@sensitive_post_parameters()
@never_cache
def reset(request: DoorRequest) -> HttpResponse:
    """Set a new password with a code from the desk."""
    return _with_code(request, CodeForm, "people/reset.html")


def _with_code(request: DoorRequest, form_class: type[CodeForm], template: str, **known: Any) -> HttpResponse:
    form = form_class(request.POST or None, initial={"code": request.GET.get("code", "")}, **known)
    if not form.is_valid():
        return page(request, template, {"form": form}, status=422 if form.is_bound else 200)
    given = form.cleaned_data
    try:
        user = people.use_code(
            code=given["code"], login=given.get("login", ""), password=given["password"],
            born_in=given.get("born_in"), at=request.at,
        )  # fmt: skip
    except Refused as refused:
        form.add_error(None, str(refused))
        return page(request, template, {"form": form}, status=refused.status)
    login(request, user, backend=BACKEND)
    limits.begin_session(request)
    return done(request, home_of(request), _("账号可以使用了。"))


@require_http_methods(["GET", "POST"])
@before_consent
@may()
def consent(request: DoorRequest) -> HttpResponse:
    """Read the newest notice; agree and go on, or refuse and leave: the desk serves everybody all the same."""
    newest = notice(on=today(request.at))
    back = safe_next(request, request.POST.get("next") or request.GET.get("next") or "")
    if newest is None:
        return redirect(back)
    if request.method == "GET":
        return page(request, "people/consent.html", {"notice": newest, "next": back})
    if request.POST.get("answer") != "agree":
        logout(request)
        return page(request, "people/refused_consent.html", {"actor": None})
    person = Person.objects.get(pk=request.actor.principal_id)
    people.agree(person=person, text=NOTICE, version=newest.version, by=request.actor, at=request.at)
    return redirect(back)


def safe_next(request: HttpRequest, address: str) -> str:
    fits = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return address if fits else home_of(request)


def account_of(request: DoorRequest) -> User:
    return User.objects.select_related("person", "person__area").get(person_id=request.actor.principal_id)
