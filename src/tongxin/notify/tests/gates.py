"""What may happen to a hall, and how it is carried to who asked."""

import re
from pathlib import Path

from django.conf import settings

from tongxin.kernel.records import Event, record
from tongxin.notify import hooks
from tongxin.organizations.models import Organization


class GateOpened(Event):
    organization: Organization
    says = "{by} opened a hall"


class GateClosed(Event):
    organization: Organization
    reason: str
    says = "{by} closed a hall: {reason}"


KINDS = [GateOpened.kind, GateClosed.kind]


def happens(cast, name, event=GateOpened, **said):
    row = record(event(organization=cast.organizations[name], **said), by=cast.worker, at=cast.at)
    hooks.hear(row)
    return row


def carry_all(endpoint, at):
    while hooks.carry_due(endpoint_id=endpoint.pk, at=at):
        pass


def documented_verify():
    """The lines that docs/webhooks.md gives to those who write receivers."""
    text = (Path(settings.BASE_DIR) / "docs" / "webhooks.md").read_text("utf-8")
    names = {}
    exec(re.search(r"```python\n(.*?)```", text, re.S)[1], names)
    return names["verify"]
