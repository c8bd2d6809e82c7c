// How a map looks: our own borders on a plain ground, names drawn with the reader's own fonts, points coloured by urgency.
import type { DataDrivenPropertyValueSpecification, FilterSpecification, LayerSpecification, SourceSpecification, StyleSpecification } from "maplibre-gl";
import type { Tiles } from "./config";

const RED = "#b91c1c";
const FONTS = ["Noto Sans Regular"];
export const EMPTY = { type: "FeatureCollection" as const, features: [] };
/** The colour of a layer's points while nothing is urgent; the switch beside the map wears it too. */
export const COLORS = ["#1d4ed8", "#0f766e", "#7c3aed", "#9d174d", "#374151", "#0369a1"];

const geojson = (): SourceSpecification => ({ type: "geojson", data: EMPTY });

export function ground(tiles: Tiles | null): StyleSpecification {
  const sources: Record<string, SourceSpecification> = { shapes: geojson(), names: geojson(), drawn: geojson(), sketch: geojson() };
  const layers: LayerSpecification[] = [{ id: "ground", type: "background", paint: { "background-color": "#f6f4ef" } }];
  for (const name of tiles?.layers ?? []) {
    const address = new URL((tiles as Tiles).address.replace("{layer}", name), location.href).href.replace(/%7B/g, "{").replace(/%7D/g, "}");
    sources[`tiles-${name}`] = { type: "raster", tiles: [address], tileSize: 256, maxzoom: 18 };
    layers.push({ id: `tiles-${name}`, type: "raster", source: `tiles-${name}` });
  }
  return { version: 8, sources, layers: [...layers, ...borders(tiles !== null), ...drawings()] };
}

function borders(over: boolean): LayerSpecification[] {
  const width: DataDrivenPropertyValueSpecification<number> = ["match", ["get", "depth"], 1, 2, 2, 1.8, 3, 1.4, 1];
  return [
    { id: "shapes-fill", type: "fill", source: "shapes", paint: { "fill-color": "#ffffff", "fill-opacity": over ? 0.1 : 0.55 } },
    { id: "shapes-line", type: "line", source: "shapes", paint: { "line-color": "#b98a8a", "line-width": width } },
    {
      id: "names",
      type: "symbol",
      source: "names",
      layout: { "text-field": ["get", "name"], "text-font": FONTS, "text-size": ["match", ["get", "depth"], 1, 18, 2, 15, 3, 14, 12], "text-padding": 6, "symbol-sort-key": ["get", "depth"] },
      paint: { "text-color": "#4b5563", "text-halo-color": "#ffffff", "text-halo-width": 1.5 },
    },
  ];
}

function drawings(): LayerSpecification[] {
  return [
    { id: "drawn-fill", type: "fill", source: "drawn", filter: ["==", ["geometry-type"], "Polygon"], paint: { "fill-color": ["coalesce", ["get", "color"], RED], "fill-opacity": 0.22 } },
    { id: "drawn-line", type: "line", source: "drawn", paint: { "line-color": ["coalesce", ["get", "color"], RED], "line-width": 2 } },
    { id: "drawn-point", type: "circle", source: "drawn", filter: ["==", ["geometry-type"], "Point"], paint: { "circle-radius": 12, "circle-color": "#facc15", "circle-opacity": 0.75, "circle-stroke-color": RED, "circle-stroke-width": 3 } },
    {
      id: "drawn-name",
      type: "symbol",
      source: "drawn",
      filter: ["has", "label"],
      layout: { "text-field": ["get", "label"], "text-font": FONTS, "text-size": 13, "text-allow-overlap": true },
      paint: { "text-color": "#7f1d1d", "text-halo-color": "#ffffff", "text-halo-width": 1.5 },
    },
    { id: "sketch-line", type: "line", source: "sketch", paint: { "line-color": RED, "line-width": 2.5, "line-dasharray": [2, 1.5] } },
    { id: "sketch-points", type: "circle", source: "sketch", filter: ["==", ["geometry-type"], "Point"], paint: { "circle-radius": 5, "circle-color": "#ffffff", "circle-stroke-color": RED, "circle-stroke-width": 2 } },
  ];
}

export function pointLayers(name: string, color: string): LayerSpecification[] {
  const tone: DataDrivenPropertyValueSpecification<string> = ["match", ["get", "tone"], 1, "#166534", 2, "#a16207", 3, RED, color];
  const source = `points-${name}`;
  const many: FilterSpecification = ["has", "count"];
  return [
    {
      id: `${source}-many`,
      type: "circle",
      source,
      filter: many,
      paint: { "circle-color": tone, "circle-opacity": 0.88, "circle-radius": ["interpolate", ["linear"], ["log10", ["get", "count"]], 0.3, 12, 2, 18, 4, 28], "circle-stroke-color": "#ffffff", "circle-stroke-width": 2 },
    },
    {
      id: `${source}-count`,
      type: "symbol",
      source,
      filter: many,
      layout: { "text-field": ["get", "words"], "text-font": FONTS, "text-size": 13, "text-allow-overlap": true, "text-ignore-placement": true },
      paint: { "text-color": "#ffffff" },
    },
    {
      id: `${source}-one`,
      type: "circle",
      source,
      filter: ["!", many],
      paint: { "circle-color": tone, "circle-radius": 7, "circle-stroke-color": "#ffffff", "circle-stroke-width": 2 },
    },
  ];
}
