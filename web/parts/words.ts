// The sentences of the scripts, given by the page in its own language.
export function word(name: string, n?: number): string {
  const text = (document.getElementById("words") as HTMLTemplateElement | null)?.dataset[name] ?? "";
  return n === undefined ? text : text.replace("{n}", String(n));
}
