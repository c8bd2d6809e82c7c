"""Kept: the tables as they were once the city had settled in. Tests on real connections empty them; to load the city
anew each time took half of the whole run."""

from dataclasses import dataclass, field

from django.db import connection


@dataclass
class Kept:
    """Each table as COPY gives it, and where each sequence stood."""

    tables: dict[str, bytes] = field(default_factory=dict)
    sequences: dict[str, int] = field(default_factory=dict)

    def take(self) -> None:
        with connection.cursor() as cursor:
            for table in connection.introspection.table_names(cursor):
                with cursor.copy(f'COPY "{table}" TO STDOUT') as copy:
                    self.tables[table] = b"".join(bytes(each) for each in copy)
            cursor.execute("SELECT quote_ident(sequencename), last_value FROM pg_sequences WHERE schemaname = 'public'")
            self.sequences = {name: last for name, last in cursor.fetchall() if last is not None}

    def put_back(self) -> None:
        """Fill what is empty. Nothing is checked on the way: these rows were all there together before."""
        with connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")
            for table, rows in self.tables.items():
                if rows and self._is_empty(table):
                    with cursor.copy(f'COPY "{table}" FROM STDIN') as copy:
                        copy.write(rows)
            cursor.execute("SET session_replication_role = DEFAULT")
            for name, last in self.sequences.items():
                cursor.execute("SELECT setval(%s, %s)", [name, last])

    def _is_empty(self, table: str) -> bool:
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT NOT EXISTS (SELECT FROM "{table}")')
            return bool(cursor.fetchone()[0])
