"""Sessions in the database, as Django keeps them, each with its account beside it: whoever asks "who acts?" gets the
session and its holder in one question (`organizations.door`)."""

from datetime import UTC, datetime
from typing import Any, cast

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.utils import timezone

from tongxin.kernel.asked import Asked
from tongxin.people.models import Session

FOUND = Asked(
    lambda key, at: Session.objects.filter(session_key=key, expire_date__gt=at).values_list("session_data"),
    key="?",
    at=datetime(1, 1, 1, tzinfo=UTC),
)


class SessionStore(db.SessionStore):
    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        row = cast(Session, super().create_model_instance(data))
        row.account_id = data.get(SESSION_KEY)
        return row

    @property
    def is_read(self) -> bool:
        return hasattr(self, "_session_cache")

    def load(self) -> dict[str, Any]:
        rows = FOUND(key=self.session_key, at=timezone.now())
        return self.take(rows[0][0] if rows else None)

    def take(self, text: str | None) -> dict[str, Any]:
        """What the row says that a wider question brought along; without one there is no such session any more."""
        if text is None:
            self._session_key = None
        self._session_cache: dict[str, Any] = {} if text is None else self.decode(text)
        return self._session_cache
