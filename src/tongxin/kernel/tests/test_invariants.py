"""`tongxin check`: silent over what the deeds made, and naming what was broken behind their back, and where."""

import pytest
from django.db import connection

from tongxin.kernel import chores, invariants, records
from tongxin.kernel.models import Duty, Record


def breaches() -> list[str]:
    return [sentence for _each, found in invariants.walk() for sentence in found]


def by_sql(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_all_is_well_after_the_deeds(cast):
    invariants.discover()
    assert len(invariants.INVARIANTS) >= 9
    assert breaches() == []


def test_a_row_removed_behind_the_records_back_is_named(cast):
    recorder = cast.people["recorder"]
    by_sql("SET CONSTRAINTS ALL DEFERRED")
    row = Record.objects.filter(subject_type="people.person").latest("id")
    Record.objects.filter(pk=row.pk).update(subject_id=987_654)
    assert any("人员（people.person）第 987654 号" in sentence for sentence in breaches())
    assert recorder.pk != 987_654


def test_a_path_or_a_superior_that_left_its_parent_is_named(cast):
    party = cast.organizations["party"]
    by_sql("UPDATE organizations_organization SET path = %s WHERE principal_id = %s", f"{party.pk}/", party.pk)
    by_sql("UPDATE kernel_principal SET superior_id = NULL WHERE id = %s", party.pk)
    by_sql("UPDATE people_person SET area_path = %s WHERE principal_id = %s", cast.next.path, cast.people["member"].pk)
    by_sql("UPDATE areas_area SET path = %s WHERE id = %s", f"{cast.grid.pk}/", cast.grid.pk)
    found = "\n".join(breaches())
    assert f"{party.name}（组织第 {party.pk} 号）：路径是 {party.pk}/" in found
    assert "超期时不会上送" in found
    assert f"people.person 第 {cast.people['member'].pk} 号" in found
    assert f"{cast.grid.name}（区域第 {cast.grid.pk} 号）" in found


def test_a_duty_without_its_thing_is_named(cast):
    for model in invariants.travelling_models()[:1]:
        Duty.objects.create(
            procedure=model.procedure.name, step=model.procedure.steps[0].code, title="无主的待办", subject_id=987_654,
            subject_type=model._meta.label_lower, holder_id=cast.organizations["party"].pk, laid_at=cast.at,
            area_path=cast.home.path,
        )  # fmt: skip
        assert any("无主的待办" in sentence for sentence in breaches())


@pytest.mark.django_db(transaction=True)
def test_a_sealed_record_that_was_changed_or_removed_breaks_the_chain(cast):
    assert chores.seal_records(cast.at) > 0
    assert list(records.broken_seals()) == []
    first, last = Record.objects.earliest("id"), Record.objects.latest("id")
    Record.objects.filter(pk=first.pk).update(data={"who": "somebody else"})
    assert any("批封存" in sentence for sentence in breaches())
    Record.objects.filter(pk=first.pk).update(data=first.data)
    assert breaches() == []
    last.delete()
    assert any("批封存" in sentence for sentence in breaches())
