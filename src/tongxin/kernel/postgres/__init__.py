"""PostgreSQL as Django speaks to it, with a cheaper look at whether a kept connection still holds."""
