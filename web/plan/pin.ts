// A pin that is set by a click, dragged, or put where the fields say; what it says goes into the fields of its form.
import { type Map, Marker } from "maplibre-gl";
import type { Config, Place } from "./config";

export class Pin {
  private marker: Marker | null = null;
  private asked = 0;
  private readonly longitude: HTMLInputElement | null;
  private readonly latitude: HTMLInputElement | null;
  private readonly datum: HTMLSelectElement | HTMLInputElement | null;

  constructor(
    private plan: HTMLElement,
    private map: Map | null,
    private config: Config,
  ) {
    const form = plan.closest("form") ?? document;
    this.longitude = form.querySelector(`[name="${plan.getAttribute("longitude") ?? "longitude"}"]`);
    this.latitude = form.querySelector(`[name="${plan.getAttribute("latitude") ?? "latitude"}"]`);
    this.datum = form.querySelector(`[name="${plan.getAttribute("datum") ?? "datum"}"]`);
    for (const field of [this.longitude, this.latitude, this.datum]) field?.addEventListener("change", () => void this.typed());
    map?.on("click", (event) => void this.set(event.lngLat.lng, event.lngLat.lat));
    plan.querySelector("[data-here]")?.addEventListener("click", () => {
      const middle = map?.getCenter();
      if (middle) void this.set(middle.lng, middle.lat);
    });
    plan.querySelector("[data-locate]")?.addEventListener("click", () => this.locate());
    void this.typed();
  }

  /** The pin in WGS-84; the fields follow. */
  private async set(longitude: number, latitude: number): Promise<void> {
    if (this.longitude) this.longitude.value = longitude.toFixed(6);
    if (this.latitude) this.latitude.value = latitude.toFixed(6);
    if (this.datum) this.datum.value = "wgs84";
    this.draw(longitude, latitude);
    await this.tell(longitude, latitude, "wgs84");
  }

  /** Somebody typed, or the form came back: the pin goes where the fields say, in whatever system. */
  private async typed(): Promise<void> {
    const longitude = parseFloat(this.longitude?.value ?? "");
    const latitude = parseFloat(this.latitude?.value ?? "");
    if (Number.isNaN(longitude) || Number.isNaN(latitude)) return;
    const place = await this.tell(longitude, latitude, this.datum?.value || "wgs84");
    if (place?.longitude === undefined || place.latitude === undefined) return;
    this.draw(place.longitude, place.latitude);
    this.map?.easeTo({ center: [place.longitude, place.latitude], zoom: Math.max(this.map.getZoom(), 14) });
  }

  private draw(longitude: number, latitude: number): void {
    if (!this.map) return;
    if (!this.marker) {
      this.marker = new Marker({ draggable: true, color: "#b91c1c" });
      this.marker.on("dragend", () => {
        const at = this.marker?.getLngLat();
        if (at) void this.set(at.lng, at.lat);
      });
      this.marker.setLngLat([longitude, latitude]).addTo(this.map);
    }
    this.marker.setLngLat([longitude, latitude]);
  }

  /** Asks where a point lies and says it; null where a newer question has been asked meanwhile, or none was answered. */
  private async tell(longitude: number, latitude: number, datum: string): Promise<Place | null> {
    const turn = ++this.asked;
    const said = this.plan.querySelector<HTMLElement>("[data-where]");
    try {
      const answer = await fetch(`${this.config.where}?${new URLSearchParams({ longitude: String(longitude), latitude: String(latitude), datum })}`);
      const place = (await answer.json()) as Place;
      if (turn !== this.asked) return null;
      if (said) said.textContent = place.sentence;
      this.plan.dispatchEvent(new CustomEvent("plan:pinned", { bubbles: true, detail: place }));
      return answer.ok ? place : null;
    } catch {
      return null;
    }
  }

  private locate(): void {
    navigator.geolocation?.getCurrentPosition(({ coords }) => {
      void this.set(coords.longitude, coords.latitude);
      this.map?.easeTo({ center: [coords.longitude, coords.latitude], zoom: 16 });
    });
  }
}
