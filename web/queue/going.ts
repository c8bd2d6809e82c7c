// One sender at a time on this phone, be it a page or the service worker; others are told when the queue has changed.
import { flush, over, type Outcome } from "./queue";
import { me, store } from "./store";

export const SYNC = "tongxin-queue";
const changes = "BroadcastChannel" in globalThis ? new BroadcastChannel(SYNC) : null;

interface CookieStore {
  get(name: string): Promise<{ value: string } | null>;
}

async function token(): Promise<string> {
  const name = "tongxin_csrf";
  if (typeof document !== "undefined") {
    return document.cookie.split("; ").find((cookie) => cookie.startsWith(`${name}=`))?.slice(name.length + 1) ?? "";
  }
  const cookies = (globalThis as unknown as { cookieStore?: CookieStore }).cookieStore;
  return (await cookies?.get(name))?.value ?? "";
}

/** Send what waits; null where somebody else is at it. */
export async function go(): Promise<Outcome | null> {
  const send = async (): Promise<Outcome> => {
    const outcome = await flush(store, over(fetch.bind(globalThis), token), Date.now, await me());
    tell(outcome);
    return outcome;
  };
  const locks = (navigator as { locks?: LockManager }).locks;
  return locks ? locks.request(SYNC, { ifAvailable: true }, async (lock) => (lock ? send() : null)) : send();
}

/** Tell the other pages of this phone that the queue has changed, and how sending went. */
export function tell(outcome: Outcome | null = null): void {
  changes?.postMessage(outcome);
}

export function onChange(look: (outcome: Outcome | null) => void): void {
  changes?.addEventListener("message", (event: MessageEvent<Outcome | null>) => look(event.data));
}
