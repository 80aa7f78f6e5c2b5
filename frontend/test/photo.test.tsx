import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { fakeBackend } from "../src/backend/fake";
import { darkroom, sentSize } from "../src/ui/photo";
import { expectAccessible, type Rendered, renderApp } from "./render";
import { record } from "./screen";

/** JPEG pictures to the station in memory. */
const [fileJpeg, cameraJpeg] = ["/9j/FILE", "/9j/LIVE"];

/** The camera of this PC: what it answers, and the light that shows it is on. */
function camera(open: () => Promise<unknown>) {
  const getUserMedia = vi.fn(open);
  Object.defineProperty(navigator, "mediaDevices", { configurable: true, value: { getUserMedia } });
}
function stream() {
  const stop = vi.fn();
  return { stop, getTracks: () => [{ stop }] };
}

beforeEach(() => {
  vi.restoreAllMocks();
  vi.spyOn(darkroom, "fromFile").mockResolvedValue(fileJpeg);
  vi.spyOn(darkroom, "fromCamera").mockResolvedValue(cameraJpeg);
});
afterEach(() => {
  Reflect.deleteProperty(navigator, "mediaDevices");
});

/** The form of the first person, who has a photo, or of the third, who has none. */
async function editing(which: 0 | 2 = 2) {
  const backend = fakeBackend({ as: "root" });
  const person = backend.store.people[which];
  if (!person) throw new Error("nobody");
  const app = renderApp({ route: `/people/${person.id}`, backend });
  const panel = await record(`Record of ${person.name}`);
  fireEvent.click(await within(panel).findByRole("button", { name: "Edit" }));
  const dialog = await screen.findByRole("dialog");
  const field = await within(dialog).findByRole("group", { name: "Photo" });
  return { ...app, person: () => app.backend.store.person(person.id), panel, dialog, field };
}

const press = (at: HTMLElement, name: string) => fireEvent.click(within(at).getByRole("button", { name }));
const words = (at: HTMLElement) =>
  within(at)
    .getAllByRole("button")
    .map((b) => b.textContent);
const kept = (app: Pick<Rendered, "backend">, id: string) => app.backend.store.attachments.get(id);

function choose(field: HTMLElement) {
  const input = field.querySelector("input[type=file]");
  if (!input) throw new Error("no field for a file");
  expect(input.getAttribute("accept")).toBe("image/png,image/jpeg");
  fireEvent.change(input, { target: { files: [new File(["x"], "juan.png", { type: "image/png" })] } });
}

describe("a photo from a file", () => {
  it("is seen at once, saved with the person, and stands on the record", async () => {
    const { person, panel, dialog, field, ...app } = await editing();
    choose(field);
    const preview = await within(field).findByRole("img", { name: /^Photo of/ });
    expect(preview.getAttribute("src")).toBe(`data:image/jpeg;base64,${fileJpeg}`);
    expect(person().photo).toBe("");
    press(dialog, "Save");
    const shown = await within(panel).findByRole("img", { name: `Photo of ${person().name}` });
    expect(shown.getAttribute("src")).toBe(`data:image/jpeg;base64,${fileJpeg}`);
    expect(kept(app, person().photo)).toBe(`data:image/jpeg;base64,${fileJpeg}`);
    expect(app.backend.calls.find((c) => c.method === "Attachments.Add")?.args).toEqual(["photo", fileJpeg]);
  });

  it("that is no picture is refused in words, and the photo of before stays", async () => {
    vi.mocked(darkroom.fromFile).mockRejectedValue(new Error("decode"));
    const { person, dialog, field, ...app } = await editing(0);
    const before = person().photo;
    choose(field);
    const alert = await within(field).findByRole("alert");
    expect(alert.textContent).toBe("That file is no picture that can be read.Choose a JPEG or PNG picture.");
    expect(app.backend.calls.some((c) => c.method === "Attachments.Add")).toBe(false);
    press(dialog, "Save");
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect(person().photo).toBe(before);
  });

  it("that the station refuses says why", async () => {
    const { field, ...app } = await editing();
    app.backend.failNext("Attachments.Add", {
      code: "INVALID",
      message: "The picture has too many pixels.",
      fix: "Make it smaller.",
    });
    choose(field);
    expect((await within(field).findByRole("alert")).textContent).toContain("too many pixels");
    choose(field);
    await within(field).findByRole("img", { name: /^Photo of/ });
    expect(within(field).queryByRole("alert")).toBeNull();
  });

  it("is waited for: nothing is saved without it", async () => {
    let done: (picture: string) => void = () => undefined;
    vi.mocked(darkroom.fromFile).mockReturnValue(
      new Promise((resolve) => {
        done = resolve;
      }),
    );
    const { dialog, field } = await editing();
    const save = within(dialog).getByRole("button", { name: "Save" });
    choose(field);
    await waitFor(() => expect(save).toHaveProperty("disabled", true));
    done(fileJpeg);
    await waitFor(() => expect(save).toHaveProperty("disabled", false));
  });

  it("is removed", async () => {
    const { person, panel, dialog, field } = await editing(0);
    await within(panel).findByRole("img", { name: /^Photo of/, hidden: true });
    press(field, "Remove");
    expect(within(field).queryByRole("img", { name: /^Photo of/ })).toBeNull();
    press(dialog, "Save");
    await waitFor(() => expect(within(panel).queryByRole("img", { name: /^Photo of/ })).toBeNull());
    expect(person().photo).toBe("");
  });
});

