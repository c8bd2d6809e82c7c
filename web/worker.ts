// The service worker: without network it shows the shell and the pages a phone may keep, takes forms that may wait, and sends
// them when the network is back. `SHELL`, `VERSION` and `SIGN` are written in front of it by the server.
import { go, SYNC, tell } from "./queue/going";
import { keep, newId } from "./queue/queue";
import { photosOf } from "./queue/photos";
import { MARKED, me, PAGES, store } from "./queue/store";

declare const SHELL: string[];
declare const VERSION: string;
declare const SIGN: { title: string; some: string; new: string; to: string };

interface Waiting extends Event {
  waitUntil(promise: Promise<unknown>): void;
}
interface Asked extends Waiting {
  request: Request;
  respondWith(answer: Promise<Response>): void;
}
interface Scope {
  skipWaiting(): Promise<void>;
  clients: { claim(): Promise<void>; openWindow(address: string): Promise<unknown> };
  registration: ServiceWorkerRegistration & { sync?: { register(tag: string): Promise<void> } };
  addEventListener(name: string, listen: (event: never) => void): void;
}

const here = self as unknown as Scope;
const CACHE = `tongxin-shell-${VERSION}`;
const OFFLINE = "/offline/";
const PATIENCE = 8_000;
const WITH_PHOTOS = 40_000;
const KEPT_FOR = 3 * 24 * 3600 * 1000;
/** Fields of a form that are not sent again. */
const OURS = ["_queue", "form_key", "csrfmiddlewaretoken"];
const HASHED = /\.[0-9a-f]{12}\.\w+$/;

here.addEventListener("install", (event: Waiting) => event.waitUntil(install()));
here.addEventListener("activate", (event: Waiting) => event.waitUntil(activate()));
here.addEventListener("fetch", (event: Asked) => answer(event));
here.addEventListener("sync", (event: Waiting & { tag: string }) => {
  if (event.tag === SYNC) event.waitUntil(sync());
});

here.addEventListener("push", (event: Waiting) => event.waitUntil(sign()));
here.addEventListener("notificationclick", (event: Waiting & { notification: Notification }) => {
  event.notification.close();
  event.waitUntil(here.clients.openWindow(SIGN.to));
});

/** A push carries no words; how many notices wait is asked here, and whoever is not signed in hears only that there is something. */
async function sign(): Promise<void> {
  let text = SIGN.new;
  try {
    const answer = await fetch("/notices/count", { headers: { Accept: "application/json" } });
    const unread = answer.status === 200 ? ((await answer.json()) as { unread: number }).unread : 0;
    if (unread) text = SIGN.some.replace("{n}", String(unread));
  } catch {
    // Without network the sign itself is all there is to say.
  }
  await here.registration.showNotification(SIGN.title, { body: text, tag: "notices", icon: SHELL.find((each) => each.endsWith(".png")) });
}

async function install(): Promise<void> {
  const cache = await caches.open(CACHE);
  // Without cookies, so that the shell is nobody's.
  await Promise.all(SHELL.map((address) => cache.add(new Request(address, { cache: "reload", credentials: "omit" }))));
  await here.skipWaiting();
}

