"""What comes into the register from tables: organizations, resident units, persons with their branch, posts."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongxin.areas.models import Area
from tongxin.areas.queries import Places
from tongxin.kernel import sealing, terms
from tongxin.kernel.actor import Actor
from tongxin.kernel.bulk import copy_in
from tongxin.kernel.clock import today
from tongxin.kernel.errors import Unfit
from tongxin.kernel.importing import Import, Tell
from tongxin.kernel.records import record_alike
from tongxin.organizations import actions as organizations
from tongxin.organizations import appointments
from tongxin.organizations.events import MemberAffiliated
from tongxin.organizations.models import Affiliation, Organization
from tongxin.people import actions as people
from tongxin.people.bulk import CheckedPerson, register_checked
from tongxin.people.identity import identity_number, phone_number
from tongxin.people.imports import PersonRows
from tongxin.people.models import Person


class Known:
    """Organizations within reach by what is typed for them: name or credit code."""

    def __init__(self, *, by: Actor, on: date) -> None:
        self.by, self.on = by, on
        self._found: dict[str, Organization | None] = {}

    def find(self, text: str) -> Organization | None:
        if text not in self._found:
            rows = Organization.objects.on(self.on).visible_to(self.by).select_related("area", "principal")
            found = list(rows.filter(name=text)[:2]) or list(rows.filter(credit_code=text)[:2])
            self._found[text] = found[0] if len(found) == 1 else None
        return self._found[text]

    def need(self, text: str) -> Organization:
        found = self.find(text)
        if found is None:
            raise Unfit(_("组织“%s”没有找到，或有几个同名。请先登记，或填统一社会信用代码。") % text)
        return found


# Organizations and units


@dataclass(frozen=True)
class NewBody:
    """An organization on its way in; `parent_name` may stand further down in the same table."""

    name: str
    kind: str
    area: Area
    on: date
    parent_name: str = ""
    credit_code: str = ""
    document: str = ""
    hosts: str = ""
    contact: str = ""
    phone: str = ""


class Organizations(Import):
    kind, label, power = "organizations", gettext_lazy("组织"), "organizations.register"
    hint = gettext_lazy("上级组织可以在同一张表里；成立日期空着按今天。")

    def __init__(self, *, by: Actor, at: datetime) -> None:
        super().__init__(by=by, at=at)
        self.on = today(at)
        self.places = Places(on=self.on, reach=by.steers)
        self.known = Known(by=by, on=self.on)

    def check(self, row: dict[str, Any]) -> NewBody:
        new = self.read(row)
        if new.on > self.on:
            raise Unfit(_("成立日期在今天之后，请核对。"))
        if new.area.kind not in terms.need("organization_kinds", new.kind).data.get("area_kinds", [new.area.kind]):
            raise organizations.WrongSuperior
        found = self.known.find(new.name)
        if found is not None and found.kind == new.kind and found.area_id == new.area.pk:
            raise Unfit(_("这个区域已有同名同类的组织，请删去这一行。"))
        return new

    def read(self, row: dict[str, Any]) -> NewBody:
        return NewBody(
            name=row["name"],
            kind=row["kind"],
            area=self.places.find(row["area"]),
            on=row.get("founded_on") or self.on,
            parent_name=row.get("parent") or "",
            credit_code=organizations.checked_credit_code(row.get("credit_code") or ""),
            document=row.get("approval") or "",
        )

    def check_together(self, rows: Sequence[tuple[int, Any]]) -> Iterable[tuple[int, str]]:
        names = Counter((new.name, new.kind, new.area.pk) for _line, new in rows)
        codes = Counter(new.credit_code for _line, new in rows if new.credit_code)
        taken = set(Organization.objects.filter(credit_code__in=codes).values_list("credit_code", flat=True))
        kinds = {new.name: new.kind for _line, new in rows}
        for line, new in rows:
            if names[new.name, new.kind, new.area.pk] > 1:
                yield line, _("同名同类的组织在表里出现了不止一次。")
            elif new.credit_code and (codes[new.credit_code] > 1 or new.credit_code in taken):
                yield line, _("这个统一社会信用代码已有组织使用。")
            elif sentence := self._wrong_parent(new, kinds):
                yield line, sentence

    def _wrong_parent(self, new: NewBody, kinds: dict[str, str]) -> str:
        if not new.parent_name:
            return ""
        above = self.known.find(new.parent_name)
        kind = above.kind if above else kinds.get(new.parent_name)
        if kind is None:
            return _("上级组织“%s”既没有登记，也不在这张表里。") % new.parent_name
        if kind not in terms.need("organization_kinds", new.kind).data.get("parents", []):
            return str(organizations.WrongSuperior.sentence)
        return ""

    def save(self, things: list[Any], tell: Tell) -> None:
        made: dict[str, Organization] = {}
        for done, new in enumerate(_parents_first(things), start=1):
            parent = made.get(new.parent_name) or (self.known.find(new.parent_name) if new.parent_name else None)
            made[new.name] = self.enter(new, parent)
            tell(done)

    def enter(self, new: NewBody, parent: Organization | None) -> Organization:
        return organizations.found(
            kind=new.kind, name=new.name, area=new.area, on=new.on, parent=parent, document=new.document,
            credit_code=new.credit_code, by=self.by, at=self.at,
        )  # fmt: skip


def _parents_first(things: list[NewBody]) -> list[NewBody]:
    """The rows in an order in which each superior comes before those below it."""
    ordered: list[NewBody] = []
    entered: set[str] = set()
    names = {new.name for new in things}
    waiting = things
    while waiting:
        ready = [new for new in waiting if new.parent_name not in names or new.parent_name in entered]
        if not ready:
            raise Unfit(_("表里的组织互为上级，分不出先后，请核对“上级组织”一列。"))
        ordered += ready
        entered |= {new.name for new in ready}
        waiting = [new for new in waiting if new.name not in entered]
    return ordered


class Units(Organizations):
    kind, label = "units", gettext_lazy("驻区单位")
    hint = gettext_lazy("填了联络员姓名的，同时登记为该单位联络员；填了党组织名称的，同时登记依托关系。")

    def read(self, row: dict[str, Any]) -> NewBody:
        phone = row.get("phone") or ""
        return replace(
            super().read({**row, "parent": None}),
            hosts=row.get("party_organization") or "",
            contact=row.get("contact") or "",
            phone=phone_number(phone) if phone and row.get("contact") else "",
        )

    def check(self, row: dict[str, Any]) -> NewBody:
        new = super().check(row)
        if new.hosts:
            self.known.need(new.hosts)
        return new

    def enter(self, new: NewBody, parent: Organization | None) -> Organization:
        unit = super().enter(new, parent)
        if new.hosts:
            host = self.known.need(new.hosts)
            organizations.link(organization=host, kind="host_unit", to=unit, on=new.on, by=self.by, at=self.at)
        if new.contact:
            appointments.appoint(
                person=self._contact(new), organization=unit, role="unit_liaison", on=self.on, by=self.by, at=self.at
            )
        return unit

    def _contact(self, new: NewBody) -> Person:
        known = [each for each in people.find_by_phone(new.phone) if each.name == new.contact] if new.phone else []
        if known:
            return known[0]
        return people.register(name=new.contact, area=new.area, phone=new.phone, by=self.by, at=self.at)


# Persons with their branch


class NewMember(NamedTuple):
    """A person on the way in, with the branch that holds the relation; None for who is no member."""

    person: CheckedPerson
    branch: Organization | None
    standing: str
    on: date

    @property
    def name(self) -> str:
        return self.person.name

    @property
    def identity_print(self) -> bytes | None:
        return self.person.identity_print

    @property
    def phone_print(self) -> bytes | None:
        return self.person.phone_print


class Persons(PersonRows):
    kind, label, power = "persons", gettext_lazy("人员"), "people.import"
    hint = gettext_lazy(
        "只导入办事需要的：姓名、手机号、身份证号、社区、党组织和特长，证件和电话加密保存；其余各列不导入。"
        "居住社区空着的，登记在您的岗位所在地。"
    )

    def __init__(self, *, by: Actor, at: datetime) -> None:
        super().__init__(by=by, at=at)
        self.on = today(at)
        self.known = Known(by=by, on=self.on)

    def check(self, row: dict[str, Any]) -> NewMember:  # type: ignore[override]
        person = super().check(row)
        branch = self.known.need(row["organization"]) if row.get("organization") else None
        if branch is not None and not branch.kind_data.get("holds_members"):
            raise Unfit(_("“%s”不能保存组织关系，请填党支部、党总支或党委。") % branch.name)
        on = max(row.get("joined_on") or branch.valid_from, branch.valid_from) if branch else self.on
        if on > self.on:
            raise Unfit(_("入党日期在今天之后，请核对。"))
        standing = Affiliation.Standing.PROBATIONARY if "预备" in (row.get("standing") or "") else None
        return NewMember(person, branch, standing or Affiliation.Standing.FULL, on)

    def save(self, things: list[Any], tell: Tell) -> None:
        keys = register_checked([new.person for new in things], by=self.by, at=self.at, tell=tell)
        members = [(key, new) for key, new in zip(keys, things, strict=True) if new.branch is not None]
        copy_in(
            Affiliation,
            ("person", "organization", "standing", "valid_from"),
            ((key, new.branch.pk, new.standing, new.on) for key, new in members),
        )
        facts = ((key, {"organization": new.branch.name}) for key, new in members)
        record_alike(MemberAffiliated, Person, facts, by=self.by, at=self.at)


# Posts


@dataclass(frozen=True)
class NewPost:
    """A post on its way in."""

    person: Person
    organization: Organization
    role: str
    area: Area | None
    on: date
    until: date | None
    source: str
    letter: str


class Posts(Import):
    kind, label, power = "posts", gettext_lazy("任职"), "organizations.appoint"
    hint = gettext_lazy("任职人须已登记；重名时填身份证号或手机号来区分。任职组织空着的，用任职区域的党组织。")

    def __init__(self, *, by: Actor, at: datetime) -> None:
        super().__init__(by=by, at=at)
        self.on = today(at)
        self.places = Places(on=self.on, reach=by.steers)
        self.known = Known(by=by, on=self.on)

    def check(self, row: dict[str, Any]) -> NewPost:
        area = self.places.find(row["area"]) if row.get("area") else None
        until = row.get("to")
        if until and until < row["from"]:
            raise Unfit(_("离任日期早于任职日期，请核对。"))
        return NewPost(
            person=self._person(row),
            organization=self._organization(row, area),
            role=row["role"],
            area=area,
            on=row["from"],
            until=until,
            source=row.get("source") or "",
            letter=row.get("document") or "",
        )

    def save(self, things: list[Any], tell: Tell) -> None:
        for done, new in enumerate(things, start=1):
            self._appoint(new)
            tell(done)

    def _appoint(self, new: NewPost) -> None:
        parts = {term.data["role"]: code for code, term in terms.terms("part_time_roles").items()}
        common: dict[str, Any] = {
            "person": new.person, "organization": new.organization, "on": new.on, "until": new.until,
            "letter": new.letter, "by": self.by, "at": self.at,
        }  # fmt: skip
        if new.role in parts and new.source:
            appointments.appoint_part_time(**common, part=parts[new.role], source=new.source)
        else:
            appointments.appoint(**common, role=new.role, area=new.area)

    def _organization(self, row: dict[str, Any], area: Area | None) -> Organization:
        if row.get("organization"):
            return self.known.need(row["organization"])
        found = organizations.nearest_party_organization(area) if area else None
        if found is None:
            raise Unfit(_("请填任职组织，或能找到党组织的任职区域。"))
        return found

    def _person(self, row: dict[str, Any]) -> Person:
        rows = Person.objects.visible_to(self.by).filter(name=row["name"])
        if row.get("identity"):
            print_ = sealing.fingerprint(identity_number(row["identity"]), purpose="identity")
            rows = rows.filter(identity_print=print_)
        elif row.get("phone"):
            rows = rows.filter(phone_print=sealing.fingerprint(phone_number(row["phone"]), purpose="phone"))
        found = list(rows[:2])
        if not found:
            raise Unfit(_("“%s”还没有登记，请先登记或导入人员。") % row["name"])
        if len(found) > 1:
            raise Unfit(_("“%s”有几位同名，请填身份证号或手机号。") % row["name"])
        return found[0]
