"""The synthetic city generator; its small community is also the cast of the tests."""
