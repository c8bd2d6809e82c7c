// <offline-queue>: what waits on this phone, and what was refused with its sentence, to edit, try again or drop.
// <offline-door>: at the address of a check-in, without network, the form that the server would have drawn.
import { say } from "../parts/answers";
import { word } from "../parts/words";
import { changed, keepHere, LARGE, send, why } from "./page";
import { again, newId, type Draft, type Item } from "./queue";
import { me, PAGES, store } from "./store";

abstract class FromTemplates extends HTMLElement {
  protected words(name: string): string {
    return this.dataset[name] ?? "";
  }

  protected draw(name: string): HTMLElement {
    const template = this.querySelector<HTMLTemplateElement>(`template[data-name="${name}"]`)!;
    return template.content.firstElementChild!.cloneNode(true) as HTMLElement;
  }
}

function part<T extends HTMLElement = HTMLElement>(root: HTMLElement, name: string): T {
  return root.querySelector<T>(`[data-part="${name}"]`)!;
}

class OfflineQueue extends FromTemplates {
  private readonly look = (): void => void this.show();

  connectedCallback(): void {
    document.addEventListener("queue:changed", this.look);
    document.documentElement.classList.toggle("elder", localStorage.getItem(LARGE) === "1");
    this.querySelector("[data-queue-send]")?.addEventListener("click", () => void send());
    this.look();
  }

  disconnectedCallback(): void {
    document.removeEventListener("queue:changed", this.look);
  }

  private async show(): Promise<void> {
    // Half-typed corrections are not redrawn away.
    if (this.contains(document.activeElement) && document.activeElement instanceof HTMLInputElement) return;
    const person = await me();
    const all = (await store.all()).sort((one, other) => one.seq - other.seq);
    const mine = all.filter((item) => item.person === person);
    const others = all.length - mine.length;
    const list = part(this, "list");
    list.replaceChildren(...mine.map((item) => this.line(item)));
    part(this, "empty").hidden = mine.length > 0;
    part(this, "now").hidden = !mine.some((item) => item.state === "waiting");
    part(this, "sign-in").hidden = !["sign-in", "page"].includes(why());
    const note = part(this, "others");
    note.hidden = others === 0;
    note.textContent = this.words("others").replace("{n}", String(others));
  }

  private line(item: Item): HTMLElement {
    const line = this.draw("item");
    const made = new Date(item.madeAt).toLocaleString("zh-CN", { month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit" });
    part(line, "kind").textContent = this.words(item.kind.replace(/-(\w)/g, (_all, letter: string) => letter.toUpperCase())) || item.kind;
    part(line, "label").textContent = item.label;
    const photos = item.files?.length ? `，${this.words("photos").replace("{n}", String(item.files.length))}` : "";
    part(line, "made").textContent = this.words("made").replace("{n}", made) + photos;
    const isRefused = item.state === "refused";
    const badge = part(line, "state");
    badge.textContent = this.words(isRefused ? "refused" : "waiting");
    badge.classList.add(isRefused ? "chip-late" : "chip-soon");
    part(line, "sentence").textContent = item.sentence;
    part(line, "sentence").hidden = !item.sentence;
    this.correct(line, item, isRefused);
    part(line, "drop").addEventListener("click", () => void this.drop(item));
    return line;
  }

  private correct(line: HTMLElement, item: Item, isRefused: boolean): void {
    const form = part<HTMLFormElement>(line, "again");
    form.hidden = !isRefused;
    for (const [name, value] of item.fields.filter(([name]) => isRefused && item.labels[name])) {
      const field = this.draw("field");
      const input = field.querySelector("input")!;
      field.querySelector("label")!.htmlFor = input.id = `queue-${item.seq}-${name}`;
      field.querySelector("label")!.textContent = item.labels[name]!;
      input.name = name;
      input.value = value;
      form.prepend(field);
    }
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const given = new FormData(form);
      const fields = item.fields.map(([name, value]): [string, string] => [name, String(given.get(name) ?? value)]);
      (document.activeElement as HTMLElement | null)?.blur();
      void again(store, item, newId(), fields).then(changed).then(send);
    });
  }

  private async drop(item: Item): Promise<void> {
    if (!window.confirm(this.words("sure"))) return;
    await store.remove(item.seq);
    changed();
  }
}

/** /in/12/, /in/12/345678/, /in/12/pass/…/ */
const DOOR = /^\/in\/(\d+)\/(?:(\d{6})\/|pass\/([^/]+)\/)?$/;

class OfflineDoor extends FromTemplates {
  connectedCallback(): void {
    const found = DOOR.exec(location.pathname);
    if (!found) return;
    this.hidden = false;
    void this.show(found[1]!, found[2] ?? "", found[3] ?? "");
  }

  private async show(activity: string, code: string, paper: string): Promise<void> {
    const title = (await titleOf(activity)) || this.words("activity").replace("{n}", activity);
    const card = this.draw(paper ? "pass" : "check-in");
    const name = decodeURIComponent(location.hash.slice(1)) || this.words("somebody");
    part(card, "title").textContent = paper ? name : title;
    const input = card.querySelector<HTMLInputElement>("input[name=code]");
    if (input) input.value = code;
    card.querySelector("form")!.addEventListener("submit", (event) => {
      event.preventDefault();
      const typed = input?.value.trim() ?? "";
      if (input && !typed) return input.focus();
      const address = paper ? location.pathname : `/in/${activity}/later/`;
      const thing: Omit<Draft, "person" | "madeAt"> = paper
        ? { kind: "tick", label: `${name} · ${title}`, address, fields: [], labels: {} }
        : { kind: "check-in", label: title, address, fields: [["code", typed]], labels: { code: word("queueCode") } };
      void keepHere(thing).then((kept) => {
        if (!kept) return;
        card.remove();
        say(word("queueKept"), "success");
        void send();
      });
    });
    this.append(card);
  }
}

/** What the activity is called, where this phone has seen its page. */
async function titleOf(activity: string): Promise<string> {
  const seen = await globalThis.caches?.open(PAGES).then((pages) => pages.match(`/my/activities/${activity}/`));
  const page = seen && new DOMParser().parseFromString(await seen.text(), "text/html");
  return page?.querySelector(".my-hello")?.textContent?.trim() ?? "";
}

customElements.define("offline-queue", OfflineQueue);
customElements.define("offline-door", OfflineDoor);
