"""The demonstration's password is known to everybody, so it opens nothing where the demo setting is off."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.backends import BaseBackend
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _


class DemoGate(BaseBackend):
    """Stands before the backend that compares passwords; a database that once held a demo stays closed to it."""

    def authenticate(self, request: HttpRequest | None, **credentials: object) -> None:  # type: ignore[override]
        if credentials.get("password") == settings.DEMO_PASSWORD and not settings.DEMO:
            raise PermissionDenied


class NotTheDemoPassword:
    """Nobody may choose the demonstration's password."""

    def validate(self, password: str, user: object = None) -> None:
        if password == settings.DEMO_PASSWORD:
            raise ValidationError(self.get_help_text())

    def get_help_text(self) -> str:
        return _("这是演示账号的密码，请另选一个。")
