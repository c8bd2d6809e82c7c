"""What can be said of honor posts, assembly stations, their rosters and calls."""

from django.utils.translation import gettext_lazy as _

from tongxin.enrolment.models import AssemblyStation, CallOut, CallOutAnswer, HonorPost, StationShift
from tongxin.kernel.records import Event


class HonorPostGiven(Event):
    honor: HonorPost
    person_name: str
    label: str
    says = _("{by}设立{label}，由{person_name}负责")


class HonorPostEnded(Event):
    honor: HonorPost
    label: str
    reason: str
    says = _("{label}已结束：{reason}")


class StationOpened(Event):
    station: AssemblyStation
    place: str
    says = _("{by}设立党员集结站，地点：{place}")


class StationChanged(Event):
    station: AssemblyStation
    place: str
    says = _("{by}更改了集结站，地点：{place}")


class ShiftTaken(Event):
    shift: StationShift
    person_name: str
    day: str
    part: str
    says = _("{day} {part}由{person_name}值守")


class ShiftLeft(Event):
    shift: StationShift
    person_name: str
    day: str
    part: str
    says = _("{person_name}退出 {day} {part}的值守")


class CalledOut(Event):
    call: CallOut
    text: str
    place: str
    begins: str
    called: int
    says = _("{by}发出集结通知，{called} 人")


class CallAnswered(Event):
    answer: CallOutAnswer
    person_name: str
    comes: bool
    says = _("{person_name}答复了集结通知")
