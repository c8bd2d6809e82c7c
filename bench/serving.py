"""Serving: the web server with the production settings on a free local port, and bounded load by wrk."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from bench.quiet import DISTURBED, Reading
from tongxin.cli.children import web_command
from tongxin.kernel import embedded

HOST = "127.0.0.1"
CLIENTS = 8
SECONDS = 9
#: As many bursts are taken; how often a disturbed one is taken again, and how long the machine may rest in between, in
#: seconds.
BURSTS, TRIES, REST = 3, 4, 5
#: The production door, and the bare view that shows what the same stack reaches at most.
HOUSE, BARE = "config.wsgi:application", "bench.bare:application"


class LoadMissing(RuntimeError):
    """wrk is not installed; `apt-get install wrk` brings it."""


class Unwell(RuntimeError):
    """The server did not start, or answered otherwise than with what was asked for."""


@dataclass(frozen=True)
class Burst:
    """What came of one burst of load; latencies in milliseconds."""

    requests: int
    seconds: float
    p50: float
    p99: float
    refused: int
    #: Cores that others used meanwhile.
    foreign: float
    #: Requests of this burst and of those that were taken beside it: what has to be there afterwards.
    acknowledged: int

    @property
    def per_second(self) -> float:
        return self.requests / self.seconds


@contextmanager
def serving(application: str = HOUSE, *, port: int = 0, extra: Mapping[str, str] | None = None) -> Iterator[str]:
    """The address of a server that is up for the length of the block."""
    port = port or free_port()
    command = web_command(host=HOST, port=port, house=application)
    environment = os.environ | dict(extra or {})
    server = subprocess.Popen(command, env=environment, cwd=embedded.PROJECT, start_new_session=True)
    try:
        address = f"http://{HOST}:{port}"
        _wait(address, server)
        yield address
    finally:
        server.terminate()
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def load(
    address: str, script: str, *, seconds: float = SECONDS, clients: int = CLIENTS, warm: float = 2, expect: int = 200
) -> Burst:
    """Warm up, then BURSTS bursts from `clients` open connections each, `seconds` in all; the middle one is given, for
    chance deals the connections of a burst out to the processes. `script` is Lua for wrk that defines `request`.

    A burst beside others at work is taken again, up to TRIES times, and the least disturbed of these counts. Raises
    Unwell when an answer has another status than `expect`.
    """
    program = shutil.which("wrk")
    if program is None:
        raise LoadMissing(LoadMissing.__doc__)
    with tempfile.TemporaryDirectory() as folder:
        lua = Path(folder) / "load.lua"
        lua.write_text(f"{script}\n{COUNTING.format(expect=expect)}", encoding="utf-8")
        _wrk(program, lua, address, max(1, round(warm)), clients)
        each = max(1, round(seconds / BURSTS))
        bursts = [_undisturbed(program, lua, address, each, clients) for _n in range(BURSTS)]
    refused = sum(burst.refused for burst in bursts)
    if refused:
        raise Unwell(f"{refused} requests to {address} were not answered with {expect}")
    middle = sorted(bursts, key=lambda burst: burst.per_second)[BURSTS // 2]
    return replace(middle, acknowledged=sum(burst.acknowledged for burst in bursts))


def _undisturbed(program: str, lua: Path, address: str, seconds: int, clients: int) -> Burst:
    """One burst with nobody else at work, or the least disturbed of TRIES."""
    bursts = [_burst(program, lua, address, seconds, clients)]
    while bursts[-1].foreign > DISTURBED and len(bursts) < TRIES:
        time.sleep(REST)
        bursts.append(_burst(program, lua, address, seconds, clients))
    calmest = min(bursts, key=lambda burst: burst.foreign)
    refused, acknowledged = sum(each.refused for each in bursts), sum(each.acknowledged for each in bursts)
    return replace(calmest, refused=refused, acknowledged=acknowledged)


def _burst(program: str, lua: Path, address: str, seconds: int, clients: int) -> Burst:
    before = Reading.now()
    answer = _wrk(program, lua, address, seconds, clients)
    return Burst(
        requests=answer["requests"],
        seconds=answer["duration"] / 1e6,
        p50=answer["p50"] / 1000,
        p99=answer["p99"] / 1000,
        refused=answer["refused"] + answer["lost"],
        foreign=Reading.now().foreign_since(before),
        acknowledged=answer["requests"],
    )


#: One thread, so that the counting of answers and the summing up happen in reach of each other.
COUNTING = """
local threads = {{}}
function setup(thread) table.insert(threads, thread) end
function init(args) refused = 0; if begin then begin() end end
function response(status, headers, body) if status ~= {expect} then refused = refused + 1 end end
function done(summary, latency, requests)
  local refused = 0
  for _, thread in ipairs(threads) do refused = refused + thread:get("refused") end
  local e = summary.errors
  io.write(string.format(
    '\\n{{"requests": %d, "duration": %d, "p50": %d, "p99": %d, "refused": %d, "lost": %d}}\\n',
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(99), refused,
    e.connect + e.read + e.write + e.timeout))
end
"""


def _wrk(program: str, lua: Path, address: str, seconds: int, clients: int) -> dict[str, int]:
    command = [program, "-t1", f"-c{clients}", f"-d{seconds}s", "--timeout", "10s", "-s", str(lua), address]
    said = subprocess.run(command, check=True, capture_output=True, text=True, timeout=seconds + 30).stdout
    answer: dict[str, int] = json.loads(said.strip().splitlines()[-1])
    return answer


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _come_to_rest(server: subprocess.Popen[bytes], until: float) -> None:
    """The first of its processes answers while the others still load: wait until none of them is at work."""
    before = _worked(server.pid)
    while time.monotonic() < until:
        time.sleep(0.5)
        now = _worked(server.pid)
        if now - before <= 1:
            return
        before = now


def _worked(group: int) -> int:
    """How long the processes of a group have been at work, in ticks of the clock."""
    ticks = 0
    for place in Path("/proc").glob("[0-9]*/stat"):
        try:
            told = place.read_text().rsplit(")", 1)[1].split()
        except OSError:  # It has ended meanwhile.
            continue
        ticks += (int(told[11]) + int(told[12])) if int(told[2]) == group else 0
    return ticks


def _wait(address: str, server: subprocess.Popen[bytes], patience: float = 60) -> None:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    until = time.monotonic() + patience
    while time.monotonic() < until and server.poll() is None:
        try:
            opener.open(f"{address}/health", timeout=5).close()
            _come_to_rest(server, until)
            return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise Unwell(f"no answer from {address}")
