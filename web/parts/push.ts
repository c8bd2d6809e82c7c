// A device that wants a sign when there is something new: the browser asks its owner when the button is pressed, never before.
import { onContent } from "./htmx";

function bytes(key: string): Uint8Array<ArrayBuffer> {
  const text = atob(key.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(text, (sign) => sign.charCodeAt(0));
}

function send(form: HTMLFormElement, address: string): void {
  form.querySelector<HTMLInputElement>("[name=address]")!.value = address;
  form.submit();
}

async function show(place: HTMLElement): Promise<void> {
  const [ask, stop] = ["ask", "stop"].map((name) => place.querySelector<HTMLFormElement>(`[data-push-${name}]`)!) as [HTMLFormElement, HTMLFormElement];
  const said = place.querySelector<HTMLElement>("[data-push-said]")!;
  const manager = (await navigator.serviceWorker.ready).pushManager;
  const held = await manager.getSubscription();
  (held ? stop : ask).hidden = false;
  place.hidden = false;
  ask.addEventListener("submit", (event) => {
    event.preventDefault();
    manager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(place.dataset.push ?? "") }).then(
      (made) => send(ask, made.endpoint),
      () => void (said.textContent = (Notification.permission === "denied" ? said.dataset.denied : said.dataset.away) ?? ""),
    );
  });
  stop.addEventListener("submit", (event) => {
    event.preventDefault();
    const address = held?.endpoint ?? "";
    void held?.unsubscribe().finally(() => send(stop, address));
  });
}

onContent((root) => {
  if (!("serviceWorker" in navigator) || !("PushManager" in window) || !("Notification" in window)) return;
  root.querySelectorAll<HTMLElement>("[data-push][hidden]").forEach((place) => void show(place));
});
