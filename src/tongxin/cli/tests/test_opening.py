"""The web server itself, as `tongxin run` begins it."""

import os
import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

from tongxin.cli.children import web_command
from tongxin.kernel import embedded


def _status(address: str) -> int:
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


def test_the_web_opens_when_it_is_told_and_each_process_keeps_to_its_core():
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    cores = sorted(os.sched_getaffinity(0))
    server = subprocess.Popen(
        [*web_command(host="127.0.0.1", port=port), "--when-told"],
        stdin=subprocess.PIPE, cwd=embedded.PROJECT, env=os.environ | {"TONGXIN_WORKERS": str(len(cores))},
        start_new_session=True,
    )  # fmt: skip
    try:
        server.stdin.write(b"\n")
        server.stdin.close()
        # Without a database it says 503; that somebody answers is what counts here.
        until = time.monotonic() + 120
        while not (status := _status(f"http://127.0.0.1:{port}/health")) and time.monotonic() < until:
            assert server.poll() is None
            time.sleep(0.2)
        assert status in (200, 503)
        born = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()
        assert sorted(min(os.sched_getaffinity(int(pid))) for pid in born) == cores
        assert all(len(os.sched_getaffinity(int(pid))) == 1 for pid in born)
    finally:
        server.terminate()
        server.wait(20)


def test_a_web_that_is_never_told_ends_by_itself():
    server = subprocess.Popen(
        [*web_command(host="127.0.0.1", port=1), "--when-told"], stdin=subprocess.DEVNULL, cwd=embedded.PROJECT
    )
    assert server.wait(120) == 0
