// <tx-screen>: the wall. Asks its address every second; an unchanged answer has no body (ETag). What is new is drawn at once,
// on the map too. A token that ran out makes the page load itself anew, which asks for the right again.
import type * as GeoJSON from "geojson";

interface Count {
  label: string;
  n: number;
}

interface Newest {
  id: number;
  time: string;
  what: string;
  where: string;
  step: string;
  at: [number, number] | null;
}

interface Figures {
  clock: string;
  day: Count[];
  steps: Count[];
  late: Count[];
  newest: Newest[];
}

interface Drawn extends HTMLElement {
  draw?: (shapes: GeoJSON.FeatureCollection) => void;
}

const EVERY = 1000;
const FRESH = 60_000;

class Screen extends HTMLElement {
  private timer = 0;
  private etag = "";
  private known = new Map<number, number>();

  connectedCallback(): void {
    const said = this.querySelector("script[type='application/json']")?.textContent;
    if (said) for (const each of (JSON.parse(said) as Figures).newest) this.known.set(each.id, 0);
    // Screens that were opened together need not ask in the same moment.
    this.timer = window.setTimeout(() => void this.ask(), Math.random() * EVERY);
  }

  disconnectedCallback(): void {
    window.clearTimeout(this.timer);
  }

  private async ask(): Promise<void> {
    const begun = performance.now();
    try {
      const answer = await fetch(this.getAttribute("src") ?? "", { cache: "no-store", headers: this.etag ? { "If-None-Match": this.etag } : {} });
      if (answer.status === 403) return location.reload();
      if (answer.status !== 304) {
        if (!answer.ok) throw new Error(String(answer.status));
        this.etag = answer.headers.get("ETag") ?? "";
        this.show((await answer.json()) as Figures);
      }
      this.stale(false);
    } catch {
      this.stale(true);
    }
    this.timer = window.setTimeout(() => void this.ask(), Math.max(50, EVERY - (performance.now() - begun)));
  }

  private stale(is: boolean): void {
    this.querySelector<HTMLElement>("[data-stale]")?.toggleAttribute("hidden", !is);
  }

  private show(told: Figures): void {
    const clock = this.querySelector("[data-clock]");
    if (clock) clock.textContent = told.clock;
    this.fill("day", told.day, (each) => [strong(each.n), span(each.label)]);
    this.fill("steps", told.steps, (each) => [span(each.label), strong(each.n)]);
    this.fill("late", told.late, (each) => [span(each.label), strong(each.n)]);
    this.querySelector("[data-none]")?.toggleAttribute("hidden", told.late.length > 0);
    const now = Date.now();
    for (const each of told.newest) if (!this.known.has(each.id)) this.known.set(each.id, now);
    this.fill("newest", told.newest, (each) => [span(each.time), strong(each.what), span(each.where), em(each.step)]);
    this.querySelectorAll("[data-newest] > li").forEach((line, n) => line.classList.toggle("is-fresh", this.isFresh(told.newest[n], now)));
    this.point(told.newest.filter((each) => this.isFresh(each, now)));
  }

  private isFresh(each: Newest | undefined, now: number): boolean {
    return each !== undefined && now - (this.known.get(each.id) ?? 0) < FRESH;
  }

  private fill<T>(name: string, rows: T[], parts: (row: T) => HTMLElement[]): void {
    const lines = rows.map((row) => {
      const line = document.createElement("li");
      parts(row).forEach((part, n) => line.append(...(n ? [" ", part] : [part])));
      return line;
    });
    this.querySelector(`[data-${name}]`)?.replaceChildren(...lines);
  }

  private point(fresh: Newest[]): void {
    const features = fresh
      .filter((each) => each.at)
      .map((each) => ({ type: "Feature" as const, properties: { label: each.what }, geometry: { type: "Point" as const, coordinates: each.at as number[] } }));
    this.querySelector<Drawn>("tx-plan")?.draw?.({ type: "FeatureCollection", features });
  }
}

function part(name: "span" | "strong" | "em", words: string | number): HTMLElement {
  const made = document.createElement(name);
  made.textContent = String(words);
  return made;
}

const span = (words: string): HTMLElement => part("span", words);
const strong = (words: string | number): HTMLElement => part("strong", words);
const em = (words: string): HTMLElement => part("em", words);

customElements.define("tx-screen", Screen);
