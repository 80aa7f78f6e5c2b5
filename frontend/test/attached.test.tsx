import { MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { render, screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { type FakeBackend, fakeBackend } from "../src/backend/fake";
import { arrivingId } from "../src/backend/fake/attachments";
import { startStation } from "../src/start";
import { DoorsProvider } from "../src/state/doors";
import { Attached } from "../src/ui/Attached";
import { expectAccessible } from "./render";

const asked = (backend: FakeBackend) => backend.calls.filter((c) => c.method === "Attachments.Get").length;

/** One picture on a station in memory. */
function shown(id: string) {
  const backend = fakeBackend({ as: "root" });
  const { doors, client } = startStation(backend);
  doors.push.open();
  render(
    <MantineProvider>
      <QueryClientProvider client={client}>
        <DoorsProvider doors={doors}>
          <main>
            <Attached id={id} alt="Photo of Juan" kind="photo" width={96} height={120} />
          </main>
        </DoorsProvider>
      </QueryClientProvider>
    </MantineProvider>,
  );
  return { backend, client };
}

describe("a picture", () => {
  it("that is on its way says so in a frame of its size, and is there when it has arrived", async () => {
    const { backend } = shown(arrivingId);
    const place = await screen.findByRole("img", { name: "Photo of Juan: arriving from another station" });
    expect(place.style).toMatchObject({ width: "96px", height: "120px" });
    expect(place.textContent).toBe("arriving from another station");
    await expectAccessible(document.body);

    backend.store.attachments.set(arrivingId, "data:image/png;base64,iVBORw0KGgo=");
    backend.store.changed("attachments");
    const picture = await screen.findByRole("img", { name: "Photo of Juan" });
    expect(picture.getAttribute("src")).toBe("data:image/png;base64,iVBORw0KGgo=");
    expect(picture.style).toMatchObject({ width: "96px", height: "120px" });
    expect(asked(backend)).toBe(2);
  });

  it("that is here is not read again when another one arrives", async () => {
    const id = fakeBackend({ as: "root" }).store.people[0]?.photo ?? "";
    const { backend, client } = shown(id);
    await screen.findByRole("img", { name: "Photo of Juan" });
    await client.invalidateQueries({ queryKey: ["attachments"] });
    expect(asked(backend)).toBe(1);
  });

  it("that cannot be read says so", async () => {
    shown("no id");
    await screen.findByRole("img", { name: "Photo of Juan: cannot be shown now" });
  });
});
