"""Lexemes: the words of a text beside the row, for searches and for finding what is alike."""

from typing import Any

from django.contrib.postgres.search import SearchVectorField


class LexemesField(SearchVectorField):
    """A tsvector column that takes the words themselves, any set of strings; reading gives PostgreSQL's text of it."""

    def get_placeholder(self, value: Any, compiler: Any, connection: Any) -> str:
        return "%s" if isinstance(value, str) else "array_to_tsvector(%s::text[])"

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        return value if isinstance(value, str) else sorted(value)
