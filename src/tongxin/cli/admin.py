"""The first administrator of a new installation, who then gives posts to everybody else on pages."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from rich.console import Console

from tongxin.areas.models import Area
from tongxin.kernel import terms
from tongxin.kernel.actor import SYSTEM
from tongxin.kernel.clock import today
from tongxin.kernel.errors import Refused
from tongxin.organizations import actions as organizations
from tongxin.organizations.appointments import appoint
from tongxin.organizations.models import Organization
from tongxin.people import actions as people
from tongxin.people.models import AccessCode

console = Console(highlight=False)
ROLE = "system_admin"


def create_admin(*, name: str, login: str, password: str, at: datetime) -> int:
    """Register a person with an account and the administrator's post at the top; returns the exit status."""
    try:
        with transaction.atomic():
            top = _top_organization(at)
            person = people.register(name=name, area=top.area, by=SYSTEM, at=at)
            code = people.make_code(person=person, purpose=AccessCode.Purpose.INVITATION, by=SYSTEM, at=at)
            people.use_code(code=code, login=login, password=password, at=at)
            appoint(person=person, organization=top, role=ROLE, on=today(at), by=SYSTEM, at=at)
    except Refused as refused:
        console.print(str(refused), style="red")
        return 1
    console.print(
        _("{name} 已是 {organization} 的系统管理员，登录名 {login}。").format(
            name=name, organization=top.name, login=login
        )
    )
    return 0


class NoCity(Refused):
    """No profile is loaded yet, so there is no tree to administer."""


def _top_organization(at: datetime) -> Organization:
    """The Party committee of the whole city; founded when the profile brought only places."""
    top = Area.objects.order_by("path").first()
    if top is None:
        raise NoCity(_("还没有城市配置。请先运行 tongxin load-city 城市名 --profile-only。"))
    kinds = [
        (code, term)
        for code, term in terms.terms("organization_kinds").items()
        if term.data.get("family") == "party" and not term.data.get("parents") and top.kind in term.data["area_kinds"]
    ]
    code, term = kinds[0]
    return Organization.objects.filter(kind=code, area=top).first() or organizations.found(
        kind=code, name=f"{top.name}{term.label}", area=top, on=today(at), by=SYSTEM, at=at
    )
