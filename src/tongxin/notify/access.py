"""Who may: choose for an organization what it hears, connect its systems and give them keys."""

from tongxin.kernel.access import Predicate, in_office

_acts_for = Predicate(lambda actor, it: it.organization_id == actor.organization_id, "acts for the organization")

may_connect = in_office("webhooks.manage") & _acts_for
may_key = in_office("api_keys.manage") & _acts_for
may_choose_for_body = in_office("digests.choose")
