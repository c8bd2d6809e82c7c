"""The connection. Django asks `SELECT 1` on a kept connection before each request; here that is asked only when the
server has said something meanwhile, which is good-bye. A line that broke without a word shows at the next question."""

import select

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    def is_usable(self) -> bool:
        """Whether the kept connection still holds."""
        if self.connection is None or self.connection.closed:
            return False
        line = select.poll()
        line.register(self.connection.pgconn.socket, select.POLLIN)
        return super().is_usable() if line.poll(0) else True
