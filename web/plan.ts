// <tx-plan>: our own borders and points on a map that asks nobody outside. Where the browser cannot draw it (no WebGL2) the
// list beside it says the same; the fields of a form can be filled without it.
import type * as GeoJSON from "geojson";
import { type GeoJSONSource, Map, setWorkerUrl } from "maplibre-gl";
import { FONT } from "./parts/picture";
import type { Config } from "./plan/config";
import { Pin } from "./plan/pin";
import { Points, view } from "./plan/points";
import { Sketch } from "./plan/sketch";
import { EMPTY, ground } from "./plan/style";

const PAUSE = 250;

class Plan extends HTMLElement {
  private map: Map | null = null;
  private config!: Config;
  private points: Points | null = null;
  private clock = 0;
  private listing = 0;
  private watcher: ResizeObserver | null = null;

  connectedCallback(): void {
    const canvas = this.querySelector<HTMLElement>("[data-canvas]");
    const script = this.querySelector<HTMLScriptElement>("script[type='application/json']");
    if (!canvas || !script?.textContent || this.map) return;
    this.config = JSON.parse(script.textContent) as Config;
    if (!canDraw()) this.missing();
    else if (canvas.clientWidth) this.open(canvas);
    else this.await(canvas);
    this.addEventListener("change", (event) => {
      if ((event.target as Element).matches("[data-layer]")) this.look();
    });
  }

  disconnectedCallback(): void {
    this.watcher?.disconnect();
    window.clearInterval(this.clock);
    window.clearTimeout(this.listing);
    this.map?.remove();
    this.map = null;
  }

  /** A map that is folded away has no size to look through: it is drawn when it is unfolded. */
  private await(canvas: HTMLElement): void {
    this.watcher = new ResizeObserver(() => {
      if (!canvas.clientWidth) return;
      this.watcher?.disconnect();
      this.open(canvas);
    });
    this.watcher.observe(canvas);
  }

  private open(canvas: HTMLElement): void {
    setWorkerUrl(new URL(this.getAttribute("worker") ?? "", location.href).href);
    const map = new Map({
      container: canvas,
      style: ground(this.config.tiles),
      ...(this.config.box ? { bounds: this.config.box, fitBoundsOptions: { padding: 24, maxZoom: 16 } } : { center: [105, 35], zoom: 3 }),
      attributionControl: false,
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
      renderWorldCopies: false,
      maxZoom: 20,
      fadeDuration: 0,
      localIdeographFontFamily: FONT,
    });
    map.touchZoomRotate.disableRotation();
    map.getCanvas().setAttribute("aria-label", canvas.getAttribute("aria-label") ?? "");
    this.map = map;
    map.once("load", () => this.ready(map));
    map.on("moveend", () => this.look());
    map.getCanvas().addEventListener("webglcontextlost", () => this.missing());
    this.buttons(map);
  }

  private ready(map: Map): void {
    this.points = new Points(map, this.config, (address) => void this.card(address));
    source(map, "drawn").setData(this.config.drawn ?? EMPTY);
    const mode = this.getAttribute("mode") ?? "look";
    if (mode === "pin") new Pin(this, map, this.config);
    if (mode === "polygon" || mode === "line") new Sketch(this, map, mode === "polygon");
    this.look();
    const every = Number(this.getAttribute("every"));
    if (every) this.clock = window.setInterval(() => void this.points?.refresh(this.chosen(), this.order()), every * 1000);
    this.classList.add("is-drawn");
  }

  /** Draw these above the points, in place of what was drawn before. */
  draw(shapes: GeoJSON.FeatureCollection): void {
    this.config.drawn = shapes;
    if (this.points && this.map) source(this.map, "drawn").setData(shapes);
  }

  private buttons(map: Map): void {
    this.querySelector("[data-nearer]")?.addEventListener("click", () => map.zoomIn());
    this.querySelector("[data-farther]")?.addEventListener("click", () => map.zoomOut());
    this.querySelector("[data-whole]")?.addEventListener("click", () => this.config.box && map.fitBounds(this.config.box, { padding: 24 }));
  }

  private missing(): void {
    this.classList.add("is-missing");
    if (this.getAttribute("mode") === "pin") new Pin(this, null, this.config);
    this.list();
  }

  /** Fetch what the view shows now. */
  private look(): void {
    if (this.map && this.points) {
      void this.borders(this.map);
      void this.points.refresh(this.chosen(), this.order());
    }
    window.clearTimeout(this.listing);
    this.listing = window.setTimeout(() => this.list(), PAUSE);
  }

  private async borders(map: Map): Promise<void> {
    const words = new URLSearchParams({ box: view(map), zoom: String(Math.floor(map.getZoom())) });
    if (this.config.on) words.set("on", this.config.on);
    const answer = await fetch(`${this.config.shapes}?${words}`).catch(() => null);
    if (!answer?.ok || this.map !== map) return;
    const shapes = (await answer.json()) as GeoJSON.FeatureCollection;
    source(map, "shapes").setData(shapes);
    const names = shapes.features.map(({ properties }) => ({ type: "Feature" as const, properties, geometry: { type: "Point" as const, coordinates: properties?.at } }));
    source(map, "names").setData({ type: "FeatureCollection", features: names });
    this.setAttribute("data-shapes", String(shapes.features.length));
  }

  private order(): string[] {
    return [...this.querySelectorAll<HTMLInputElement>("[data-layer]")].map((each) => each.dataset.layer as string);
  }

  private chosen(): string[] {
    return [...this.querySelectorAll<HTMLInputElement>("[data-layer]:checked")].map((each) => each.dataset.layer as string);
  }

  /** The list beside the map: what lies in the view. */
  private list(): void {
    const list = this.querySelector<HTMLElement>("[data-list]");
    if (!list) return;
    const words = new URLSearchParams({ ...this.config.asked });
    for (const name of this.chosen()) words.append("layer", name);
    if (this.map) words.set("box", view(this.map));
    else if (this.config.box) words.set("box", this.config.box.join(","));
    void fill(list, `${this.config.cards}?${words}`);
  }

  private async card(address: string): Promise<void> {
    const card = this.querySelector<HTMLElement>("[data-card]");
    if (!card) return;
    await fill(card.querySelector("[data-card-body]") ?? card, address);
    card.hidden = false;
    card.focus();
  }
}

async function fill(place: Element, address: string): Promise<void> {
  const answer = await fetch(address, { credentials: "same-origin" }).catch(() => null);
  if (answer?.ok) place.innerHTML = await answer.text();
}

function source(map: Map, name: string): GeoJSONSource {
  return map.getSource(name) as GeoJSONSource;
}

function canDraw(): boolean {
  try {
    return document.createElement("canvas").getContext("webgl2") !== null;
  } catch {
    return false;
  }
}

document.addEventListener("click", (event) => {
  const card = (event.target as Element).closest("[data-card-close]")?.closest<HTMLElement>("[data-card]");
  if (card) card.hidden = true;
});
customElements.define("tx-plan", Plan);
