// A form that comes back refused still has the files that were chosen, except one that the refusal names. Between the two
// pages the browser holds them; the page that comes next, whichever it is, takes them out.
const [NAME, FILES] = ["tongxin-chosen", "files"];

interface Chosen {
  form: string;
  name: string;
  files: File[];
}

async function inStore<T>(ask: (files: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const opening = indexedDB.open(NAME, 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore(FILES, { autoIncrement: true });
  const store = await answer(opening);
  try {
    return await answer(ask(store.transaction(FILES, "readwrite").objectStore(FILES)));
  } finally {
    store.close();
  }
}

function answer<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

const filesIn = (form: HTMLFormElement) => form.querySelectorAll<HTMLInputElement>("input[type=file]");

async function keep(form: HTMLFormElement): Promise<void> {
  for (const input of filesIn(form)) {
    const chosen: Chosen = { form: form.getAttribute("id") ?? "", name: input.name, files: [...(input.files ?? [])] };
    if (!chosen.files.length) continue;
    sessionStorage.setItem(NAME, "1");
    await inStore((files) => files.add(chosen));
  }
}

async function restore(): Promise<void> {
  sessionStorage.removeItem(NAME);
  const held: Chosen[] = await inStore((files) => files.getAll() as IDBRequest<Chosen[]>);
  await inStore((files) => files.clear());
  for (const refusal of document.querySelectorAll(".form-errors")) {
    const form = refusal.closest("form");
    for (const input of form ? filesIn(form) : []) {
      const mine = held.find((each) => each.form === form?.getAttribute("id") && each.name === input.name);
      const good = new DataTransfer();
      for (const file of mine?.files ?? []) if (!refusal.textContent?.includes(file.name)) good.items.add(file);
      if (!good.files.length || input.files?.length) continue;
      input.files = good.files;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    }
  }
}

if ("indexedDB" in window) {
  if (sessionStorage.getItem(NAME)) void restore().catch(() => undefined);
  document.addEventListener("submit", (event) => {
    if (!event.defaultPrevented) void keep(event.target as HTMLFormElement).catch(() => undefined);
  });
}
