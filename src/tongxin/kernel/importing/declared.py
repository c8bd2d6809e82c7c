"""What a room declares of a table that it takes, and what comes of trying one."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy

from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import Refused, Unfit
from tongxin.kernel.models import ImportRun
from tongxin.kernel.records import Event

Tell = Callable[[int], None]

IMPORTS: dict[str, type["Import"]] = {}


class TooLarge(Unfit):
    status = 413
    sentence = gettext_lazy("文件超过 30 MB。请分成几个文件，或删去图片和空白工作表后再上传。")


class WrongSheet(Unfit):
    sentence = gettext_lazy("这张工作表里没有认出需要的列，请换一张工作表，或在下面指定各列。")


class NotChecked(Refused):
    sentence = gettext_lazy("还有没改好的行，全部改好以后才能导入；现在没有写入任何数据。")


class TableImported(Event):
    run: ImportRun
    label: str
    count: int
    says = gettext_lazy("{by}导入了{label} {count} 条")


class Import:
    """One kind of table that can be brought in. An instance lives for one try and may keep what it looked up."""

    kind: ClassVar[str]
    label: ClassVar[Any]
    power: ClassVar[str] = "people.import"
    #: Checks of single cells by column, so that each wrong cell of a row is named; they give back the one written form.
    cells: ClassVar[Mapping[str, Callable[[Any], Any]]] = {}
    #: Shown above the form: what an empty column means.
    hint: ClassVar[Any] = ""

    def __init_subclass__(cls) -> None:
        if "kind" in cls.__dict__:
            IMPORTS[cls.kind] = cls

    def __init__(self, *, by: Actor, at: datetime) -> None:
        self.by, self.at = by, at

    def check(self, row: dict[str, Any]) -> Any:
        """Make of one row what will be saved; raises Unfit with a sentence for the person who sent it."""
        raise NotImplementedError

    def check_together(self, rows: Sequence[tuple[int, Any]]) -> Iterable[tuple[int, str]]:
        """Name (line, sentence) of rows that cannot stand beside others or beside what is there."""
        return ()

    def save(self, things: list[Any], tell: Tell) -> None:
        """Bring everything in; runs inside one transaction."""
        raise NotImplementedError


@dataclass(frozen=True)
class Fault:
    """One thing wrong in one line of the file, with the heading of its column where there is one."""

    line: int
    column: str
    sentence: str


@dataclass
class Trial:
    """What came of trying a file: the things that would be saved, and the faults."""

    total: int = 0
    good: list[tuple[int, Any]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    @property
    def faulty_lines(self) -> int:
        return len({fault.line for fault in self.faults})
