"""Who may: the desk of the place writes plans and runs incidents; who was called answers for oneself."""

from tongxin.kernel.access import Predicate, in_office, is_self, serves_area

may_plan = in_office("emergencies.plan") & serves_area
may_approve = in_office("emergencies.approve") & serves_area
may_run = in_office("emergencies.run") & serves_area
#: Who writes a plan does not put it in force alone.
not_writer = Predicate(lambda actor, it: actor.principal_id != it.written_by_id, "did not write it")

#: Who was called, or the desk of the incident for somebody who said it on the phone.
answers = is_self("person_id") | may_run
