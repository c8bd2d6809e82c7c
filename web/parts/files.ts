// A file may be dropped where it may be chosen; its name then stands there.
function show(place: HTMLElement): void {
  const input = place.querySelector<HTMLInputElement>("input[type=file]");
  const name = place.querySelector("[data-file-name]");
  const files = [...(input?.files ?? [])];
  if (name && files.length) name.textContent = files.map((file) => `${file.name} (${size(file.size)})`).join("、");
}

function size(bytes: number): string {
  return bytes < 1_048_576 ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${(bytes / 1_048_576).toFixed(1)} MB`;
}

function placeOf(event: Event): HTMLElement | null {
  return (event.target as Element).closest<HTMLElement>("[data-file-drop]");
}

for (const name of ["dragover", "dragleave", "drop"]) {
  document.addEventListener(name, (event) => {
    const place = placeOf(event);
    if (!place) return;
    event.preventDefault();
    place.classList.toggle("is-over", name === "dragover");
    const dropped = (event as DragEvent).dataTransfer?.files;
    const input = place.querySelector<HTMLInputElement>("input[type=file]");
    if (name === "drop" && input && dropped?.length) {
      input.files = dropped;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    }
  });
}

document.addEventListener("change", (event) => {
  const place = placeOf(event);
  if (place) show(place);
});
