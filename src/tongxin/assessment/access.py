"""Who may do what in a two-way appraisal."""

from tongxin.alliance.models import Side
from tongxin.kernel.access import Predicate, in_office, is_own, serves_area

for_community = Predicate(lambda actor, it: it.side == Side.COMMUNITY, "the community speaks")
#: The side itself: the unit by its own post, the community by who serves the place.
own_side = is_own("rater_id") | (for_community & serves_area)
gives = in_office("appraisals.give") & own_side
#: Who begins a round out of turn: the community of the agreement.
begins = in_office("appraisals.give") & serves_area
