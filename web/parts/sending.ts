// A form is sent once: while it is under way a second submit is swallowed and its buttons rest. A form may ask before it goes.
import { on } from "./htmx";

const underWay = new Map<HTMLFormElement, number>();
const GIVE_UP_AFTER = 35_000;

function begin(form: HTMLFormElement): void {
  underWay.set(form, window.setTimeout(() => end(form), GIVE_UP_AFTER));
  form.classList.add("is-sending");
  form.setAttribute("aria-busy", "true");
}

function end(form: HTMLFormElement): void {
  window.clearTimeout(underWay.get(form));
  underWay.delete(form);
  form.classList.remove("is-sending");
  form.removeAttribute("aria-busy");
}

function question(form: HTMLFormElement): string | undefined {
  const ticked = document.querySelectorAll(`input[form="${form.getAttribute("id")}"]:checked`).length;
  return form.dataset.confirm?.replace("{n}", String(ticked));
}

document.addEventListener(
  "submit",
  (event) => {
    const form = event.target as HTMLFormElement;
    if (form.getAttribute("method")?.toLowerCase() !== "post") return;
    const asks = question(form);
    if (underWay.has(form) || (asks && !window.confirm(asks))) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    begin(form);
  },
  true,
);

on("htmx:finally:request", (context) => {
  if (context.request.form) end(context.request.form);
});
// A page that comes back from the browser's memory is not sending any more.
window.addEventListener("pageshow", () => [...underWay.keys()].forEach(end));
