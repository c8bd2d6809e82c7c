// Where an answer goes. A refused form (422) comes back in place of the form; every other refusal goes to the message area,
// whatever the target was; no answer at all is said in words.
import { on, onContent, type Context } from "./htmx";
import { word } from "./words";

const QUIET = "[data-quiet]";

export function say(text: string, kind = "error"): void {
  const area = messageArea();
  const message = document.createElement("div");
  message.className = `message message-${kind}`;
  message.setAttribute("role", kind === "error" ? "alert" : "status");
  const words = document.createElement("div");
  words.textContent = text;
  const close = document.createElement("button");
  close.type = "button";
  close.className = "message-close";
  close.dataset.close = "";
  close.setAttribute("aria-label", word("close"));
  close.textContent = "×";
  message.append(words, close);
  area.replaceChildren(message);
  area.scrollIntoView({ block: "nearest" });
}

function messageArea(): HTMLElement {
  const known = document.getElementById("messages");
  if (known) return known;
  const area = document.createElement("div");
  area.id = "messages";
  area.className = "messages";
  area.setAttribute("aria-live", "polite");
  (document.querySelector("main") ?? document.body).prepend(area);
  return area;
}

function aim(context: Context): void {
  const status = context.response?.status ?? 0;
  if (status === 422) {
    aimAtForm(context);
  } else if (status >= 400) {
    aimAtMessages(context);
  } else if (context.request.method !== "GET") {
    document.getElementById("messages")?.replaceChildren();
  }
}

function aimAtForm(context: Context): void {
  const form = context.request.form ?? context.sourceElement.closest("form");
  context.push = context.replace = null;
  if (!form) return;
  context.target = form;
  context.swap = "outerHTML";
  const id = form.getAttribute("id");
  const again = id ? new DOMParser().parseFromString(context.text, "text/html").getElementById(id) : null;
  context.select = again ? `[id="${id}"]` : null;
}

function aimAtMessages(context: Context): void {
  context.push = context.replace = null;
  if (context.sourceElement.matches(QUIET)) {
    context.swap = "none";
    return;
  }
  const answer = new DOMParser().parseFromString(context.text, "text/html");
  context.target = messageArea();
  context.swap = "innerHTML";
  if (answer.querySelector(".message")) {
    context.select = ".message";
  } else {
    context.swap = "none";
    say(word("failed"));
  }
}

on("htmx:after:request", aim);
on("htmx:error", (context) => {
  if (!context.sourceElement.matches(QUIET)) say(word("slow"));
});
on("htmx:after:swap", (context) => {
  if ((context.response?.status ?? 0) >= 400) document.getElementById("messages")?.scrollIntoView({ block: "nearest" });
});
onContent((root) => root.querySelector<HTMLElement>("[data-focus]")?.focus());

document.addEventListener("click", (event) => {
  const close = (event.target as Element).closest("[data-close]");
  close?.closest(".message")?.remove();
});
