"""The environment's words: addresses of databases, and secrets made once with mode 600."""

import stat
import threading

import pytest

from config import environment


def test_an_address_may_name_a_host_or_a_socket():
    far = environment.database("postgresql://li:p%40ss@db.example:5433/city?sslmode=require")
    assert (far["USER"], far["PASSWORD"], far["HOST"], far["PORT"], far["NAME"]) == (
        "li",
        "p@ss",
        "db.example",
        "5433",
        "city",
    )
    assert far["OPTIONS"] == {"sslmode": "require"}
    near = environment.database("postgresql://postgres@/tongxin?host=/run/pg dir&port=6000")
    assert (near["HOST"], near["PORT"], near["OPTIONS"]) == ("/run/pg dir", "6000", {})
    with pytest.raises(ValueError, match="postgresql://"):
        environment.database("mysql://somewhere/else")


def test_a_secret_is_made_once_and_only_its_owner_reads_it(tmp_path, monkeypatch):
    path = tmp_path / "keys" / "secret"
    seen = []
    starters = [threading.Thread(target=lambda: seen.append(environment.secret("T_KEY", path))) for _ in range(2)]
    for starter in starters:
        starter.start()
    for starter in starters:
        starter.join()
    assert len(set(seen)) == 1 and len(seen[0]) == 64
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [file.name for file in path.parent.iterdir()] == ["secret"]
    monkeypatch.setenv("T_KEY", "from outside")
    assert environment.secret("T_KEY", path) == "from outside"
