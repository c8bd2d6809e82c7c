"""Pages asked for as somebody, and what stands on them."""

from typing import Any

from django.test import Client

from demo.cast import Cast


def as_(cast: Cast, name: str) -> Client:
    """A browser of its own, signed in as one of the cast."""
    return cast.sign_in(Client(), name)


def words(answer: Any) -> str:
    return str(answer.content.decode())
