"""What this room takes from a city's profile: who is a minor, and how long a guardian's consent holds."""

from tongxin.kernel import rules
from tongxin.people.guardians import MONTHS, WARN_DAYS
from tongxin.people.minors import ADULT_AT

rules.needed(ADULT_AT, MONTHS, WARN_DAYS)
