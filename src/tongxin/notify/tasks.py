from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from tongxin.notify import actions, digest_actions, hooks, push


@app.task(name="notify.mail", retry=RetryStrategy(max_attempts=6, exponential_wait=60))
def mail(notice_id: int) -> None:
    actions.send(notice_id=notice_id, at=timezone.now())


@app.task(name="notify.push", retry=RetryStrategy(max_attempts=5, exponential_wait=60))
def give_sign(person_id: int) -> None:
    push.give_sign(person_id=person_id, at=timezone.now())


@app.task(name="notify.carry_digest", retry=RetryStrategy(max_attempts=8, exponential_wait=60))
def carry_digest(carriage_id: int) -> None:
    digest_actions.carry(carriage_id=carriage_id, at=timezone.now())


#: So many deliveries go out in one turn of an endpoint, then the others have theirs.
TURN = 50


@app.task(name="notify.carry_hooks")
def carry_hooks(endpoint_id: int) -> None:
    """What is due for one endpoint, each with the time at which it is tried; a failure ends the turn."""
    for _each in range(TURN):
        delivery = hooks.carry_due(endpoint_id=endpoint_id, at=timezone.now())
        if delivery is None or delivery.state != delivery.State.DELIVERED:
            return
