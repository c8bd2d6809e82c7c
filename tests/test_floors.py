"""What the import contracts cannot say in one line: nobody reaches into another room's faces."""

import grimp

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
