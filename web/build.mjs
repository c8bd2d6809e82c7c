// Bundles each entry (web/*.ts and web/*.css) into the static folder of `ui`; what several entries share becomes a chunk.
// Office browsers lag, hence Chromium 100 as the oldest target.
import { build } from "esbuild";
import { readdir, rm } from "node:fs/promises";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL(".", import.meta.url));
const out = fileURLToPath(new URL("../src/tongxin/ui/static/ui/", import.meta.url));

const entries = (await readdir(here)).filter((name) => /\.(ts|css)$/.test(name) && !name.endsWith(".d.ts"));
for (const name of await readdir(out).catch(() => [])) {
  if (/\.(js|css|map)$/.test(name)) await rm(out + name);
}
await build({
  absWorkingDir: here,
  entryPoints: entries,
  outdir: out,
  bundle: true,
  format: "esm",
  splitting: true,
  minify: true,
  sourcemap: false,
  target: ["chrome100", "firefox115", "safari15.4"],
  loader: { ".svg": "dataurl" },
  legalComments: "none",
  logLevel: "warning",
});
