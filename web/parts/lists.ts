// Lists: the address holds only filters that are set; ticked rows are counted beside the deed that will take them.
import { on, onContent } from "./htmx";
import { word } from "./words";

on("htmx:config:request", (context) => {
  const { method, body } = context.request;
  if (method !== "GET" || !body) return;
  for (const [name, value] of [...body.entries()]) {
    if (value === "") body.delete(name);
  }
});

function count(form: HTMLFormElement): void {
  // Not `form.id`: that is a row's box where the boxes are called so.
  const ticked = document.querySelectorAll(`input[type=checkbox][form="${form.getAttribute("id")}"]:checked`).length;
  form.toggleAttribute("data-none", ticked === 0);
  const words = form.querySelector("[data-bulk-count]");
  if (words) words.textContent = ticked ? word("chosen", ticked) : "";
}

function countAll(): void {
  document.querySelectorAll<HTMLFormElement>("form[data-bulk]").forEach(count);
}

document.addEventListener("change", (event) => {
  if ((event.target as Element).matches("input[type=checkbox][form]")) countAll();
});
onContent(countAll);
