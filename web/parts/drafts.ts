// Where the draft of a form lies on this device: apart for each person.
export const DRAFTS = "tongxin-draft";

export function draftKey(form: HTMLFormElement): string {
  return `${DRAFTS}:${document.body.dataset.actor ?? ""}:${form.dataset.draft}`;
}
