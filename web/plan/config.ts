// What a page tells its map.
import type * as GeoJSON from "geojson";

export type Box = [number, number, number, number];

export interface Tiles {
  address: string;
  layers: string[];
}

export interface Config {
  /** Where to look first: west, south, east, north. */
  box: Box | null;
  shapes: string;
  /** The day of the borders, where it is not today. */
  on: string;
  points: string;
  cards: string;
  where: string;
  /** Filters that the points are asked with. */
  asked: Record<string, string>;
  tiles: Tiles | null;
  /** Features to show above the borders: a preview, gaps. */
  drawn: GeoJSON.FeatureCollection | null;
}

export type Place = { sentence: string; longitude?: number; latitude?: number; area?: number; line?: string[] };
