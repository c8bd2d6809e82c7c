"""Feedback on the platform itself: anybody says it, who runs the platform answers."""

from datetime import datetime

from django.db import transaction

from tongxin.kernel.actor import SYSTEM, Actor
from tongxin.kernel.records import record
from tongxin.portal.events import FeedbackAnswered, FeedbackGiven
from tongxin.portal.models import Feedback


@transaction.atomic
def give_feedback(*, text: str, page: str, by: Actor | None, at: datetime) -> Feedback:
    feedback = Feedback.objects.create(
        text=text, page=page, by_id=by.principal_id if by else None, area_path=by.area_path if by else "", at=at
    )
    record(FeedbackGiven(feedback=feedback, page=page), by=by or SYSTEM, at=at)
    return feedback


@transaction.atomic
def answer_feedback(*, feedback: Feedback, answer: str, by: Actor, at: datetime) -> None:
    feedback.answer, feedback.answered_at = answer, at
    feedback.save(update_fields=["answer", "answered_at"])
    record(FeedbackAnswered(feedback=feedback), by=by, at=at)
