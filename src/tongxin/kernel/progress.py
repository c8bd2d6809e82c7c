"""Progress: how far a long piece of work is, told on a connection of its own, to be seen before the commit."""

import time
from types import TracebackType
from typing import Self

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from tongxin.kernel.models import ImportRun

#: Told at most so often, in seconds.
EVERY = 0.5


class Progress:
    """Writes `done` of a run while its rows are still uncommitted."""

    def __init__(self, run: ImportRun) -> None:
        self.run = run
        self._connection: BaseDatabaseWrapper | None = None
        self._told_at = time.monotonic()
        self._stopped = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def tell(self, done: int) -> None:
        if self._stopped or time.monotonic() - self._told_at < EVERY:
            return
        self._told_at = time.monotonic()
        if self._connection is None:
            self._connection = connections.create_connection("default")
        with self._connection.cursor() as cursor:
            cursor.execute("UPDATE kernel_importrun SET done = %s WHERE id = %s", [done, self.run.pk])

    def stop(self) -> None:
        """Tell no more; after this the work itself may touch the row."""
        self._stopped = True
        if self._connection is not None:
            self._connection.close()
            self._connection = None
