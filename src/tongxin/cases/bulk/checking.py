"""Checking: passed or sent back to be done again; the lot wants a second look at some."""

from dataclasses import asdict
from datetime import datetime

from django.utils.translation import gettext as _

from tongxin.cases import events
from tongxin.cases.actions.checking import SHARE, Draw, lot_of
from tongxin.cases.bulk.past import Past
from tongxin.cases.models import Case, Check
from tongxin.kernel import reasons, rules
from tongxin.kernel.actor import SYSTEM, Actor
from tongxin.kernel.bulk import numbers
from tongxin.kernel.clock import today

#: So many keys of checks are drawn at a time: the lot of a check is known only with its key.
AHEAD = 500


class Checked(Past):
    def pass_check(self, case: Case, *, by: Actor, at: datetime, on_site: bool = True, note: str = "") -> bool:
        """It was done. Returns whether the lot wants another one to look again; then it waits for that."""
        self.history.move(case, "pass_check", by=by, at=at)
        is_second, case.checked_by_id = case.checked_by_id is not None, by.principal_id
        looked = self._check(case, by, at, passed=True, on_site=on_site, is_second=is_second, note=note)
        drawn = None if is_second else self._draw(looked, case)
        where, said = _("到现场") if on_site else _("未到现场"), asdict(drawn) if drawn else {}
        self._say(events.CaseChecked(case=case, note=note, where=where, drawn=said), by, at)
        if drawn is None or not drawn.wants_another:
            return False
        self.history.move(case, "check_again", by=SYSTEM, at=at)
        self._say(events.CaseDrawnAgain(case=case), SYSTEM, at)
        return True

    def fail_check(self, case: Case, *, reason: str, by: Actor, at: datetime, on_site: bool = True) -> None:
        self.history.move(case, "fail_check", by=by, at=at)
        is_second, case.checked_by = case.checked_by_id is not None, None
        case.reworked += 1
        self._check(case, by, at, passed=False, on_site=on_site, is_second=is_second, note=reason)
        self._say(events.CaseReworked(case=case, reason=reasons.needed(reason)), by, at)

    def _check(
        self, case: Case, by: Actor, at: datetime, *, passed: bool, on_site: bool, is_second: bool, note: str
    ) -> Check:
        if not self._keys:
            self._keys = numbers(Check, AHEAD)[::-1]
        looked = Check(
            pk=self._keys.pop(), case=case, by_id=by.principal_id, at=at, passed=passed, on_site=on_site,
            is_second=is_second, note=note,
        )  # fmt: skip
        self.checks.append(looked)
        return looked

    def _draw(self, looked: Check, case: Case) -> Draw:
        """As for a check before the first seal: that of a history that was not sealed while it went on."""
        share = int(rules.value(SHARE, on=today(looked.at), path=case.area_path))
        return Draw(seal=0, check=looked.pk, number=lot_of(b"", looked.pk), share=share)
