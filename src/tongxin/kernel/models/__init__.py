from tongxin.kernel.models.calendar import CalendarDay, CalendarYear
from tongxin.kernel.models.duty import Duty
from tongxin.kernel.models.export import ExportRun
from tongxin.kernel.models.importing import ImportRun
from tongxin.kernel.models.ledger import Account, Movement
from tongxin.kernel.models.look import Look
from tongxin.kernel.models.offline import OfflineAnswer
from tongxin.kernel.models.principal import Principal
from tongxin.kernel.models.record import Listening, Record, Seal
from tongxin.kernel.models.rule import Rule, StepSetting
from tongxin.kernel.models.term import Term

__all__ = [
    "Account",
    "CalendarDay",
    "CalendarYear",
    "Duty",
    "ExportRun",
    "ImportRun",
    "Listening",
    "Look",
    "Movement",
    "OfflineAnswer",
    "Principal",
    "Record",
    "Rule",
    "Seal",
    "StepSetting",
    "Term",
]
