// Phones without a browser, for the tests: the queue as it is compiled, with a store per device that outlives a crash, and a
// network that is whoever drives this process. One JSON line in, one or more out.
//   {"do": "keep", "device", "draft", "id"}            -> {"kept": true}
//   {"do": "flush", "device", "person", "now"}         -> {"fetch": {...}} for each request, answered by {"answer": ...}; then {"end", "why"}
//   {"do": "again", "device", "seq", "id", "fields"}   -> {"kept": true}
//   {"do": "items", "device"}                          -> {"items": [...]}
// An answer is {"status", "text"}, null where no answer came, or "crash" where the phone died while it waited.
import { build } from "esbuild";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const source = fileURLToPath(new URL("../queue/queue.ts", import.meta.url));
const built = await build({ entryPoints: [source], bundle: true, format: "esm", write: false, target: "es2022" });
const queue = await import(`data:text/javascript;base64,${Buffer.from(built.outputFiles[0].text).toString("base64")}`);

const devices = new Map();
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();

function deviceOf(name) {
  if (!devices.has(name)) devices.set(name, { rows: [], next: 1 });
  const device = devices.get(name);
  return {
    all: async () => structuredClone(device.rows),
    add: async (item) => void device.rows.push(structuredClone({ ...item, seq: device.next++ })),
    change: async (seq, part) => void Object.assign(device.rows.find((row) => row.seq === seq) ?? {}, structuredClone(part)),
    remove: async (seq) => void (device.rows = device.rows.filter((row) => row.seq !== seq)),
  };
}

function say(words) {
  process.stdout.write(`${JSON.stringify(words)}\n`);
}

async function hear() {
  const { value, done } = await lines.next();
  return done ? process.exit(0) : JSON.parse(value);
}

async function flush(asked) {
  let crash = () => undefined;
  const crashed = new Promise((resolve) => (crash = () => resolve({ end: "crashed", why: "" })));
  const network = async (address, { body, headers }) => {
    say({ fetch: { address, body: body.toString(), headers } });
    const { answer } = await hear();
    if (answer === "crash") {
      crash();
      return new Promise(() => undefined);
    }
    if (answer === null) throw new TypeError("Failed to fetch");
    return { type: "basic", status: answer.status, json: async () => JSON.parse(answer.text) };
  };
  const send = queue.over(network, async () => "", 1_000_000);
  const { end, why } = await Promise.race([queue.flush(deviceOf(asked.device), send, () => asked.now, asked.person), crashed]);
  say({ end, why });
}

for (;;) {
  const asked = await hear();
  const store = deviceOf(asked.device);
  if (asked.do === "keep") {
    await queue.keep(store, asked.draft, asked.id);
    say({ kept: true });
  } else if (asked.do === "again") {
    const item = (await store.all()).find((row) => row.seq === asked.seq);
    await queue.again(store, item, asked.id, asked.fields);
    say({ kept: true });
  } else if (asked.do === "items") {
    say({ items: await store.all() });
  } else {
    await flush(asked);
  }
}
