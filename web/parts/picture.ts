// What map and chart share: the data in the element, a canvas that follows its size, an end that cleans up.
import type { EChartsType } from "echarts/core";

export abstract class Picture extends HTMLElement {
  protected chart: EChartsType | null = null;
  private watcher: ResizeObserver | null = null;

  connectedCallback(): void {
    const canvas = this.querySelector<HTMLElement>("[data-canvas]");
    const script = this.querySelector<HTMLScriptElement>("script[type='application/json']");
    if (!canvas || !script?.textContent) return;
    this.watcher = new ResizeObserver(() => this.chart?.resize());
    this.watcher.observe(canvas);
    this.draw(canvas, JSON.parse(script.textContent)).catch(() => this.classList.add("is-missing"));
  }

  disconnectedCallback(): void {
    this.watcher?.disconnect();
    this.chart?.dispose();
    this.chart = null;
  }

  protected abstract draw(canvas: HTMLElement, data: unknown): Promise<void>;
}

export const INK = "#1f2937";
export const SOFT = "#5b6472";
export const LINE = "#e5e7eb";
export const REDS = ["#b91c1c", "#1d4ed8", "#b8860b", "#166534", "#6b7280"];
export const FONT = 'system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif';
