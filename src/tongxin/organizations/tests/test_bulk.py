"""What is written in bulk stands under the same constraints and leaves the same records."""

import pytest
from django.db import IntegrityError

from demo.cast import SINCE, Cast
from tongxin.kernel.errors import Unfit
from tongxin.kernel.models import Record
from tongxin.organizations.bulk import NewOrganization, affiliate_many, found_many
from tongxin.people.bulk import NewPerson, register_many

pytestmark = pytest.mark.django_db


def test_many_organizations_know_their_superior_and_history(cast: Cast) -> None:
    new = [NewOrganization("school", f"启明第{n}小学", cast.home) for n in range(3)]
    made = found_many(new, on=SINCE, by=cast.secretary, at=cast.at)
    assert [row.principal.superior_id for row in made] == [cast.organizations["party"].pk] * 3
    assert all(row.form_on(SINCE) == "school" for row in made)
    assert Record.objects.about(made[0]).get().by_id == cast.secretary.principal_id
    with pytest.raises(Unfit):
        found_many(
            [NewOrganization("city_committee", "另一个市委", cast.home)], on=SINCE, by=cast.secretary, at=cast.at
        )


def test_many_members_have_one_home_each(cast: Cast) -> None:
    keys = register_many([NewPerson(f"周小{n}明", cast.home) for n in "一二三"], by=cast.secretary, at=cast.at)
    branch = cast.organizations["branch"]
    affiliate_many([(key, branch) for key in keys], on=SINCE, by=cast.secretary, at=cast.at)
    assert branch.members.count() == 3 + 4
    with pytest.raises(IntegrityError):
        affiliate_many([(keys[0], branch)], on=SINCE, by=cast.secretary, at=cast.at)
