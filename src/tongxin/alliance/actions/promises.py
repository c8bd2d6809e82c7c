"""Deeds on what stands in an agreement: its promises, its contacts, the scan of the paper (GY-12, GY-13)."""

from base64 import b64encode
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from tongxin.alliance import access
from tongxin.alliance.events import agreements as said
from tongxin.alliance.models import Agreement, AgreementFile, AgreementItem, Side
from tongxin.kernel import rules, terms
from tongxin.kernel.actor import SYSTEM, Actor
from tongxin.kernel.clock import today
from tongxin.kernel.errors import AlreadyMoved, NotYours, Unfit
from tongxin.kernel.records import record

#: Kinds of files that a scan may be.
MEDIA_TYPES = ("application/pdf", "image/jpeg", "image/png")


@transaction.atomic
def add_item(*, agreement: Agreement, side: str, field: str, text: str, by: Actor, at: datetime) -> AgreementItem:
    """Write a promise of either side into the draft."""
    locked = _draft_of(agreement, by)
    terms.need("agreement_fields", field)
    if side not in Side.values or not text.strip():
        raise Unfit(_("请写明由哪一方承诺、承诺什么。"))
    try:
        with transaction.atomic():
            item = AgreementItem.objects.create(agreement=locked, side=side, field=field, text=text.strip()[:200])
    except IntegrityError as error:
        raise Unfit(_("这一项已经写过了。")) from error
    _count_items(agreement, 1)
    record(said.AgreementItemAdded(agreement=agreement, text=item.text), by=by, at=at)
    return item


@transaction.atomic
def remove_item(*, item: AgreementItem, by: Actor, at: datetime) -> None:
    agreement = item.agreement
    _draft_of(agreement, by)
    text = item.text
    item.delete()
    _count_items(agreement, -1)
    record(said.AgreementItemRemoved(agreement=agreement, text=text), by=by, at=at)


@transaction.atomic
def report_promise(*, item: AgreementItem, state: str, by: Actor, at: datetime, note: str = "") -> None:
    """Say how a promise stands. Each side speaks of its own; the community also records what it sees of the unit's."""
    agreement = Agreement.objects.select_for_update(of=("self",)).get(pk=item.agreement_id)
    if not agreement.is_in_force:
        raise AlreadyMoved
    own = access.unit_side(by, agreement) if item.side == Side.UNIT else False
    if by is not SYSTEM and not (access.manages(by, agreement) and (own or access.community_side(by, agreement))):
        raise NotYours
    if state not in (AgreementItem.State.DOING, *AgreementItem.DECIDED[:3]):
        raise Unfit(_("请选择履行情况。"))
    item.state, item.state_at, item.note = state, at, note.strip()[:200]
    item.save(update_fields=["state", "state_at", "note"])
    words = str(AgreementItem.State(state).label)
    record(said.PromiseReported(agreement=agreement, text=item.text, state=words, note=item.note), by=by, at=at)


@transaction.atomic
def change_contact(*, agreement: Agreement, contact: str, by: Actor, at: datetime) -> None:
    """Each side keeps its own contact up to date: the live roster (GY-13)."""
    locked = Agreement.objects.select_for_update(of=("self",)).get(pk=agreement.pk)
    if locked.is_over:
        raise AlreadyMoved
    if not (access.manages & access.either)(by, locked):
        raise NotYours
    side = access.side_of(by, locked.unit_id)
    column = "contact" if side == Side.UNIT else "host_contact"
    setattr(agreement, column, needed(contact, 50))
    agreement.save(update_fields=[column])
    words = str(Side(side).label)
    record(said.ContactChanged(agreement=agreement, side=words, contact=contact.strip()[:50]), by=by, at=at)


@transaction.atomic
def file_scan(
    *, agreement: Agreement, name: str, media_type: str, content: bytes, by: Actor, at: datetime
) -> AgreementFile:
    """Keep the scan of the signed paper, sealed. Raises Unfit for other files and those beyond the limit."""
    if not (access.manages & access.either)(by, agreement):
        raise NotYours
    most = int(rules.value("agreement.file_bytes_to", on=today(at), path=agreement.area_path))
    if media_type not in MEDIA_TYPES or not content or len(content) > most:
        raise Unfit(_("请上传不超过 %d MB 的 PDF、JPG 或 PNG。") % (most // 1_048_576))
    file = AgreementFile.objects.create(
        agreement=agreement, name=name[-120:], media_type=media_type, size=len(content),
        content=b64encode(content).decode(), added_by_id=by.principal_id, added_at=at,
    )  # fmt: skip
    record(said.AgreementFiled(agreement=agreement, name=file.name), by=by, at=at)
    return file


def needed(text: str, most: int = 120) -> str:
    if not text.strip():
        raise Unfit(_("请写明原因或内容。"))
    return text.strip()[:most]


def _draft_of(agreement: Agreement, by: Actor) -> Agreement:
    """The agreement, locked, while its drafter may still write in it."""
    locked = Agreement.objects.select_for_update(of=("self",)).get(pk=agreement.pk)
    if locked.step != "draft":
        raise AlreadyMoved
    if by is not SYSTEM and not (access.manages & access.drafter)(by, locked):
        raise NotYours
    return locked


def _count_items(agreement: Agreement, more: int) -> None:
    agreement.item_count += more
    Agreement.objects.filter(pk=agreement.pk).update(item_count=agreement.items.count())  # type: ignore[attr-defined]
