"""Long imports, done by the worker in the name of who started them. The clock is asked here and passed down."""

from django.utils import timezone
from procrastinate.contrib.django import app

from tongxin.kernel import importing
from tongxin.kernel.clock import today
from tongxin.kernel.errors import AlreadyMoved, NotYours, Refused
from tongxin.kernel.models import ImportRun
from tongxin.organizations.door import actor_for
from tongxin.people.models import User


@app.task(name="organizations.work_on_import")
def work_on_import(run_id: int, user_id: int, post_id: int | None, deed: str) -> None:
    """Try a table dry, or bring it in; who did not keep the post until now does not keep the right either."""
    at = timezone.now()
    run = ImportRun.objects.get(pk=run_id)
    actor = actor_for(User.objects.get(pk=user_id), on=today(at), post_id=post_id)
    try:
        if not actor.holds(importing.IMPORTS[run.kind].power):
            raise NotYours
        getattr(importing, deed)(run=run, by=actor, at=at)
    except AlreadyMoved:
        # Another worker has it, or it is in already.
        return
    except Refused as refused:
        ImportRun.objects.filter(pk=run_id).update(failure=str(refused)[:300], step=ImportRun.Step.FAILED)
