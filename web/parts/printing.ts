// A button that prints the page as the print style shows it.
document.addEventListener("click", (event) => {
  if ((event.target as Element).closest("[data-print]")) window.print();
});

export {};
