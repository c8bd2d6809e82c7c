// The queue itself: what was done on this phone without network is sent in its order, each thing once. It knows neither page
// nor browser; store, way and clock are given, so that the same lines run in a page, in the service worker, and under node
// in the tests.

/** Fields that say where this phone was: judged once, then kept no longer. */
const PASSING = /^here_/;

/** A file of a form, under the name of its field. */
export interface Kept {
  field: string;
  name: string;
  content: Blob;
}

export interface Draft {
  kind: string;
  label: string;
  address: string;
  fields: [string, string][];
  /** Photos of the form, made small; absent where there are none. */
  files?: Kept[];
  /** What the fields that a person may correct are called. */
  labels: Record<string, string>;
  person: number;
  madeAt: number;
}

export interface Item extends Draft {
  seq: number;
  id: string;
  state: "waiting" | "refused";
  sentence: string;
}

export interface Answer {
  item?: string;
  final: boolean;
  done?: boolean;
  why?: string;
  sentence: string;
  to?: string;
}

export interface Store {
  all(): Promise<Item[]>;
  add(item: Omit<Item, "seq">): Promise<void>;
  /** Does nothing where the person has dropped the item meanwhile. */
  change(seq: number, part: Partial<Item>): Promise<void>;
  remove(seq: number): Promise<void>;
}

/** Sends one item, by the phone's clock at that moment; null where no answer of ours came. */
export type Send = (item: Item, sentAt: number) => Promise<Answer | null>;

export interface Outcome {
  done: Answer[];
  refused: Answer[];
  /** What ended it: nothing left, no network, or a server that wants something first (`why`). */
  end: "empty" | "away" | "later";
  why: string;
}

export async function keep(store: Store, draft: Draft, id: string): Promise<void> {
  const known = (await store.all()).some((item) => item.id === id);
  if (!known) await store.add({ ...draft, id, state: "waiting", sentence: "" });
}

/** Send what waits for this person, first made first; stop at the first that gets no final answer, so that order holds. */
export async function flush(store: Store, send: Send, clock: () => number, person: number): Promise<Outcome> {
  const outcome: Outcome = { done: [], refused: [], end: "empty", why: "" };
  for (;;) {
    const next = (await waiting(store)).find((item) => item.person === person);
    if (!next) return outcome;
    const answer = await send(next, clock());
    if (!answer) return { ...outcome, end: "away" };
    if (!answer.final) {
      await store.change(next.seq, { sentence: answer.sentence });
      return { ...outcome, end: "later", why: answer.why ?? "" };
    }
    if (answer.done) {
      await store.remove(next.seq);
      outcome.done.push(answer);
    } else {
      await store.change(next.seq, { state: "refused", sentence: answer.sentence, fields: next.fields.filter(([name]) => !PASSING.test(name)) });
      outcome.refused.push(answer);
    }
  }
}

/** Try a refused item again, as it was or edited. It was refused for good under its id, so it needs a new one. */
export async function again(store: Store, item: Item, id: string, fields: [string, string][] = item.fields): Promise<void> {
  await store.change(item.seq, { id, fields, state: "waiting", sentence: "" });
}

export async function waiting(store: Store): Promise<Item[]> {
  return (await store.all()).filter((item) => item.state === "waiting").sort((one, other) => one.seq - other.seq);
}

/** A photo takes longer than a line of text. */
const WITH_FILES = 5;

/** The way over the network. Only an answer that names the item, or says that it is not final, is believed: the page of some
 *  hotel's network that answers everything is not ours. */
export function over(fetch: typeof globalThis.fetch, token: () => Promise<string>, patience = 20_000): Send {
  return async (item, sentAt) => {
    const giveUp = new AbortController();
    const timer = setTimeout(() => giveUp.abort(), item.files?.length ? patience * WITH_FILES : patience);
    try {
      const answer = await fetch(item.address, {
        method: "POST",
        body: bodyOf(item),
        credentials: "same-origin",
        redirect: "manual",
        signal: giveUp.signal,
        headers: {
          Accept: "application/json",
          "X-CSRFToken": await token(),
          "X-Queue-Item": item.id,
          "X-Queue-Person": String(item.person),
          "X-Queue-Made": String(item.madeAt),
          "X-Queue-Sent": String(sentAt),
        },
      });
      if (answer.type === "opaqueredirect") return { final: false, why: "page", sentence: "" };
      const words = (await answer.json()) as Answer;
      return words.final === false || words.item === item.id ? words : null;
    } catch {
      return null;
    } finally {
      clearTimeout(timer);
    }
  };
}

function bodyOf(item: Item): URLSearchParams | FormData {
  const fields: [string, string][] = [["form_key", item.id], ...item.fields];
  if (!item.files?.length) return new URLSearchParams(fields);
  const form = new FormData();
  for (const [name, value] of fields) form.append(name, value);
  for (const file of item.files) form.append(file.field, file.content, file.name);
  return form;
}

export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
