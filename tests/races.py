"""Races on real connections: what many do at the same moment, and what each of them gets."""

import threading
from collections import Counter
from collections.abc import Callable, Sequence

from django.db import IntegrityError, connection

from tongxin.kernel.errors import Refused


def all_at_once(deeds: Sequence[Callable[[], object]]) -> Counter[str]:
    """Run the deeds in threads of their own, released together; counts what came out: the word or number that a deed
    gives back, `done` where it gives back something else, or by what name it was refused."""
    barrier, outcomes = threading.Barrier(len(deeds)), []

    def run(deed: Callable[[], object]) -> None:
        try:
            connection.ensure_connection()
            barrier.wait()
            given = deed()
            outcomes.append(str(given) if isinstance(given, str | int) else "done")
        except (Refused, IntegrityError) as error:
            outcomes.append(type(error).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Counter(outcomes)
