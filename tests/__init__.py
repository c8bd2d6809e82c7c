"""Whole-house tests: every door, the stories, browser journeys; and the commands behind `make test`."""
