// Points of the layers that are switched on: counted by the server for each view, drawn as clusters and single points.
import type * as GeoJSON from "geojson";
import type { GeoJSONSource, Map, MapGeoJSONFeature } from "maplibre-gl";
import type { Config } from "./config";
import { COLORS, EMPTY, pointLayers } from "./style";

interface Answer {
  all: number;
  here: number;
  clusters: [number, number, number, number][];
  points: [number, number, number, number][];
}

/** Nearer than this a cluster is one place: it is listed, not opened. */
const CLOSE = 17.5;

export class Points {
  private asking = new globalThis.Map<string, AbortController>();
  private added = new Set<string>();

  constructor(
    private map: Map,
    private config: Config,
    private show: (address: string) => void,
  ) {}

  /** Draw what the view shows of these layers; the others become empty. */
  async refresh(on: string[], order: string[]): Promise<void> {
    for (const name of this.added) if (!on.includes(name)) this.source(name)?.setData(EMPTY);
    await Promise.all(on.map((name) => this.ask(name, COLORS[order.indexOf(name) % COLORS.length] as string)));
  }

  private async ask(name: string, color: string): Promise<void> {
    this.asking.get(name)?.abort();
    const asking = new AbortController();
    this.asking.set(name, asking);
    const words = new URLSearchParams({ ...this.config.asked, box: view(this.map), zoom: String(Math.floor(this.map.getZoom())) });
    try {
      const answer = await fetch(`${this.config.points}${name}/?${words}`, { signal: asking.signal, credentials: "same-origin" });
      if (answer.ok) this.draw(name, color, (await answer.json()) as Answer);
    } catch (error) {
      if ((error as Error).name !== "AbortError") console.warn(`no points of ${name}`, error);
    }
  }

  private draw(name: string, color: string, answer: Answer): void {
    if (!this.added.has(name)) this.add(name, color);
    const at = (x: number, y: number): GeoJSON.Point => ({ type: "Point", coordinates: [x, y] });
    const many = answer.clusters.map(([x, y, count, tone]) => feature(at(x, y), { count, tone, words: short(count) }));
    const single = answer.points.map(([x, y, id, tone]) => feature(at(x, y), { key: id, tone }));
    this.source(name)?.setData({ type: "FeatureCollection", features: [...many, ...single] });
    this.map.getContainer().closest("tx-plan")?.setAttribute(`data-drawn-${name}`, String(answer.here));
  }

  private add(name: string, color: string): void {
    this.added.add(name);
    this.map.addSource(`points-${name}`, { type: "geojson", data: EMPTY });
    for (const layer of pointLayers(name, color)) this.map.addLayer(layer);
    this.map.on("click", `points-${name}-many`, (event) => this.open(name, event.features?.[0]));
    this.map.on("click", `points-${name}-one`, (event) => this.open(name, event.features?.[0]));
    for (const id of [`points-${name}-many`, `points-${name}-one`]) {
      this.map.on("mouseenter", id, () => (this.map.getCanvas().style.cursor = "pointer"));
      this.map.on("mouseleave", id, () => (this.map.getCanvas().style.cursor = ""));
    }
  }

  private open(name: string, touched?: MapGeoJSONFeature): void {
    if (!touched) return;
    const [x, y] = (touched.geometry as GeoJSON.Point).coordinates as [number, number];
    const words = new URLSearchParams({ ...this.config.asked, layer: name });
    if (touched.properties.key) {
      words.set("id", String(touched.properties.key));
    } else if (this.map.getZoom() < CLOSE) {
      this.map.easeTo({ center: [x, y], zoom: this.map.getZoom() + 2 });
      return;
    } else {
      // A cell of 64 pixels around the middle.
      const { x: px, y: py } = this.map.project([x, y]);
      const [sw, ne] = [this.map.unproject([px - 40, py + 40]), this.map.unproject([px + 40, py - 40])];
      words.set("box", [sw.lng, sw.lat, ne.lng, ne.lat].join(","));
    }
    this.show(`${this.config.cards}?${words}`);
  }

  private source(name: string): GeoJSONSource | undefined {
    return this.map.getSource(`points-${name}`) as GeoJSONSource | undefined;
  }
}



function feature(geometry: GeoJSON.Point, properties: Record<string, unknown>): GeoJSON.Feature {
  return { type: "Feature", geometry, properties };
}

function short(count: number): string {
  return count < 10_000 ? String(count) : `${(count / 10_000).toFixed(1)}万`;
}

/** The view as the server reads it. */
export function view(map: Map): string {
  const bounds = map.getBounds();
  return [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()].map((each) => each.toFixed(5)).join(",");
}
