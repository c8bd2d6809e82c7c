// Menus that drop down close when one looks elsewhere; on a phone the desk's navigation opens on request.
document.addEventListener("click", (event) => {
  const target = event.target as Element;
  for (const open of document.querySelectorAll<HTMLDetailsElement>("details.drop[open], details.move-reason[open]")) {
    if (!open.contains(target)) open.open = false;
  }
  const link = target.closest<HTMLElement>("[data-menu]");
  if (link) {
    event.preventDefault();
    const nav = document.getElementById(link.getAttribute("aria-controls") ?? "");
    link.setAttribute("aria-expanded", String(nav?.classList.toggle("is-open") ?? false));
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const open = document.querySelector<HTMLDetailsElement>("details.drop[open], details.move-reason[open]");
  if (open) {
    open.open = false;
    open.querySelector("summary")?.focus();
  }
});
