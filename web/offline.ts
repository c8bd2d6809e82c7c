// Without network a page says so, does not send, and keeps what was typed into a form with data-draft="key" on this device,
// for the person who typed it. A draft goes when its form has been accepted, is refused by hand, is a week old, or at sign-out.
import { on, onContent } from "./parts/htmx";
import { say } from "./parts/answers";
import { DRAFTS, draftKey } from "./parts/drafts";
import { word } from "./parts/words";

const WEEK = 7 * 24 * 3600 * 1000;
const SENT = `${DRAFTS}-sent`;
const NEVER_KEPT = new Set(["csrfmiddlewaretoken", "form_key"]);

type Values = Record<string, string[]>;
type Draft = { at: number; values: Values };

function kept(form: HTMLFormElement): Values {
  const values: Values = {};
  for (const field of form.elements) {
    if (!(field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement || field instanceof HTMLSelectElement)) continue;
    if (!field.name || NEVER_KEPT.has(field.name) || ["hidden", "password", "file", "submit"].includes(field.type)) continue;
    const off = field instanceof HTMLInputElement && ["checkbox", "radio"].includes(field.type) && !field.checked;
    if (!off && field.value !== "") (values[field.name] ??= []).push(field.value);
  }
  return values;
}

function fill(form: HTMLFormElement, values: Values): void {
  for (const field of form.elements) {
    if (!(field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement || field instanceof HTMLSelectElement)) continue;
    const wanted = values[field.name];
    if (!wanted) continue;
    if (field instanceof HTMLInputElement && ["checkbox", "radio"].includes(field.type)) field.checked = wanted.includes(field.value);
    else if (field.type !== "hidden" && field.type !== "file") field.value = wanted[0] ?? "";
  }
}

function save(form: HTMLFormElement): void {
  const values = kept(form);
  try {
    if (Object.keys(values).length) localStorage.setItem(draftKey(form), JSON.stringify({ at: Date.now(), values } satisfies Draft));
    else localStorage.removeItem(draftKey(form));
  } catch {
    // A full or forbidden store must not keep anybody from typing.
  }
}

function load(key: string): Draft | null {
  try {
    const draft = JSON.parse(localStorage.getItem(key) ?? "null") as Draft | null;
    if (draft && Date.now() - draft.at < WEEK) return draft;
    localStorage.removeItem(key);
  } catch {
    // Unreadable is the same as absent.
  }
  return null;
}

function restore(form: HTMLFormElement): void {
  if (form.dataset.draftSeen) return;
  form.dataset.draftSeen = "1";
  const draft = form.querySelector(".form-errors") ? null : load(draftKey(form));
  if (!draft) return;
  const before = kept(form);
  fill(form, draft.values);
  if (JSON.stringify(before) === JSON.stringify(kept(form))) return;
  const note = document.createElement("p");
  note.className = "draft-note";
  note.setAttribute("role", "status");
  const discard = document.createElement("button");
  discard.type = "button";
  discard.textContent = word("discard");
  discard.addEventListener("click", () => {
    localStorage.removeItem(draftKey(form));
    note.remove();
    form.reset();
  });
  note.append(word("restored"), discard);
  form.prepend(note);
}

/** A draft that was sent the ordinary way is done with once a page arrives that is neither its form nor an error. */
function settleSent(): void {
  const key = sessionStorage.getItem(SENT);
  if (!key) return;
  const again = [...document.querySelectorAll<HTMLFormElement>("form[data-draft]")].some((form) => draftKey(form) === key);
  if (!again && !document.querySelector(".error-page")) localStorage.removeItem(key);
  sessionStorage.removeItem(SENT);
}

function showNetwork(): void {
  for (const banner of document.querySelectorAll<HTMLElement>("[data-offline]")) {
    banner.hidden = navigator.onLine;
    banner.textContent = navigator.onLine ? "" : keptAt() || word("offline");
  }
}

/** A page that the service worker shows from its store says of when it is. */
function keptAt(): string {
  const seen = Number(document.body.dataset.keptAt ?? 0);
  const when = new Date(seen).toLocaleString("zh-CN", { month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit" });
  return seen && document.body.dataset.keptAt ? word("keptAt").replace("{n}", when) : "";
}

settleSent();
onContent((root) => root.querySelectorAll<HTMLFormElement>("form[data-draft]").forEach(restore));
showNetwork();
window.addEventListener("online", showNetwork);
window.addEventListener("offline", showNetwork);

let waiting = 0;
document.addEventListener("input", (event) => {
  const form = (event.target as Element).closest<HTMLFormElement>("form[data-draft]");
  if (!form) return;
  window.clearTimeout(waiting);
  waiting = window.setTimeout(() => save(form), 300);
});

// On the window, so that it runs before the guard against sending twice.
window.addEventListener(
  "submit",
  (event) => {
    const form = event.target as HTMLFormElement;
    if (form.matches("[data-sign-out]")) forgetAll();
    if (!navigator.onLine && form.getAttribute("method")?.toLowerCase() === "post") {
      event.preventDefault();
      event.stopImmediatePropagation();
      if (form.dataset.draft) save(form);
      say(word("offline"), "warning");
    } else if (form.dataset.draft) {
      save(form);
      if (!form.hasAttribute("hx-post")) sessionStorage.setItem(SENT, draftKey(form));
    }
  },
  true,
);

on("htmx:after:request", (context) => {
  const form = context.request.form;
  if (form?.dataset.draft && (context.response?.status ?? 500) < 400) localStorage.removeItem(draftKey(form));
});

function forgetAll(): void {
  for (const key of Object.keys(localStorage)) {
    if (key.startsWith(`${DRAFTS}:`)) localStorage.removeItem(key);
  }
}