async function activate(): Promise<void> {
  const old = (await caches.keys()).filter((name) => name.startsWith("tongxin-shell-") && name !== CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
  await here.clients.claim();
}

/** The browser calls again later where this throws. */
async function sync(): Promise<void> {
  const outcome = await go();
  if (outcome?.end === "away") throw new Error("no network yet");
}

function answer(event: Asked): void {
  const { request } = event;
  const address = new URL(request.url);
  if (address.origin !== location.origin) return;
  if (request.method === "GET" && address.pathname.startsWith("/static/")) event.respondWith(asset(request, address));
  else if (request.method === "GET" && request.mode === "navigate") event.respondWith(page(request, address));
  else if (request.method === "POST" && isForm(request)) event.respondWith(form(request, PATIENCE));
  else if (request.method === "POST" && hasPhotos(request, address)) event.respondWith(form(request, WITH_PHOTOS));
}

async function asset(request: Request, address: URL): Promise<Response> {
  const known = await caches.match(request, { ignoreVary: true });
  if (known && HASHED.test(address.pathname)) return known;
  try {
    const fresh = await fetch(request);
    if (fresh.ok && HASHED.test(address.pathname)) await (await caches.open(CACHE)).put(request, fresh.clone());
    return fresh;
  } catch (error) {
    if (known) return known;
    throw error;
  }
}

async function page(request: Request, address: URL): Promise<Response> {
  try {
    const hasOther = address.pathname.startsWith("/in/") || (await keptPage(address)) !== undefined;
    const fresh = await (hasOther ? within(PATIENCE, fetch(request)) : fetch(request));
    if (fresh.ok && !fresh.redirected && fresh.headers.get("X-Keep-Offline")) await keepPage(address, fresh.clone());
    return fresh;
  } catch {
    return (await keptPage(address)) ?? (await caches.match(OFFLINE)) ?? Response.error();
  }
}

/** The page with the moment it was seen; it says so itself when it is shown again. */
async function keepPage(address: URL, seen: Response): Promise<void> {
  const text = (await seen.text()).replace("<body", `<body data-kept-at="${Date.now()}"`);
  const headers = new Headers({ "Content-Type": "text/html; charset=utf-8", "X-Kept-At": String(Date.now()) });
  for (const name of ["Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy"]) {
    const said = seen.headers.get(name);
    if (said) headers.set(name, said);
  }
  await (await caches.open(PAGES)).put(address.pathname, new Response(text, { headers }));
}

async function keptPage(address: URL): Promise<Response | undefined> {
  // At a door the offline page itself takes the check-in: what was seen there before is of another moment.
  if (address.pathname.startsWith("/in/")) return undefined;
  const known = await (await caches.open(PAGES)).match(address.pathname);
  return known && Date.now() - Number(known.headers.get("X-Kept-At")) < KEPT_FOR ? known : undefined;
}

function isForm(request: Request): boolean {
  const kind = request.headers.get("Content-Type") ?? "";
  return kind.startsWith("application/x-www-form-urlencoded") && !request.headers.has("X-Queue-Item");
}

function hasPhotos(request: Request, address: URL): boolean {
  return address.searchParams.has(MARKED) && !request.headers.has("X-Queue-Item");
}

async function read(request: Request): Promise<[string, FormDataEntryValue][]> {
  return isForm(request) ? [...new URLSearchParams(await request.text())] : [...(await request.formData())];
}

/** A form that may wait says so in a field of its own. While the network only pretends to be there it is kept all the same;
 *  should the first sending have arrived, its key tells that it is done. */
async function form(request: Request, patience: number): Promise<Response> {
  const copy = request.clone();
  const madeAt = Date.now();
  const given = await read(copy);
  const named = (name: string): string => String(given.find(([each]) => each === name)?.[1] ?? "");
  const queue = named("_queue");
  if (!queue) return fetch(request);
  try {
    return await within(patience, fetch(request));
  } catch (error) {
    const { to, ...words } = JSON.parse(queue) as { kind: string; label: string; to: string; labels: Record<string, string> };
    const person = await me();
    if (!person) throw error;
    const fields = given.filter((each): each is [string, string] => typeof each[1] === "string" && !OURS.includes(each[0]));
    const files = await photosOf(given);
    const draft = { ...words, address: to, fields, person, madeAt, ...(files.length ? { files } : {}) };
    await keep(store, draft, named("form_key") || newId());
    await here.registration.sync?.register(SYNC).catch(() => undefined);
    tell();
    if (request.headers.has("HX-Request")) return new Response(null, { status: 204, headers: { "HX-Redirect": `${OFFLINE}#kept` } });
    return Response.redirect(`${OFFLINE}#kept`, 303);
  }
}

async function within<T>(patience: number, promise: Promise<T>): Promise<T> {
  let timer = 0;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error("late")), patience) as unknown as number;
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
