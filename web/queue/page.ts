// A page's part of the queue: a form with data-queue waits here while there is no network; how much waits is seen on every
// page; what waits goes up when the network is back.
import { say } from "../parts/answers";
import { draftKey } from "../parts/drafts";
import { onContent } from "../parts/htmx";
import { word } from "../parts/words";
import { go, onChange, SYNC, tell } from "./going";
import { photosOf } from "./photos";
import { keep, newId, type Draft, type Outcome } from "./queue";
import { becomes, MARKED, me, store } from "./store";

const EVERY = 30_000;
/** Whether this person wants large letters, for the shell that is drawn for nobody. */
export const LARGE = "tongxin-large";
const NEVER_SENT = new Set(["csrfmiddlewaretoken", "form_key", "_queue"]);

/** Keep a thing on this phone; false where it cannot be kept. */
export async function keepHere(draft: Omit<Draft, "person" | "madeAt">, id = newId()): Promise<boolean> {
  const person = await me().catch(() => 0);
  if (!person) {
    say(word("queueNobody"), "warning");
    return false;
  }
  try {
    await keep(store, { ...draft, person, madeAt: Date.now() }, id);
  } catch {
    say(word("queueFull"), "error");
    return false;
  }
  void navigator.storage?.persist?.();
  void background();
  changed();
  return true;
}

/** Tell every page of this phone, and look ourselves. */
export function changed(): void {
  tell();
  look();
}

function look(): void {
  void show();
  document.dispatchEvent(new CustomEvent("queue:changed"));
}

interface Syncing extends ServiceWorkerRegistration {
  sync?: { register(tag: string): Promise<void> };
}

async function background(): Promise<void> {
  const worker = (await navigator.serviceWorker?.getRegistration()) as Syncing | undefined;
  await worker?.sync?.register(SYNC).catch(() => undefined);
}

let ends: Outcome | null = null;

/** Send what waits, and say how it went where this page did it. */
export async function send(): Promise<void> {
  const mine = await me().catch(() => 0);
  const any = mine && (await store.all()).some((item) => item.state === "waiting" && item.person === mine);
  if (!any || !navigator.onLine) return;
  const outcome = await go();
  if (outcome) report(outcome);
}

/** How it went, whoever sent it: this page, another one, or the service worker. */
function report(outcome: Outcome): void {
  ends = outcome;
  if (outcome.done.length) {
    const last = outcome.done[outcome.done.length - 1]!;
    say(outcome.done.length === 1 && last.sentence ? last.sentence : word("queueUploaded", outcome.done.length), "success");
  }
  look();
}

/** Why the last try ended before the end: `sign-in`, `page`, `later` or nothing. */
export function why(): string {
  return ends?.end === "later" ? ends.why : "";
}

async function show(): Promise<void> {
  const mine = await me().catch(() => 0);
  const items = mine ? (await store.all()).filter((item) => item.person === mine) : [];
  const refused = items.filter((item) => item.state === "refused").length;
  const banner = bannerOf(items.length > 0);
  if (!banner) return;
  banner.hidden = items.length === 0;
  banner.classList.toggle("has-refused", refused > 0);
  const waits = items.length - refused ? word("queueCount", items.length - refused) : "";
  const sign = ["sign-in", "page"].includes(why()) ? word("queueSignIn") : "";
  banner.querySelector("a")!.textContent = [waits, refused ? word("queueRefused", refused) : "", sign].filter(Boolean).join("；");
}

function bannerOf(wanted: boolean): HTMLElement | null {
  const known = document.querySelector<HTMLElement>("[data-queue-banner]");
  if (known || !wanted) return known;
  const banner = document.createElement("p");
  banner.dataset.queueBanner = "";
  banner.className = "queue-banner";
  banner.setAttribute("role", "status");
  const link = document.createElement("a");
  link.href = "/offline/";
  banner.append(link);
  document.getElementById("content")?.prepend(banner);
  return banner;
}

function wish(form: HTMLFormElement): { kind: string; label: string; to: string; labels: Record<string, string> } {
  const { queue, queueLabel, queueTo } = form.dataset;
  const to = queueTo ?? form.getAttribute("action")?.replace(`?${MARKED}`, "") ?? location.pathname;
  return { kind: queue ?? "", label: queueLabel ?? "", to, labels: labelsOf(form) };
}

