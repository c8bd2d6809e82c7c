"""What a level needs is written down for it, and only what is switched on for it stands on its desk."""

import pytest
from django.test import Client

from demo.cast import Cast
from tongxin.kernel import terms

pytestmark = pytest.mark.django_db


def offers(cast: Cast, who: str, task: str) -> bool:
    page = cast.sign_in(Client(), who).get("/desk/").content.decode()
    return f"<span>{task}</span>" in page.split("主导航")[1].split("</nav>")[0]


@pytest.mark.covers("CD-42")
def test_each_of_four_levels_has_its_catalogue_and_the_modules_switched_on_for_it(cast: Cast, client: Client) -> None:
    cast.sign_in(client, "planner")
    page = client.get("/settings/modules/").content.decode()
    catalogue = page.split("功能开关")[0]
    levels = sorted(terms.terms("duty_matrix").values(), key=lambda term: term.number)
    assert len(levels) == 4 and all(term.label in catalogue and term.data["does"] in catalogue for term in levels)
    assert offers(cast, "coordinator", "微心愿") and offers(cast, "secretary", "微心愿")
    client.post("/settings/modules/", {"module": "wishes", "levels": ["community", "village"]})
    assert not offers(cast, "coordinator", "微心愿") and offers(cast, "secretary", "微心愿")
    assert offers(cast, "coordinator", "项目")
