"""Accounts in the hands of the security administrator: unlock, let rest, let work again."""

from axes.models import AccessAttempt
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tongxin.kernel.errors import NotYours
from tongxin.kernel.web import DoorRequest, done, may, page
from tongxin.people import actions as people
from tongxin.people.limits import failure_limit
from tongxin.people.models import Person, User


@require_GET
@may("accounts.unlock")
def accounts(request: DoorRequest) -> HttpResponse:
    """Accounts by login or name, those locked now first."""
    asked = request.GET.get("q", "").strip()
    seen = User.objects.filter(person__in=Person.objects.visible_to(request.actor)).select_related("person__area")
    locked = set(
        AccessAttempt.objects.filter(failures_since_start__gte=failure_limit()).values_list("username", flat=True)
    )
    rows = list(seen.filter(login__in=locked)[:50])
    if asked:
        rows += [
            each
            for each in (seen.filter(login=asked) | seen.filter(person__name=asked)).distinct()[:50]
            if each not in rows
        ]
    return page(request, "people/accounts.html", {"accounts": rows, "locked": locked, "asked": asked})


@require_POST
@may("accounts.unlock")
def unlock(request: DoorRequest, pk: int) -> HttpResponse:
    people.unlock(user=_find(request, pk), by=request.actor, at=request.at)
    return done(request, "people:accounts", _("已解除暂停，可以重新登录。"))


@require_POST
@may("accounts.unlock")
def switch(request: DoorRequest, pk: int) -> HttpResponse:
    user = _find(request, pk)
    if user.person_id == request.actor.principal_id:
        raise NotYours(_("不能停用自己的账号，请另一位管理员办理。"))
    people.switch_account(user=user, active=not user.is_active, by=request.actor, at=request.at)
    return done(request, "people:accounts", _("已恢复。") if user.is_active else _("已停用，窗口照常为本人办事。"))


def _find(request: DoorRequest, pk: int) -> User:
    seen = Person.objects.visible_to(request.actor)
    user = User.objects.filter(pk=pk, person__in=seen).select_related("person").first()
    if user is None:
        raise Http404
    return user
