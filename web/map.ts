// <tx-map geojson="...">: areas coloured by how many rows each has; a click opens the list behind the number. The same rows
// stand beside it as links, so the picture is never the only way.
import { MapChart } from "echarts/charts";
import { TooltipComponent, VisualMapComponent } from "echarts/components";
import * as echarts from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";
import { FONT, INK, Picture, SOFT } from "./parts/picture";

echarts.use([MapChart, TooltipComponent, VisualMapComponent, CanvasRenderer]);

interface Row {
  code: string;
  label: string;
  count: number;
  url: string;
}

/** Borders carry a county's six digits, the tree its twelve (the rest zeros): both mean the county. */
function short(code: string | number): string {
  return String(code).replace(/^(\d{6})0+$/, "$1");
}

class AreaMap extends Picture {
  protected async draw(canvas: HTMLElement, data: unknown): Promise<void> {
    const rows = (data as { rows: Row[] }).rows.map((row) => ({ ...row, code: short(row.code) }));
    const address = this.getAttribute("geojson") ?? "";
    const answer = await fetch(address);
    if (!answer.ok) throw new Error(String(answer.status));
    const shapes = await answer.json();
    for (const { properties } of shapes.features) properties.code = short(properties.code ?? properties.adcode);
    echarts.registerMap(address, shapes);
    if (!this.isConnected) return;
    this.chart = echarts.init(canvas);
    this.chart.setOption(this.option(address, shapes, rows));
    this.chart.on("click", (event) => {
      const url = rows.find((row) => row.code === event.name)?.url;
      if (url) window.location.assign(url);
    });
  }

  private option(map: string, shapes: { features: { properties: { code: string; name?: string } }[] }, rows: Row[]): Record<string, unknown> {
    const unit = this.getAttribute("unit") ?? "";
    const names = new Map(shapes.features.map(({ properties }) => [properties.code, properties.name ?? ""]));
    const name = (code: string): string => rows.find((row) => row.code === code)?.label ?? names.get(code) ?? "";
    const most = Math.max(1, ...rows.map((row) => row.count));
    return {
      textStyle: { fontFamily: FONT },
      animation: false,
      tooltip: {
        renderMode: "richText",
        formatter: (at: { name: string; value: number }) => `${name(at.name)}  ${Number.isNaN(at.value) ? 0 : at.value.toLocaleString()} ${unit}`,
      },
      visualMap: {
        min: 0,
        max: most,
        orient: "horizontal",
        left: 0,
        bottom: 0,
        itemWidth: 12,
        itemHeight: 90,
        text: [most.toLocaleString(), "0"],
        textStyle: { color: SOFT },
        inRange: { color: ["#fdf2f2", "#e7a5a5", "#b91c1c"] },
      },
      series: [
        {
          type: "map",
          map,
          nameProperty: "code",
          top: 4,
          bottom: 36,
          aspectScale: 0.9,
          selectedMode: false,
          itemStyle: { areaColor: "#fbfbfc", borderColor: "#b98a8a", borderWidth: 0.8 },
          label: { show: true, color: INK, fontSize: 12, textBorderColor: "#fff", textBorderWidth: 2, formatter: (at: { name: string }) => name(at.name) },
          emphasis: { label: { color: INK, fontWeight: "bold" }, itemStyle: { areaColor: "#f6c9c9", borderColor: "#b91c1c", borderWidth: 1.5 } },
          data: rows.map((row) => ({ name: row.code, value: row.count })),
        },
      ],
    };
  }
}

customElements.define("tx-map", AreaMap);
