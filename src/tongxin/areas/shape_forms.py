"""Forms of the ground: drawn on the map or pasted as GeoJSON, with the day it holds from and where it is from."""

import json
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from tongxin.areas import geometry
from tongxin.areas.fields import DayField, DeedForm
from tongxin.areas.models import Area, Shape
from tongxin.areas.shape_actions import Drawing
from tongxin.kernel import terms
from tongxin.kernel.datum import Datum
from tongxin.kernel.errors import Refused

#: An import larger than this is no list of grids of one place.
HEAVIEST = 8_000_000


class GeometryField(forms.CharField):
    """GeoJSON as text: what the map writes, or what somebody pastes."""

    widget = forms.Textarea(attrs={"rows": 3, "spellcheck": "false"})

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            return json.loads(text)
        except (ValueError, RecursionError) as error:
            raise forms.ValidationError(_t("这不是 GeoJSON：请在图上画，或粘贴完整的一段。")) from error


class DrawForm(DeedForm):
    geometry = GeometryField(label=_("边界（GeoJSON，在图上画好后自动填入）"))
    datum = forms.ChoiceField(label=_("坐标系"), choices=Datum.choices, initial=Datum.WGS84)
    basis = forms.ChoiceField(label=_("划分依据"), choices=Shape.Basis.choices, initial=Shape.Basis.STREETS)
    population = forms.IntegerField(label=_("范围内人口"), required=False, min_value=0, max_value=10_000_000)
    source = forms.CharField(label=_("文号或来源"), max_length=120)
    day = DayField(label=_("自哪天起"))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("geometry") is not None and "datum" in given:
            try:
                given["ground"] = geometry.read(given["geometry"], given["datum"])
            except Refused as refused:
                self.add_error("geometry", str(refused))
        if given.get("basis") == Shape.Basis.POPULATION and given.get("population") is None:
            self.add_error("population", _t("按人口划分的，请填范围内人口。"))
        return given

    @property
    def drawing(self) -> Drawing:
        given = self.cleaned_data
        return Drawing(given["ground"], given["source"], given["datum"], given["basis"], given["population"])


def _numbers(text: str) -> list[int]:
    parts = [part.strip() for part in text.replace("，", "、").replace(",", "、").split("、") if part.strip()]
    if not all(part.isdecimal() and len(part) < 10 for part in parts):
        raise forms.ValidationError(_t("请只填数字，用顿号隔开。"))
    return [int(part) for part in parts]


class CutForm(DeedForm):
    geometry = GeometryField(label=_("分界线（GeoJSON，在图上画好后自动填入）"))
    datum = forms.ChoiceField(label=_("坐标系"), choices=Datum.choices, initial=Datum.WGS84)
    names = forms.CharField(label=_("新区域名称"), max_length=300, help_text=_("多个名称用顿号隔开，从西到东。"))
    keep = forms.IntegerField(
        label=_("原区域保留第几块"), required=False, min_value=1, help_text=_("从西往东数，不填则保留最大的一块。")
    )
    people = forms.CharField(
        label=_("各块人口"), required=False, max_length=120, help_text=_("从西到东，用顿号隔开；不知道就不填。")
    )
    document = forms.CharField(label=_("批准文号"), max_length=120)
    day = DayField(label=_("自哪天起"))

    def clean_names(self) -> list[str]:
        names = [name.strip() for name in self.cleaned_data["names"].replace("，", "、").split("、")]
        return [name for name in names if name]

    def clean_people(self) -> list[int]:
        return _numbers(self.cleaned_data["people"])

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("geometry") is not None and "datum" in given:
            try:
                given["line"] = geometry.read_line(given["geometry"], given["datum"])
            except Refused as refused:
                self.add_error("geometry", str(refused))
        return given


class BringForm(DeedForm):
    """Many borders at once: a file, or the text that came back with the preview."""

    kind = forms.ChoiceField(label=_("哪一类区域"))
    file = forms.FileField(label=_("GeoJSON 文件"), required=False)
    features = forms.CharField(label=_("或粘贴 GeoJSON"), required=False, widget=forms.Textarea(attrs={"rows": 4}))
    datum = forms.ChoiceField(label=_("坐标系"), choices=Datum.choices, initial=Datum.WGS84)
    source = forms.CharField(label=_("文号或来源"), max_length=120)
    day = DayField(label=_("自哪天起"))

    def __init__(self, *args: Any, parent: Area, files: Any = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.files = files or MultiValueDict()
        kinds = terms.terms("area_kinds").values()
        self.choose("kind", [(each.code, each.label) for each in kinds if parent.kind in each.data.get("parents", [])])

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        file = given.get("file")
        if file is not None and file.size > HEAVIEST:
            self.add_error("file", _t("文件太大（超过 8 MB），请按社区分开导入。"))
            return given
        try:
            text = file.read().decode("utf-8-sig") if file is not None else given.get("features", "")
            given["collection"] = json.loads(text)
            self.text = text
        except (ValueError, RecursionError):
            self.add_error("file", _t("没有读到 GeoJSON：请选择 .geojson 或 .json 文件，或粘贴完整的一段。"))
        return given


class DivideForm(DeedForm):
    """By population: how many people a grid should have at least and at most, and where they live (CD-04)."""

    people = forms.IntegerField(
        label=_("人口"), min_value=1, max_value=10_000_000, required=False,
        help_text=_("填了下面的人口分布就不用填；都不填时，按已登记的小区、楼栋人口算。"),
    )  # fmt: skip
    least = forms.IntegerField(label=_("每个网格至少多少人"), min_value=1)
    most = forms.IntegerField(label=_("每个网格至多多少人"), min_value=1)
    living = forms.CharField(
        label=_("人口分布"), required=False, widget=forms.Textarea(attrs={"rows": 5}), max_length=400_000,
        help_text=_("每行一处：经度,纬度,人数，例如 102.545,24.351,320。只填楼栋或小区的人数，不要填个人信息。"),
    )  # fmt: skip
    datum = forms.ChoiceField(label=_("坐标系"), choices=Datum.choices, initial=Datum.WGS84)
    document = forms.CharField(label=_("批准文号"), max_length=120)
    day = DayField(label=_("自哪天起"))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("least") and given.get("most") and given["most"] < 2 * given["least"] - 1:
            self.add_error("most", _t("上限至少要接近下限的两倍，否则有的人口数怎么分都不合适。"))
        return given
