"""The bulk form of the deeds of the exchange, for histories: the same checks, rights, records and duties.

Needs, resources, offers and projects are moved in memory at moments of the past, in the order of time, and written
at once. The constraints of the tables hold as ever.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from tongxin.exchange import events
from tongxin.exchange.actions.needs import NotATwin, may_pause, new_need
from tongxin.exchange.actions.offers import CapacityGone, NotOnOffer, fitting_amount, may_match
from tongxin.exchange.actions.projects import (
    NobodyGives,
    NotConcerned,
    NothingCited,
    TermReversed,
    may_propose,
    partners_of,
)
from tongxin.exchange.actions.resources import new_resource
from tongxin.exchange.models import (
    UNMET,
    Appraisal,
    Need,
    Offer,
    Project,
    ProjectNeed,
    ProjectPartner,
    ProjectResource,
    Resource,
)
from tongxin.exchange.queries import Placed
from tongxin.kernel import terms
from tongxin.kernel.access import serves_area
from tongxin.kernel.actor import SYSTEM, Actor
from tongxin.kernel.errors import NotYours, Unfit
from tongxin.kernel.histories import History, save_all
from tongxin.organizations.models import Organization


@dataclass
class ExchangePast:
    """What there is in the exchange while its history is played."""

    history: History
    resources: list[Resource] = field(default_factory=list)
    needs: list[Need] = field(default_factory=list)
    offers: list[Offer] = field(default_factory=list)
    projects: list[Project] = field(default_factory=list)
    need_links: list[ProjectNeed] = field(default_factory=list)
    resource_links: list[ProjectResource] = field(default_factory=list)
    partners: list[ProjectPartner] = field(default_factory=list)
    appraisals: list[Appraisal] = field(default_factory=list)
    # The same by the identity of the need or project, which has no key before it is saved.
    asked_for: defaultdict[int, list[Offer]] = field(default_factory=lambda: defaultdict(list))
    cited_by: defaultdict[int, list[ProjectNeed]] = field(default_factory=lambda: defaultdict(list))
    used_by: defaultdict[int, list[ProjectResource]] = field(default_factory=lambda: defaultdict(list))
    partners_in: defaultdict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    said_of: defaultdict[int, list[Appraisal]] = field(default_factory=lambda: defaultdict(list))

    def save(self) -> None:
        """Write the rows; the history is written after them."""
        twins = [need for need in self.needs if need.joined_into]
        save_all(self.resources, [need for need in self.needs if not need.joined_into], twins, self.offers)
        save_all(self.projects, self.need_links, self.resource_links, self.partners, self.appraisals)

    # Resources

    def enter_resource(self, *, owner: Organization, placed: Placed, by: Actor, at: datetime, **said: Any) -> Resource:
        resource = new_resource(owner=owner, placed=placed, by=by, at=at, **said)
        self.resources.append(resource)
        self.history.start(resource, at=at)
        self.history.say(events.ResourceEntered(resource=resource), by=by, at=at)
        return resource

    def publish(self, resource: Resource, *, by: Actor, at: datetime) -> None:
        self.history.move(resource, "publish", by=by, at=at)
        self.history.say(events.ResourcePublished(resource=resource), by=by, at=at)

    def pause_resource(self, resource: Resource, *, reason: str, by: Actor, at: datetime) -> None:
        self.history.move(resource, "pause", by=by, at=at)
        self.history.say(events.ResourcePaused(resource=resource, reason=reason), by=by, at=at)

    def end_resource(self, resource: Resource, *, reason: str, by: Actor, at: datetime) -> None:
        self.history.move(resource, "end", by=by, at=at)
        self.history.say(events.ResourceEnded(resource=resource, reason=reason), by=by, at=at)

    # Needs

    def raise_need(self, *, channel: str, by: Actor, at: datetime, **said: Any) -> Need:
        need = new_need(channel=channel, by=by, at=at, **said)
        self.needs.append(need)
        self.history.start(need, at=at)
        source = terms.label("need_channels", channel)
        self.history.say(events.NeedRaised(need=need, channel=source), by=by, at=at)
        return need

    def verify(self, need: Need, *, by: Actor, at: datetime) -> None:
        self.history.move(need, "verify", by=by, at=at)
        self.history.say(events.NeedVerified(need=need), by=by, at=at)

    def start_matching(self, need: Need, *, by: Actor, at: datetime) -> None:
        self.history.move(need, "match", by=by, at=at)
        self.history.say(events.NeedMatching(need=need), by=by, at=at)

    def pause_need(self, need: Need, *, reason: str, by: Actor, at: datetime) -> None:
        if not may_pause(by, need):
            raise NotYours
        self.history.pause(need, reason=reason, by=by, at=at)

    def join(self, need: Need, *, into: Need, by: Actor, at: datetime) -> None:
        if need is into or into.step not in UNMET or into.community_path != need.community_path:
            raise NotATwin
        self.history.move(need, "join", by=by, at=at)
        need.joined_into = into
        into.voices += need.voices
        self.history.say(events.NeedJoined(need=need, into=into), by=by, at=at)
        self.history.say(events.NeedGainedVoice(need=into, voices=into.voices), by=by, at=at)

    def withdraw_need(self, need: Need, *, reason: str, by: Actor, at: datetime) -> None:
        self.history.move(need, "withdraw", by=by, at=at)
        self.history.say(events.NeedWithdrawn(need=need, reason=reason), by=by, at=at)

    def decline(self, need: Need, *, reason: str, by: Actor, at: datetime) -> None:
        if not reason.strip():
            raise Unfit
        self.history.move(need, "decline", by=by, at=at)
        self.history.say(events.NeedDeclined(need=need, reason=reason), by=by, at=at)

    # Offers

    def offer(
        self, *, need: Need, resource: Resource, by: Actor, at: datetime, amount: int | None = None, message: str = ""
    ) -> Offer:
        if not may_match(by, need):
            raise NotYours
        if resource.step != "published" or resource.left < 1:
            raise NotOnOffer
        made = Offer(
            need=need, resource=resource, amount=amount or fitting_amount(need, resource), message=message,
            area_path=need.area_path, offered_at=at, step="offered", step_at=at,
        )  # fmt: skip
        self.offers.append(made)
        self.asked_for[id(need)].append(made)
        self.history.start(made, at=at)
        words = f"{made.amount:,} {resource.unit}"
        self.history.say(events.OfferMade(offer=made, need=need.title, amount=words), by=by, at=at)
        return made

    def accept(self, offer: Offer, *, by: Actor, at: datetime, amount: int | None = None) -> None:
        given = offer.amount if amount is None else amount
        if not 1 <= given <= offer.amount:
            raise Unfit
        if offer.resource.left < given:
            raise CapacityGone
        whole = given == offer.amount
        self.history.move(offer, "accept" if whole else "accept_part", by=by, at=at)
        offer.resource.taken += given
        offer.taken = given
        event = events.OfferAccepted if whole else events.OfferPartlyAccepted
        self.history.say(event(offer=offer, amount=f"{given:,} {offer.resource.unit}"), by=by, at=at)

    def decline_offer(self, offer: Offer, *, reason: str, by: Actor, at: datetime) -> None:
        self.history.move(offer, "decline", by=by, at=at)
        offer.reason = reason
        self.history.say(events.OfferDeclined(offer=offer, reason=reason), by=by, at=at)

    # Projects

    def propose(
        self, *, title: str, needs: Sequence[Need], offers: Sequence[Offer], begins_on: date, ends_on: date,
        acceptance: str, by: Actor, at: datetime, text: str = "", partners: Sequence[Organization] = (),
    ) -> Project:  # fmt: skip
        """Propose a project that answers the needs with what was offered for them."""
        if not needs or not offers:
            raise NothingCited
        if ends_on < begins_on:
            raise TermReversed
        if not all(may_propose(by, need) and serves_area(by, need) for need in needs):
            raise NotYours
        first = needs[0]
        project = Project(
            title=title, text=text, field=first.field, area=first.area, area_path=first.area_path,
            host=first.host, lead=first.host, begins_on=begins_on, ends_on=ends_on, acceptance=acceptance,
            proposed_at=at, step="proposed", step_at=at,
        )  # fmt: skip
        self.projects.append(project)
        self.cited_by[id(project)] = [ProjectNeed(project=project, need=need) for need in needs]
        self.used_by[id(project)] = [ProjectResource(project=project, resource=o.resource, offer=o) for o in offers]
        self.need_links += self.cited_by[id(project)]
        self.resource_links += self.used_by[id(project)]
        gathered = partners_of(project, [first.host, *(o.resource.owner for o in offers), *partners])
        self.partners += gathered
        self.partners_in[id(project)] = {partner.organization_id for partner in gathered}
        self.history.start(project, at=at)
        cited, used = "、".join(need.title for need in needs), "、".join(o.resource.title for o in offers)
        self.history.say(events.ProjectProposed(project=project, needs=cited, resources=used), by=by, at=at)
        for need in needs:
            self.history.move(need, "propose", by=SYSTEM, at=at)
            self.history.say(events.NeedProposed(need=need, project=project), by=by, at=at)
        return project

    def approve(self, project: Project, needs: Sequence[Need], *, by: Actor, at: datetime) -> None:
        self.history.move(project, "approve", by=by, at=at)
        self.history.say(events.ProjectApproved(project=project), by=by, at=at)
        self._carry(project, needs, "begin", by, at)

    def refuse(self, project: Project, needs: Sequence[Need], *, reason: str, by: Actor, at: datetime) -> None:
        self.history.move(project, "refuse", by=by, at=at)
        self.history.say(events.ProjectRefused(project=project, reason=reason), by=by, at=at)
        self._let_go(project, needs, reason, by, at)

    def start_project(self, project: Project, *, by: Actor, at: datetime) -> None:
        offers = [link.offer for link in self.used_by[id(project)]]
        if not any(each is None or each.taken for each in offers):
            raise NobodyGives
        self.history.move(project, "start", by=by, at=at)
        self.history.say(events.ProjectStarted(project=project), by=by, at=at)

    def deliver(self, project: Project, needs: Sequence[Need], *, result: str, by: Actor, at: datetime) -> None:
        self.history.move(project, "deliver", by=by, at=at)
        project.result = result
        self.history.say(events.ProjectDelivered(project=project, result=result), by=by, at=at)
        self._carry(project, needs, "deliver", by, at)

    def rework(self, project: Project, needs: Sequence[Need], *, reason: str, by: Actor, at: datetime) -> None:
        self.history.move(project, "rework", by=by, at=at)
        self.history.say(events.ProjectReworked(project=project, reason=reason), by=by, at=at)
        self._carry(project, needs, "rework", by, at)

    def accept_project(self, project: Project, needs: Sequence[Need], *, by: Actor, at: datetime) -> None:
        self.history.move(project, "accept", by=by, at=at)
        self.history.say(events.ProjectAccepted(project=project), by=by, at=at)
        self._carry(project, needs, "accept", by, at)

    def appraise(
        self, project: Project, needs: Sequence[Need], *, grade: int, text: str, by: Actor, at: datetime
    ) -> Appraisal:
        """Say how one found the result; at the desk for the proposer, or for a partner by somebody of it."""
        if project.step not in ("appraisal", "closed"):
            raise NotConcerned
        whose = by.on_behalf_of_id or by.principal_id
        if (
            whose not in {need.proposer_id for need in needs}
            and by.organization_id not in self.partners_in[id(project)]
        ):
            raise NotConcerned
        said = Appraisal(project=project, by_id=whose, grade=grade, text=text, at=at)
        self.appraisals.append(said)
        self.said_of[id(project)].append(said)
        self.history.say(events.ProjectAppraised(project=project, grade=said.grade_label), by=by, at=at)
        return said

    def close(self, project: Project, needs: Sequence[Need], *, by: Actor, at: datetime) -> None:
        rated = {said.by_id for said in self.said_of[id(project)]}
        unrated = {need.proposer_id for need in needs if need.proposer_id} - rated
        self.history.move(project, "close", by=by, at=at)
        said = events.ProjectClosed(project=project, rated=len(rated), unrated=len(unrated))
        self.history.say(said, by=by, at=at)
        self._carry(project, needs, "close", by, at)
        self._let_go_of(needs, by, at)

    def withdraw_project(
        self, project: Project, needs: Sequence[Need], *, reason: str, by: Actor, at: datetime
    ) -> None:
        self.history.move(project, "withdraw", by=by, at=at)
        self.history.say(events.ProjectWithdrawn(project=project, reason=reason), by=by, at=at)
        self._let_go(project, needs, reason, by, at)

    def _carry(self, project: Project, needs: Sequence[Need], move: str, by: Actor, at: datetime) -> None:
        for need in needs:
            self.history.move(need, move, by=SYSTEM, at=at)
            self.history.say(events.NeedCarried(need=need, project=project, step=project.step_label), by=by, at=at)

    def _let_go(self, project: Project, needs: Sequence[Need], reason: str, by: Actor, at: datetime) -> None:
        for need in needs:
            self.history.move(need, "let_go", by=SYSTEM, at=at)
            self.history.say(events.NeedLetGo(need=need, project=project, reason=reason), by=by, at=at)
        self._let_go_of(needs, by, at, reason)
        for link in self.cited_by[id(project)]:
            link.let_go = True

    def _let_go_of(self, needs: Sequence[Need], by: Actor, at: datetime, reason: str = "") -> None:
        """Open questions are taken back, what can come back comes back."""
        for each in [each for need in needs for each in self.asked_for[id(need)]]:
            if each.step == "offered":
                self.history.move(each, "withdraw", by=SYSTEM, at=at)
                each.reason = reason
                self.history.say(events.OfferWithdrawn(offer=each, reason=reason), by=by, at=at)
            elif each.taken and not each.returned_at and not (
                each.resource.is_used_up and each.need.step not in UNMET
            ):  # fmt: skip
                each.resource.taken -= each.taken
                each.returned_at = at
