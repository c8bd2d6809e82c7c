// Drawing a border or a cutting line: a click sets a corner, near a known corner it takes that one, so that borders meet.
import type * as GeoJSON from "geojson";
import type { GeoJSONSource, Map, MapMouseEvent } from "maplibre-gl";

type Corner = [number, number];
/** Pixels within which a corner is taken for a known one. */
const NEAR = 10;

export class Sketch {
  private corners: Corner[] = [];
  private readonly field: HTMLTextAreaElement | HTMLInputElement | null;
  private readonly datum: HTMLSelectElement | null;

  constructor(
    private plan: HTMLElement,
    private map: Map,
    private closed: boolean,
  ) {
    this.field = (plan.closest("form") ?? document).querySelector(`[name="${plan.getAttribute("geometry") ?? "geometry"}"]`);
    this.datum = (plan.closest("form") ?? document).querySelector(`[name="${plan.getAttribute("datum") ?? "datum"}"]`);
    map.doubleClickZoom.disable();
    map.on("click", (event) => this.add(this.snapped(event)));
    plan.querySelector("[data-here]")?.addEventListener("click", () => {
      const { lng, lat } = map.getCenter();
      this.add([lng, lat]);
    });
    plan.querySelector("[data-undo]")?.addEventListener("click", () => this.change(this.corners.slice(0, -1)));
    plan.querySelector("[data-clear]")?.addEventListener("click", () => this.change([]));
    this.field?.addEventListener("change", () => this.read());
    this.read();
  }

  private add(corner: Corner): void {
    this.change([...this.corners, corner]);
  }

  private change(corners: Corner[]): void {
    this.corners = corners;
    if (this.datum) this.datum.value = "wgs84";
    if (this.field) this.field.value = this.enough() ? JSON.stringify(this.geometry()) : "";
    this.draw();
  }

  private enough(): boolean {
    return this.corners.length >= (this.closed ? 3 : 2);
  }

  private geometry(): GeoJSON.Geometry {
    const line = this.corners.map(([x, y]): Corner => [Number(x.toFixed(7)), Number(y.toFixed(7))]);
    return this.closed ? { type: "Polygon", coordinates: [[...line, line[0] as Corner]] } : { type: "LineString", coordinates: line };
  }

  /** What came back with the form, or was pasted, is drawn on. */
  private read(): void {
    // A border in another system is shown by the server, where it really lies.
    if (this.datum && this.datum.value !== "wgs84") return;
    try {
      const given = JSON.parse(this.field?.value || "null");
      const line = given?.type === "Polygon" ? given.coordinates[0].slice(0, -1) : given?.type === "LineString" ? given.coordinates : null;
      if (line) this.corners = line;
    } catch {
      return;
    }
    this.draw();
  }

  private draw(): void {
    const points = this.corners.map((corner): GeoJSON.Feature => ({ type: "Feature", properties: {}, geometry: { type: "Point", coordinates: corner } }));
    const path = this.closed && this.corners.length > 2 ? [...this.corners, this.corners[0] as Corner] : this.corners;
    const line: GeoJSON.Feature[] = path.length > 1 ? [{ type: "Feature", properties: {}, geometry: { type: "LineString", coordinates: path } }] : [];
    (this.map.getSource("sketch") as GeoJSONSource | undefined)?.setData({ type: "FeatureCollection", features: [...line, ...points] });
    this.plan.setAttribute("data-corners", String(this.corners.length));
  }

  /** The corner of a border near the pointer, or where it points; a cutting line ends where it was meant to. */
  private snapped(event: MapMouseEvent): Corner {
    const here: Corner = [event.lngLat.lng, event.lngLat.lat];
    if (!this.closed) return here;
    const found = this.map.queryRenderedFeatures(
      [
        [event.point.x - NEAR, event.point.y - NEAR],
        [event.point.x + NEAR, event.point.y + NEAR],
      ],
      { layers: ["shapes-line"] },
    );
    let best = here;
    let least = NEAR;
    for (const corner of found.flatMap(({ geometry }) => cornersOf(geometry))) {
      const { x, y } = this.map.project(corner);
      const away = Math.hypot(x - event.point.x, y - event.point.y);
      if (away < least) [best, least] = [corner, away];
    }
    return best;
  }
}

function cornersOf(geometry: GeoJSON.Geometry): Corner[] {
  if (geometry.type === "Polygon" || geometry.type === "MultiLineString") return geometry.coordinates.flat() as Corner[];
  if (geometry.type === "MultiPolygon") return geometry.coordinates.flat(2) as Corner[];
  return geometry.type === "LineString" ? (geometry.coordinates as Corner[]) : [];
}
