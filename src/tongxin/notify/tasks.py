from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from tongxin.notify import actions


@app.task(name="notify.mail", retry=RetryStrategy(max_attempts=6, exponential_wait=60))
def mail(notice_id: int) -> None:
    actions.send(notice_id=notice_id, at=timezone.now())
