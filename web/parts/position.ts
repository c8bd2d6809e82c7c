// Where the phone is, for a form that asks for it: the browser asks its owner when the button is pressed, never before. The
// numbers stand in the form until it has gone, and nowhere else; the rest of the page does without them.
import { onContent } from "./htmx";

// A fresh position each time: its own time stamp comes from a clock that may be wrong by an hour and is never looked at.
const FRESH: PositionOptions = { enableHighAccuracy: true, maximumAge: 0, timeout: 20_000 };

function ask(place: HTMLElement, form: HTMLFormElement, button: HTMLButtonElement): void {
  const said = place.querySelector<HTMLElement>("[data-position-said]")!;
  const say = (name: string): void => void (said.textContent = said.dataset[name] ?? "");
  button.disabled = true;
  say("asking");
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => {
      button.disabled = false;
      say("");
      set(form, coords);
      form.requestSubmit();
      // What is sent or kept has been read from the form by now.
      set(form, null);
    },
    (error) => {
      button.disabled = false;
      say(error.code === error.PERMISSION_DENIED ? "denied" : "away");
    },
    FRESH,
  );
}

function set(form: HTMLFormElement, coords: GeolocationCoordinates | null): void {
  for (const name of ["longitude", "latitude", "accuracy"] as const) {
    form.querySelector<HTMLInputElement>(`[name=here_${name}]`)!.value = coords ? String(coords[name]) : "";
  }
}

onContent((root) =>
  root.querySelectorAll<HTMLElement>("[data-position][hidden]").forEach((place) => {
    const [form, button] = [place.querySelector("form"), place.querySelector<HTMLButtonElement>("[data-position-ask]")];
    if (!form || !button || !navigator.geolocation) return;
    place.hidden = false;
    button.addEventListener("click", () => ask(place, form, button));
  }),
);
