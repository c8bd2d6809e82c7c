// The queue's store in the browser, for pages and service worker alike; and who was last signed in on this phone.
import type { Item, Store } from "./queue";

const NAME = "tongxin";
const QUEUE = "queue";
const KNOWN = "known";

let opened: Promise<IDBDatabase> | null = null;

function database(): Promise<IDBDatabase> {
  opened ??= new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore(QUEUE, { keyPath: "seq", autoIncrement: true });
      asked.result.createObjectStore(KNOWN);
    };
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
  return opened;
}

async function within<T>(name: string, mode: IDBTransactionMode, ask: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const transaction = (await database()).transaction(name, mode);
  const asked = ask(transaction.objectStore(name));
  return new Promise((resolve, reject) => {
    // Only what is safely on the disk counts as kept.
    transaction.oncomplete = () => resolve(asked.result);
    transaction.onerror = transaction.onabort = () => reject(transaction.error);
  });
}

export const store: Store = {
  all: () => within<Item[]>(QUEUE, "readonly", (rows) => rows.getAll()),
  add: async (item) => void (await within(QUEUE, "readwrite", (rows) => rows.add(item))),
  remove: async (seq) => void (await within(QUEUE, "readwrite", (rows) => rows.delete(seq))),
  change: async (seq, part) => {
    const transaction = (await database()).transaction(QUEUE, "readwrite");
    const rows = transaction.objectStore(QUEUE);
    const asked = rows.get(seq) as IDBRequest<Item | undefined>;
    asked.onsuccess = () => {
      if (asked.result) rows.put({ ...asked.result, ...part });
    };
    await new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onerror = transaction.onabort = () => reject(transaction.error);
    });
  },
};

export const PAGES = "tongxin-pages";
/** Stands in the address of a form with photos that may wait. */
export const MARKED = "may-wait";

/** Who is signed in on this phone, also while it has no network; 0 for nobody. */
export async function me(): Promise<number> {
  return ((await within<number | undefined>(KNOWN, "readonly", (rows) => rows.get("me"))) ?? 0) as number;
}

/** Another person, or nobody: what the last one saw is forgotten. What waits in the queue stays theirs. */
export async function becomes(person: number): Promise<void> {
  if ((await me()) === person) return;
  await globalThis.caches?.delete(PAGES);
  await within(KNOWN, "readwrite", (rows) => rows.put(person, "me"));
}