/** What a person typed and may correct later; what was ticked or chosen stays as it was. */
function labelsOf(form: HTMLFormElement): Record<string, string> {
  const labels: Record<string, string> = {};
  for (const field of form.elements) {
    const typed = field instanceof HTMLTextAreaElement || (field instanceof HTMLInputElement && !["hidden", "checkbox", "radio", "submit", "file"].includes(field.type));
    if (typed && field.name) labels[field.name] = field.labels?.[0]?.firstChild?.textContent?.trim() || field.name;
  }
  return labels;
}

/** The same words in a field of the form, for the service worker, which sees only what is sent. */
function mark(form: HTMLFormElement): void {
  if (!navigator.serviceWorker?.controller || form.elements.namedItem("_queue")) return;
  const field = document.createElement("input");
  field.type = "hidden";
  field.name = "_queue";
  field.value = JSON.stringify(wish(form));
  form.append(field);
  // With photos the address says it too: the worker need not open every file that is sent to find that field.
  const address = form.getAttribute("action");
  if (address && form.enctype === "multipart/form-data") form.action = `${address}?${MARKED}`;
}

function fieldsOf(form: HTMLFormElement, pressed: HTMLElement | null): [string, string][] {
  const fields: [string, string][] = [];
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string" && !NEVER_SENT.has(name)) fields.push([name, value]);
  }
  if (pressed instanceof HTMLButtonElement && pressed.name) fields.push([pressed.name, pressed.value]);
  return fields;
}

async function keepForm(form: HTMLFormElement, pressed: HTMLElement | null): Promise<void> {
  const { to: address, ...named } = wish(form);
  const key = form.elements.namedItem("form_key");
  const id = key instanceof HTMLInputElement && key.value ? key.value : newId();
  // Read before the photos are drawn: the form may change meanwhile.
  const [fields, given] = [fieldsOf(form, pressed), new FormData(form)];
  const files = await photosOf(given);
  if (!(await keepHere({ ...named, address, fields, ...(files.length ? { files } : {}) }, id))) return;
  // What waits in the queue is no draft any more.
  if (form.dataset.draft) localStorage.removeItem(draftKey(form));
  const note = document.createElement("p");
  note.className = "draft-note";
  note.setAttribute("role", "status");
  note.textContent = word("queueKept");
  form.after(note);
  form.hidden = true;
}

// On the window, so that it runs before the guard that keeps drafts and the one against sending twice.
window.addEventListener(
  "submit",
  (event) => {
    const form = event.target as HTMLFormElement;
    if (form.matches("[data-sign-out]")) void becomes(0);
    if (navigator.onLine || !form.dataset.queue) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (!form.reportValidity()) return;
    if (form.dataset.confirm && !window.confirm(form.dataset.confirm)) return;
    void keepForm(form, event.submitter);
  },
  true,
);

/** Another person, other pages: what the last one saw is forgotten before anything is kept for this one. */
async function begin(): Promise<void> {
  const actor = Number(document.body.dataset.actor ?? 0);
  if (actor) {
    await becomes(actor);
    localStorage.setItem(LARGE, document.documentElement.classList.contains("elder") ? "1" : "");
  }
  if (navigator.serviceWorker && window.isSecureContext) {
    await navigator.serviceWorker.register("/worker.js").catch(() => undefined);
  }
  await show();
  await send();
}

if ("indexedDB" in window) {
  onContent((root) => root.querySelectorAll<HTMLFormElement>("form[data-queue]").forEach(mark));
  navigator.serviceWorker?.addEventListener("controllerchange", () => {
    document.querySelectorAll<HTMLFormElement>("form[data-queue]").forEach(mark);
  });
  // A crowd that gets its network back at once should not knock at once.
  window.addEventListener("online", () => window.setTimeout(() => void send(), Math.random() * 1500));
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") void send();
  });
  window.setInterval(() => void send(), EVERY);
  onChange((outcome) => (outcome ? report(outcome) : look()));
  void begin().catch(() => undefined);
}
