"""Sessions in the database, as Django keeps them, read with a question that is planned once per connection."""

from datetime import UTC, datetime
from typing import Any

from django.contrib.sessions.backends import db
from django.utils import timezone

from tongxin.kernel.asked import Asked

FOUND = Asked(
    lambda key, at: (
        db.SessionStore.get_model_class()
        .objects.filter(session_key=key, expire_date__gt=at)
        .values_list("session_data")
    ),
    key="?",
    at=datetime(1, 1, 1, tzinfo=UTC),
)


class SessionStore(db.SessionStore):
    def load(self) -> dict[str, Any]:
        rows = FOUND(key=self.session_key, at=timezone.now())
        if not rows:
            self._session_key = None
            return {}
        return self.decode(rows[0][0])
