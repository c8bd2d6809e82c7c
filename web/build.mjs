// Bundles the entries and the style sheet into the static folder of `ui`; what several entries share becomes a chunk.
// Office browsers lag, hence Chromium 100 as the oldest target. Prints what a first page weighs when asked with --sizes.
import { build } from "esbuild";
import { readFile, readdir, rm } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { brotliCompressSync } from "node:zlib";

const here = fileURLToPath(new URL(".", import.meta.url));
const out = fileURLToPath(new URL("../src/tongxin/ui/static/ui/dist/", import.meta.url));

await rm(out, { recursive: true, force: true });
const common = {
  absWorkingDir: here,
  outdir: out,
  bundle: true,
  minify: true,
  sourcemap: false,
  target: ["chrome100", "firefox115", "safari15.4"],
  loader: { ".svg": "dataurl" },
  legalComments: "none",
  logLevel: "warning",
};
await build({ ...common, entryPoints: ["app.css", "main.ts", "map.ts", "chart.ts", "plan.ts", "screen.ts"], format: "esm", splitting: true });
// The service worker is one plain script of its own: not every browser loads modules there.
await build({ ...common, entryPoints: ["worker.ts"], format: "iife" });

// MapLibre works in a thread of its own, which loads one module of its own: the page allows no other script.
await build({ ...common, entryPoints: { "plan-worker": "maplibre-gl/dist/maplibre-gl-worker.mjs" }, format: "esm" });

if (process.argv.includes("--sizes")) {
  for (const name of (await readdir(out)).sort()) {
    const bytes = await readFile(out + name);
    console.log(name.padEnd(28), String(bytes.length).padStart(9), String(brotliCompressSync(bytes).length).padStart(9));
  }
}
