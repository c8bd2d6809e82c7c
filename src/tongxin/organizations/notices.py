"""Whom the desk of a place is told of: facts of rooms below, where they need somebody there."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from tongxin.kernel.models import Record
from tongxin.kernel.notices import Notice
from tongxin.organizations.actions import nearest_party_organization
from tongxin.people.events import GuardianConsentEnding


def _desk(record: Record, person: Any) -> Iterable[int]:
    host = nearest_party_organization(person.area)
    return [host.pk] if host else []


NOTICES = [
    Notice(
        GuardianConsentEnding, to=_desk, says=_("{subject}的监护人同意（{what}）{until} 到期，请与监护人联系续签。"),
        role="community_worker", name="desk",
    ),
]  # fmt: skip
