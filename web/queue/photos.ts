// Photos that wait with a form: drawn anew and small, so that a phone holds many and what the camera wrote into them stays out.
import type { Kept } from "./queue";

const SIDE = 1600;
const FINE = 0.8;

/** The files of a form, by the names of their fields. Of another kind than a picture none is kept. */
export async function photosOf(given: Iterable<[string, FormDataEntryValue]>): Promise<Kept[]> {
  const kept: Kept[] = [];
  for (const [field, value] of given) {
    if (typeof value !== "string" && value.size > 0) kept.push({ field, name: value.name, content: await small(value) });
  }
  return kept;
}

/** As it is where it cannot be drawn: the server says in words what is no photo. */
async function small(file: Blob): Promise<Blob> {
  if (!("OffscreenCanvas" in globalThis)) return file;
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const share = Math.min(1, SIDE / Math.max(picture.width, picture.height));
    const canvas = new OffscreenCanvas(Math.round(picture.width * share), Math.round(picture.height * share));
    canvas.getContext("2d")!.drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    return await canvas.convertToBlob({ type: "image/jpeg", quality: FINE });
  } catch {
    return file;
  }
}
