"""Phones of the tests: the queue as it is compiled for the browser, run under node, before the real server, with a
network in between that loses, doubles and delays as it likes."""

import json
import random
import subprocess
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from django.test import Client
from django.utils import timezone

from demo.cast import Cast

ROOT = Path(__file__).resolve().parents[4]
NODE = ROOT / ".venv" / "node" / "bin" / "node"
#: What may happen to a request: it is lost, its answer is lost, it comes twice, once more much later, a stranger or a
#: broken server answers, the phone dies while it waits.
FAULTS = ("lost", "answer lost", "doubled", "repeated later", "stranger", "broken", "crash")


class Clock:
    """The true time, which no phone knows."""

    def __init__(self, now: datetime) -> None:
        self.time = now

    def now(self) -> datetime:
        return self.time

    def passes(self, seconds: float) -> None:
        self.time += timedelta(seconds=seconds)


class Network:
    """The way between phones and server; `finished` holds each item in the order in which it was first settled."""

    def __init__(self, *, chance: float, seed: int) -> None:
        self.chance, self.random = chance, random.Random(seed)
        self.finished: dict[str, dict[str, Any]] = {}
        self.answers: dict[str, set[str]] = {}
        self.late: list[Callable[[], None]] = []
        self.requests = 0

    def carry(self, client: Client, asked: dict[str, Any]) -> Any:
        fault = self.random.choice(FAULTS) if self.random.random() < self.chance else ""
        if self.late and self.random.random() < 0.3:
            self.late.pop(self.random.randrange(len(self.late)))()
        if fault == "lost":
            return None
        if fault == "stranger":
            return {"status": 200, "text": "<html>Welcome to our hotel</html>"}
        if fault == "broken":
            return {"status": 502, "text": "<html>Bad Gateway</html>"}
        answer = self.deliver(client, asked)
        if fault == "doubled":
            assert self.deliver(client, asked) == answer
        if fault == "repeated later":
            self.late.append(lambda: self.deliver(client, asked) and None)
        return "crash" if fault == "crash" else None if fault == "answer lost" else answer

    def deliver(self, client: Client, asked: dict[str, Any]) -> dict[str, Any]:
        self.requests += 1
        fields: dict[str, Any] = dict(parse_qsl(asked["body"]))
        answer = client.post(asked["address"], fields, headers=asked["headers"])
        text = answer.content.decode()
        words, item = json.loads(text), asked["headers"]["X-Queue-Item"]
        if words["final"]:
            self.finished.setdefault(item, words)
            self.answers.setdefault(item, set()).add(text)
        return {"status": answer.status_code, "text": text}


class Sender:
    """Only the words of a phone that sends what it kept; its clock is wrong by some seconds."""

    def __init__(self, cast: Cast, name: str, *, wrong_by: float = 0.0) -> None:
        self.client, self.wrong_by = Client(), wrong_by
        cast.sign_in(self.client, name)
        self.person = cast.people[name].pk

    def send(self, address: str, made: datetime, item: str = "", whose: int = 0, **fields: Any) -> tuple[int, Any]:
        item = item or str(uuid.uuid4())
        answer = self.client.post(
            address, {"form_key": item, **fields}, headers={
                "X-Queue-Item": item, "X-Queue-Person": str(whose or self.person),
                "X-Queue-Made": str((made.timestamp() + self.wrong_by) * 1000),
                "X-Queue-Sent": str((timezone.now().timestamp() + self.wrong_by) * 1000),
            },
        )  # fmt: skip
        return answer.status_code, json.loads(answer.content)


class Phones:
    """Some devices in one node process."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [str(NODE), str(ROOT / "web" / "tests" / "devices.mjs")], cwd=ROOT, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip

    def close(self) -> None:
        assert self.process.stdin and self.process.stdout
        self.process.stdin.close()
        self.process.wait(10)
        self.process.stdout.close()

    def say(self, **words: Any) -> dict[str, Any]:
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(json.dumps(words) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())


class Phone:
    """One device: whose it is, and by how much its clock is wrong."""

    def __init__(self, phones: Phones, clock: Clock, client: Client, person: int, *, wrong_by: float) -> None:
        self.phones, self.clock, self.client, self.person = phones, clock, client, person
        self.name, self.wrong_by = uuid.uuid4().hex, wrong_by
        self.made: list[str] = []

    @property
    def now(self) -> float:
        return (self.clock.now().timestamp() + self.wrong_by) * 1000

    def keep(self, address: str, **fields: str) -> str:
        item = str(uuid.uuid4())
        draft = {
            "kind": "tick", "label": "", "address": address, "fields": list(fields.items()), "labels": {},
            "person": self.person, "madeAt": self.now,
        }  # fmt: skip
        self.phones.say(do="keep", device=self.name, draft=draft, id=item)
        self.made.append(item)
        return item

    def flush(self, network: Network) -> str:
        said = self.phones.say(do="flush", device=self.name, person=self.person, now=self.now)
        while "fetch" in said:
            said = self.phones.say(answer=network.carry(self.client, said["fetch"]))
        return said["end"]

    @property
    def items(self) -> list[dict[str, Any]]:
        return self.phones.say(do="items", device=self.name)["items"]
