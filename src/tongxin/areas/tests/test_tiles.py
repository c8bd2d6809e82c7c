"""Tiles of an outside map: none at first; where they are set the key stays in the house, only the city is asked for."""

import httpx
import pytest
from django.test import Client

from demo.cast import Cast

pytestmark = pytest.mark.django_db
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40
#: The tile of zoom 12 in which the community of the story lies, and one of another city.
OURS, ELSEWHERE = "/ground/tiles/vec/12/3214/1761", "/ground/tiles/vec/12/3373/1552"


@pytest.fixture
def outside(settings, tmp_path, monkeypatch):
    settings.VAR_DIR = tmp_path
    settings.MAP_TILES_ADDRESS = "https://t{n}.maps.example/{layer}/{z}/{x}/{y}?tk={key}"
    settings.MAP_TILES_KEY, settings.MAP_TILES_LAYERS = "secret-key", ["vec"]
    settings.MAP_TILES_WORDS = "审图号 GS(2026)0001号"
    asked: list[str] = []
    answers = {"body": PNG, "status": 200}

    def get(address: str, **options: object) -> httpx.Response:
        asked.append(address)
        return httpx.Response(answers["status"], content=answers["body"])

    monkeypatch.setattr("tongxin.areas.tiles.httpx.get", get)
    return asked, answers


@pytest.mark.covers("GY-21")
def test_no_outside_map_is_asked_unless_it_is_set(cast: Cast, client: Client) -> None:
    assert client.get(OURS).status_code == 404
    cast.sign_in(client, "director")
    assert '"tiles": null' in client.get("/map/").content.decode()


@pytest.mark.covers("GY-21")
def test_a_tile_is_fetched_once_and_the_key_is_told_to_nobody(cast: Cast, client: Client, outside) -> None:
    asked, answers = outside
    first, second = client.get(OURS), client.get(OURS)
    assert first.content == second.content == PNG and first["Content-Type"] == "image/png"
    assert len(asked) == 1 and "vec/12/3214/1761?tk=secret-key" in asked[0]
    cast.sign_in(client, "director")
    page = client.get("/map/").content.decode()
    assert "/ground/tiles/" in page and "审图号" in page
    assert "secret-key" not in page and "maps.example" not in page
    for refused in (ELSEWHERE, OURS.replace("vec", "img"), "/ground/tiles/vec/25/1/1", "/ground/tiles/vec/3/99/1"):
        assert client.get(refused).status_code == 404
    assert len(asked) == 1
    answers["body"] = b"<html>quota exceeded</html>"
    assert client.get("/ground/tiles/vec/12/3215/1761").status_code == 204
    answers |= {"body": PNG, "status": 403}
    assert client.get("/ground/tiles/vec/12/3215/1761").status_code == 204
