from datetime import datetime

from procrastinate.exceptions import AlreadyEnqueued

from tongxin.kernel.chores import chore
from tongxin.notify import digest_actions, hook_actions, hooks


@chore(every="minute")
def make_digests(at: datetime) -> int:
    return digest_actions.make_due(at=at)


@chore(every="moment")
def send_hooks(at: datetime) -> int:
    """Hand each endpoint for which something is due to the worker; one that is handed over already waits its turn."""
    from tongxin.notify.tasks import carry_hooks

    handed = 0
    for endpoint_id in hooks.waiting_endpoints(at):
        try:
            carry_hooks.configure(queueing_lock=f"notify.carry_hooks.{endpoint_id}").defer(endpoint_id=endpoint_id)
            handed += 1
        except AlreadyEnqueued:
            continue
    return handed


@chore(every="day")
def forget_old(at: datetime) -> int:
    return digest_actions.forget_old(at=at) + hook_actions.forget_old(at=at)
