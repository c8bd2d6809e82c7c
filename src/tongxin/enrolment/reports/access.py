"""Who may do what with reports and the service log."""

from tongxin.enrolment import access
from tongxin.kernel.access import Predicate, in_office, is_own, is_self, serves_area
from tongxin.kernel.actor import Actor

from_community = Predicate(lambda actor, it: it.is_from_community, "the community writes")
#: The organization that writes: by its own post, or for the community by who serves the place.
sender_side = is_own("sender_id") | (from_community & serves_area)
sends = in_office("reports.send") & sender_side

below_post = Predicate(
    lambda actor, it: actor.steers.along == "organization" and actor.steers.covers(it.recipient.path),
    "the receiving organization",
)
of_the_place = Predicate(lambda actor, it: it.recipient_id == it.report.host_id, "the community receives")
receives = in_office("reports.answer") & (is_own("recipient_id") | below_post | (of_the_place & serves_area))
asks_answer = Predicate(lambda actor, it: it.asks_answer, "an answer is owed")
asks_receipt = Predicate(lambda actor, it: not it.asks_answer, "a receipt is enough")

#: The member, or the desk for the member who stands there.
member = is_self("subject_id") | access.desk
writes_log = in_office("service_log.write") & serves_area


def reads_content(actor: Actor, report: object) -> bool:
    """A draft is read by who writes it; what was sent, by everybody who may see it."""
    return getattr(report, "step", "") == "sent" or sender_side(actor, report)
