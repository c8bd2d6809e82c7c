"""Who may: the desk of the place takes in, dispatches and closes; the lead handles; somebody else checks."""

from typing import Any

from django.utils.translation import gettext as _

from tongxin.kernel.access import Predicate, in_office, is_own, serves_area
from tongxin.kernel.actor import Actor


def _is_reporter(actor: Actor, it: Any) -> bool:
    if actor.principal_id == 0:
        return actor.role == _link_role(it.pk)
    return it.reporter_id is not None and it.reporter_id in (actor.principal_id, actor.on_behalf_of_id)


def _link_role(pk: int) -> str:
    return f"case:{pk}"


def link_holder(pk: int) -> Actor:
    """Whoever holds the private link of a case: may do to this one what its reporter may."""
    return Actor(principal_id=0, name=_("反映人"), role=_link_role(pk))


reporter = Predicate(_is_reporter, "reported it")
desk = is_own("desk_id") | serves_area
not_dispatcher = Predicate(lambda actor, it: actor.principal_id != it.dispatched_by_id, "did not dispatch it")
not_handler = Predicate(lambda actor, it: actor.principal_id != it.handled_by_id, "did not handle it")
not_checked_before = Predicate(lambda actor, it: actor.principal_id != it.checked_by_id, "did not check it before")
has_lead = Predicate(lambda actor, it: it.lead_id is not None, "was dispatched")
alone = Predicate(lambda actor, it: it.voices == 1, "nobody else raised it too")
not_ruled = Predicate(lambda actor, it: not it.is_ruled, "its competence is not ruled")

#: Who works on cases reads them, and whoever reported one; who only keeps the settings or the accounts does not.
WORKING = ("cases.record", "cases.accept", "cases.dispatch", "cases.handle", "cases.check", "cases.supervise")
may_read = reporter | Predicate(lambda actor, it: any(map(actor.holds, WORKING)), "works on cases")

may_record = in_office("cases.record")
may_accept = in_office("cases.accept") & desk
may_dispatch = in_office("cases.dispatch") & desk
may_handle = in_office("cases.handle") & is_own("lead_id")
may_check = (
    in_office("cases.check") & (serves_area | is_own("checking_id")) & not_dispatcher & not_handler & not_checked_before
)
may_close = in_office("cases.close") & desk
may_supervise = in_office("cases.supervise") & desk
may_void = in_office("cases.void") & desk
#: Calling back somebody who has no account, or writing down what the reporter said at the desk.
# Who handled what was dispatched does not write down how well it was done.
calls_back = (
    in_office("cases.record")
    & desk
    & Predicate(lambda actor, it: it.lead_id is None or actor.principal_id != it.handled_by_id, "did not handle it")
    & Predicate(
        lambda actor, it: it.reporter_id is None or actor.on_behalf_of_id == it.reporter_id, "the reporter was asked"
    )
)
may_rate = reporter | calls_back
may_call = in_office("cases.dispatch") & desk
may_configure = in_office("cases.configure")


def _speaks_for(actor: Actor, it: Any) -> bool:
    reach = actor.steers
    if reach.along != "area":
        return False
    # What is answered alike in the whole city is the business of a desk at the root of the tree.
    return reach.covers(it.scope_path) if it.scope_path else reach.path.count("/") == 1


may_keep_answer = (may_configure | may_record) & Predicate(_speaks_for, "the answer is for its own place")
