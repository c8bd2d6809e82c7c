"""What the import contracts cannot say in one line: every room is held to them, nobody reaches into another's faces."""

import tomllib
from pathlib import Path

import grimp

ROOT = Path(__file__).resolve().parent.parent

FACES = {"views", "forms", "urls", "api"}


def room_of(module: str) -> str:
    return module.split(".")[1] if module.count(".") else module


def test_nobody_reaches_into_another_rooms_views_or_forms():
    graph = grimp.build_graph("tongxin")
    faces = [module for module in graph.modules if len(parts := module.split(".")) > 2 and parts[2] in FACES]
    reached = [
        f"{importer} imports {face}"
        for face in faces
        for importer in graph.find_modules_that_directly_import(face)
        if room_of(importer) != room_of(face)
    ]
    assert reached == []


def test_every_room_is_held_to_the_order_inside():
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    rooms = {f"tongxin.{folder.parent.name}" for folder in (ROOT / "src" / "tongxin").glob("*/apps.py")}
    # A room within a room, with a procedure and deeds of its own, is held to the same order.
    within = {"tongxin.exchange.wishes"}
    assert set(contracts[1]["containers"]) == (rooms | within) - {"tongxin.kernel", "tongxin.ui"}
