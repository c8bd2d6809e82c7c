// <tx-chart kind="bar|line">: series over labels; a click opens the list behind the number. Its figures stand below as a table.
import { BarChart, LineChart } from "echarts/charts";
import { GridComponent, LegendComponent, TooltipComponent } from "echarts/components";
import * as echarts from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";
import { FONT, LINE, Picture, REDS, SOFT } from "./parts/picture";

echarts.use([BarChart, LineChart, GridComponent, LegendComponent, TooltipComponent, CanvasRenderer]);

interface Data {
  labels: string[];
  series: { name: string; values: (number | null)[] }[];
  urls: string[] | null;
}

class Chart extends Picture {
  protected async draw(canvas: HTMLElement, given: unknown): Promise<void> {
    const data = given as Data;
    this.chart = echarts.init(canvas);
    this.chart.setOption(this.option(data));
    this.chart.on("click", (event) => {
      const url = data.urls?.[event.dataIndex];
      if (url) window.location.assign(url);
    });
  }

  private option({ labels, series }: Data): Record<string, unknown> {
    const kind = this.getAttribute("kind") === "line" ? "line" : "bar";
    const several = series.length > 1;
    return {
      textStyle: { fontFamily: FONT },
      color: REDS,
      animation: false,
      grid: { left: 8, right: 12, top: 32, bottom: 4, containLabel: true },
      legend: several ? { top: 0, right: 0, itemWidth: 14, itemHeight: 10, textStyle: { color: SOFT } } : undefined,
      tooltip: { trigger: "axis", renderMode: "richText", axisPointer: { type: kind === "bar" ? "shadow" : "line" } },
      xAxis: { type: "category", data: labels, axisTick: { show: false }, axisLine: { lineStyle: { color: LINE } }, axisLabel: { color: SOFT } },
      yAxis: { type: "value", name: this.getAttribute("unit") || undefined, minInterval: 1, splitLine: { lineStyle: { color: LINE } }, axisLabel: { color: SOFT }, nameTextStyle: { color: SOFT, align: "left" } },
      series: series.map(({ name, values }) => ({ type: kind, name, data: values, barMaxWidth: 36, symbolSize: 6, itemStyle: { borderRadius: kind === "bar" ? [3, 3, 0, 0] : 0 } })),
    };
  }
}

customElements.define("tx-chart", Chart);
