"""The wire leads nowhere but outside: names are resolved, inner addresses refused, the looked-at one is used."""

import contextlib
import socket
import threading
import time

import pytest

from tongxin.kernel.errors import Unfit
from tongxin.notify import wire

OUTSIDE = "93.184.215.14"


@pytest.fixture
def named(monkeypatch):
    """Names resolve to what the test says."""

    def name(*addresses):
        found = [(socket.AF_INET6 if ":" in each else socket.AF_INET, 1, 6, "", (each, 443)) for each in addresses]
        monkeypatch.setattr(wire.socket, "getaddrinfo", lambda *args, **kwargs: found)

    return name


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
        "::1", "fe80::1", "fc00::1", "::ffff:10.0.0.1", "::ffff:127.0.0.1", "2002:7f00:0001::", "64:ff9b::7f00:1",
        "240.0.0.1", "255.255.255.255", "::", "ff02::1",
    ],
)  # fmt: skip
def test_no_address_inside_is_posted_to_whatever_its_name(named, address):
    named(address)
    with pytest.raises(Unfit, match="内部网络"):
        wire.place_of("https://receiver.example/hooks")
    named(OUTSIDE, address)  # one of several is enough
    with pytest.raises(Unfit, match="内部网络"):
        wire.place_of("https://receiver.example/hooks")


def test_public_addresses_pass_and_networks_of_the_office_by_setting(named, settings):
    named(OUTSIDE)
    assert str(wire.place_of("https://receiver.example/hooks")) == OUTSIDE
    named("10.12.3.4")
    settings.WEBHOOK_NETWORKS = ["10.12.0.0/16"]
    assert str(wire.place_of("https://receiver.example/hooks")) == "10.12.3.4"
    named("10.13.3.4")
    with pytest.raises(Unfit):
        wire.place_of("https://receiver.example/hooks")


def test_only_https_outside_the_demonstration_and_there_only_to_itself(named, settings):
    named("127.0.0.1")
    assert str(wire.place_of("http://localhost:9/x")) == "127.0.0.1"
    for url in (
        "http://receiver.example/",
        "https://user:secret@receiver.example/",
        "ftp://x/",
        "https://",
        "https://x:y/",
    ):
        with pytest.raises(Unfit):
            wire.check_url(url)
    settings.WEBHOOK_LOCAL = False
    with pytest.raises(Unfit, match="https"):
        wire.place_of("http://localhost:9/x")


def test_a_name_that_changes_its_mind_is_not_asked_twice(monkeypatch):
    """The connection goes to the address that was looked at (no second lookup that could answer otherwise)."""
    asked, reached = [], []

    def resolve(host, *args, **kwargs):
        asked.append(host)
        return [(socket.AF_INET, 1, 6, "", (OUTSIDE, 443))]

    async def send(self, request):
        reached.append((str(request.url), request.headers["host"], request.extensions["sni_hostname"]))
        raise wire.httpx.ConnectError("stop here")

    monkeypatch.setattr(wire.socket, "getaddrinfo", resolve)
    monkeypatch.setattr(wire.httpx.AsyncHTTPTransport, "handle_async_request", send)
    outcome = wire.post("https://receiver.example:8443/hooks?a=1", body="{}", headers={})
    assert outcome.status is None and "ConnectError" in outcome.problem
    assert asked == ["receiver.example"]
    assert reached == [(f"https://{OUTSIDE}:8443/hooks?a=1", "receiver.example:8443", "receiver.example")]


def test_a_receiver_that_says_nothing_is_left(monkeypatch):
    monkeypatch.setattr(wire, "TIMEOUT", wire.httpx.Timeout(0.2))
    with socket.create_server(("127.0.0.1", 0)) as silent:
        outcome = wire.post(f"http://127.0.0.1:{silent.getsockname()[1]}/", body="{}", headers={})
    assert outcome.status is None and "没有及时应答" in outcome.problem
    gone = wire.post("http://127.0.0.1:9/", body="{}", headers={})
    assert gone.status is None and "连接失败" in gone.problem


def test_a_receiver_that_drips_its_answer_is_left_after_the_deadline(monkeypatch):
    monkeypatch.setattr(wire, "DEADLINE", 0.6)
    with socket.create_server(("127.0.0.1", 0)) as server:

        def drip():
            connection, _from = server.accept()
            with connection, contextlib.suppress(OSError):
                for letter in b"HTTP/1.1 200 OK\r\n" + b"x" * 60:
                    connection.send(bytes([letter]))
                    time.sleep(0.1)

        threading.Thread(target=drip, daemon=True).start()
        begun = time.monotonic()
        outcome = wire.post(f"http://127.0.0.1:{server.getsockname()[1]}/", body="{}", headers={})
    assert outcome.status is None and "没有及时应答" in outcome.problem and time.monotonic() - begun < 5
