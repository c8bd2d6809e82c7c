// The little that we touch of htmx's request, and typed ways to listen to it.
export interface Context {
  sourceElement: Element;
  target: Element | string | null;
  swap: string;
  select?: string | null;
  push?: string | null;
  replace?: string | null;
  text: string;
  request: { method: string; body: FormData | URLSearchParams | null; form: HTMLFormElement | null };
  response?: { status: number };
}

export function on(name: string, listen: (context: Context, event: CustomEvent) => void): void {
  document.addEventListener(name, (event) => {
    const context = (event as CustomEvent).detail?.ctx as Context | undefined;
    if (context) listen(context, event as CustomEvent);
  });
}

/** Call for the whole page now, and again for each part that htmx brings in. */
export function onContent(look: (root: ParentNode) => void): void {
  look(document);
  document.addEventListener("htmx:after:swap", () => look(document));
}
