// <rotating-code src="...">: the check-in code on the organizer's screen. Asks its address again when the code ends; the
// answer carries an ETag, so an unchanged code costs no body.
import { word } from "./words";

interface Code {
  svg: string;
  digits: string;
  ends_in: number;
}

const RETRY_SECONDS = 3;

class RotatingCode extends HTMLElement {
  private timer = 0;
  private left = 0;

  connectedCallback(): void {
    this.timer = window.setInterval(() => this.tick(), 1000);
    void this.fetch();
  }

  disconnectedCallback(): void {
    window.clearInterval(this.timer);
  }

  private tick(): void {
    this.left -= 1;
    if (this.left <= 0) void this.fetch();
    else if (!this.classList.contains("is-stale")) this.note(word("seconds", this.left));
  }

  private async fetch(): Promise<void> {
    this.left = RETRY_SECONDS;
    try {
      const answer = await fetch(this.getAttribute("src") ?? "", { cache: "no-cache", headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(String(answer.status));
      this.show((await answer.json()) as Code);
    } catch {
      this.classList.add("is-stale");
      this.note(word("stale"));
    }
  }

  private show(code: Code): void {
    this.classList.remove("is-stale");
    const picture = new DOMParser().parseFromString(code.svg, "text/html").querySelector("svg");
    if (picture) this.querySelector("[data-qr]")?.replaceChildren(picture);
    const digits = this.querySelector("[data-digits]");
    if (digits) digits.textContent = code.digits;
    this.left = Math.max(1, Math.ceil(code.ends_in));
    this.note(word("seconds", this.left));
  }

  private note(text: string): void {
    const note = this.querySelector("[data-note]");
    if (note) note.textContent = text;
  }
}

customElements.define("rotating-code", RotatingCode);
