"""What this room takes from a city's profile: what each reason of matching weighs."""

from tongxin.kernel import rules

rules.needed(
    *(f"matching.weight.{term}" for term in ("kind", "words", "place", "time", "capacity", "turn")),
    "matching.turn_full_at",
    "matching.score_from",
    "matching.candidates_per_need",
    "matching.carried_months",
)
