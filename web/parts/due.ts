// Why this day: a due date in a list says on request how it was counted, in the words of its record's own page.
// The page is asked for only then, so a list carries no sentences that nobody reads.
import { word } from "./words";

const LINGERING = 400;
const told = new Map<string, Promise<string>>();
let lingering = 0;

async function ask(address: string): Promise<string> {
  const answer = await fetch(address, { credentials: "same-origin" });
  if (!answer.ok) throw new Error(String(answer.status));
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return page.querySelector(".due-explanation")?.textContent?.trim() || word("whyOpen");
}

function close(except?: Element | null): void {
  window.clearTimeout(lingering);
  for (const words of document.querySelectorAll(".due-why")) {
    if (words.previousElementSibling === except) continue;
    words.previousElementSibling?.setAttribute("aria-expanded", "false");
    words.remove();
  }
}

async function tell(due: HTMLElement): Promise<void> {
  const address = due.closest("tr, .item")?.querySelector<HTMLAnchorElement>("a[href]")?.href;
  if (!address || due.getAttribute("aria-expanded") === "true") return;
  close(due);
  due.setAttribute("aria-expanded", "true");
  const words = document.createElement("span");
  words.className = "due-why";
  words.setAttribute("role", "status");
  words.textContent = word("whyAsking");
  due.after(words);
  if (!told.has(address)) told.set(address, ask(address));
  try {
    words.textContent = (await told.get(address)) ?? "";
  } catch {
    told.delete(address);
    words.textContent = word("whyNot");
  }
}

function dueOf(event: Event): HTMLElement | null {
  return (event.target as Element).closest?.<HTMLElement>("[data-why]") ?? null;
}

document.addEventListener("click", (event) => {
  const due = dueOf(event);
  if (!due) close();
  else if (due.getAttribute("aria-expanded") === "true") close();
  else void tell(due);
});

document.addEventListener("pointerover", (event) => {
  const due = dueOf(event);
  window.clearTimeout(lingering);
  // Words that close move the page under a pointer at rest; only one that moves asks again.
  const moved = event.movementX !== 0 || event.movementY !== 0;
  if (due && moved && event.pointerType === "mouse") lingering = window.setTimeout(() => void tell(due), LINGERING);
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") close();
});