describe("a photo from the camera", () => {
  it("is offered only where there is a camera to ask for", async () => {
    const { field } = await editing();
    expect(words(field)).toEqual(["Choose a file"]);
  });

  it("is taken from the live picture, and again, and the camera goes out each time", async () => {
    const opened = stream();
    camera(async () => opened);
    const { person, dialog, field, ...app } = await editing();
    press(field, "Take a photo");
    const live = await within(field).findByLabelText("What the camera sees");
    await waitFor(() => expect(live).toHaveProperty("srcObject", opened));
    expect(within(field).getByRole("button", { name: "Take" })).toHaveProperty("disabled", true);
    fireEvent.loadedData(live);
    await expectAccessible(document.body);
    press(field, "Take");
    expect(darkroom.fromCamera).toHaveBeenCalledWith(live);
    const preview = await within(field).findByRole("img", { name: /^Photo of/ });
    expect(preview.getAttribute("src")).toBe(`data:image/jpeg;base64,${cameraJpeg}`);
    expect(opened.stop).toHaveBeenCalledTimes(1);
    press(field, "Again");
    await within(field).findByLabelText("What the camera sees");
    press(field, "Close the camera");
    await waitFor(() => expect(opened.stop).toHaveBeenCalledTimes(2));
    press(dialog, "Save");
    await waitFor(() => expect(kept(app, person().photo)).toBe(`data:image/jpeg;base64,${cameraJpeg}`));
  });

  it("that may not be used says so, and so does one that is not there", async () => {
    camera(() => Promise.reject(new DOMException("no", "NotAllowedError")));
    const { field } = await editing();
    press(field, "Take a photo");
    expect((await within(field).findByRole("alert")).textContent).toContain(
      "This page may not use the camera.",
    );
    expect(words(field)).toEqual(["Back"]);
    press(field, "Back");
    camera(() => Promise.reject(new DOMException("none", "NotFoundError")));
    press(field, "Take a photo");
    expect((await within(field).findByRole("alert")).textContent).toContain("No camera could be opened.");
  });

  it("goes out while the screen is locked", async () => {
    const opened = stream();
    camera(async () => opened);
    const { field, backend } = await editing();
    press(field, "Take a photo");
    const live = await within(field).findByLabelText("What the camera sees");
    await waitFor(() => expect(live).toHaveProperty("srcObject", opened));
    backend.store.locked = true;
    backend.store.changed("session");
    await waitFor(() => expect(opened.stop).toHaveBeenCalledTimes(1));
  });

  it("goes out when the form is closed, also when it was still being opened", async () => {
    const opened = stream();
    let answer: (s: unknown) => void = () => undefined;
    camera(
      () =>
        new Promise((resolve) => {
          answer = resolve;
        }),
    );
    const { dialog, field } = await editing();
    press(field, "Take a photo");
    press(dialog, "Cancel");
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    answer(opened);
    await waitFor(() => expect(opened.stop).toHaveBeenCalledTimes(1));
  });
});

describe("a photo is shown", () => {
  it("of a person at the counter in the place of the initials, also while it is on its way", async () => {
    const app = renderApp({ route: "/counter" });
    const [here, coming, none] = app.backend.store.people;
    const field = await screen.findByLabelText(/scan/i, { selector: "input" });
    const card = async (serial = "", name = "") => {
      fireEvent.change(field, { target: { value: serial } });
      fireEvent.keyDown(field, { key: "Enter" });
      return screen.findByRole("region", { name });
    };
    await within(await card(here?.serial, here?.name)).findByRole("img", { name: `Photo of ${here?.name}` });
    const second = await card(coming?.serial, coming?.name);
    await within(second).findByRole("img", {
      name: `Photo of ${coming?.name}: arriving from another station`,
    });
    expect(within(await card(none?.serial, none?.name)).queryByRole("img", { name: /^Photo/ })).toBeNull();
  });

  it("of an item on its record, after it was chosen in its form", async () => {
    const backend = fakeBackend({ as: "root" });
    const item = backend.store.items[3];
    renderApp({ route: `/items/${item?.id}`, backend });
    const panel = await record(`Record of ${item?.model} ${item?.number}`);
    fireEvent.click(await within(panel).findByRole("button", { name: "Edit" }));
    const dialog = await screen.findByRole("dialog");
    choose(await within(dialog).findByRole("group", { name: "Photo" }));
    await within(dialog).findByRole("img", { name: /^Photo of/ });
    press(dialog, "Save");
    const shown = await within(panel).findByRole("img", { name: `Photo of ${item?.model} ${item?.number}` });
    expect(shown.getAttribute("src")).toBe(`data:image/jpeg;base64,${fileJpeg}`);
  });
});

describe("the size a photo is sent in", () => {
  it("is at most 960 on the longer side, and never more than it was", () => {
    expect(sentSize(4000, 3000)).toEqual({ width: 960, height: 720 });
    expect(sentSize(3000, 4000)).toEqual({ width: 720, height: 960 });
    expect(sentSize(300, 200)).toEqual({ width: 300, height: 200 });
    expect(sentSize(9000, 1)).toEqual({ width: 960, height: 1 });
  });
});
