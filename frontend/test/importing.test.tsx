import { act, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { pieceBytes } from "../src/features/importing/send";
import { expectAccessible, type Rendered, renderApp } from "./render";
import { settled } from "./screen";

const head = "serial,rank,last_name,first_name,group,remarks";
const good = ["70001,SGT,Abad,Rico,HAS,", "70002,AM,Basa,Nina,951st,", "70003,2LT,Corpuz,Leo,952nd,"];

const sheet = (lines: readonly string[], name = "people.csv") =>
  new File([`${lines.join("\r\n")}\r\n`], name, { type: "text/csv" });

async function wizard(what = "people"): Promise<Rendered> {
  const app = renderApp({ route: `/import/${what}` });
  await settled(app);
  return app;
}

/** Chooses a file in the dialog. */
function choose(file: File): void {
  const input = document.querySelector<HTMLInputElement>("input[type=file]");
  if (!input) throw new Error("no file field");
  fireEvent.change(input, { target: { files: [file] } });
}

const made = (app: Rendered, method: string) => app.backend.calls.filter((c) => c.method === method);

describe("an import", () => {
  it("of good rows: dry run, look, import, and the list has them", async () => {
    const app = await wizard();
    choose(sheet([head, ...good]));
    await screen.findByText("All 3 rows can be imported");
    expect(screen.getByText(/This column is not read.*remarks/)).toBeTruthy();
    expect(screen.getByRole("cell", { name: "Corpuz" })).toBeTruthy();
    expect(app.backend.store.people).toHaveLength(40);
    await expectAccessible(document.body);
    fireEvent.click(screen.getByRole("button", { name: "Import 3 people" }));
    await screen.findByText("3 people are registered");
    expect(app.backend.store.people).toHaveLength(43);
    fireEvent.click(screen.getByRole("link", { name: "Go to the people" }));
    await screen.findByText("43 rows");
  });

  it("of items goes the same way", async () => {
    const app = await wizard("items");
    choose(sheet(["model,serial,number", "M4,80001,0901", "GLOCK,80002,0902"], "items.csv"));
    fireEvent.click(await screen.findByRole("button", { name: "Import 2 items" }));
    await screen.findByText("2 items are registered");
    expect(app.backend.store.items.filter((i) => i.serial.startsWith("8000"))).toHaveLength(2);
  });

  it("with bad rows lists each with its reason and its cell, and offers no import", async () => {
    const app = await wizard();
    choose(
      sheet([head, good[0] ?? "", "70009,SARG,Lim,Karen,HAS,", "70001,AM,Twice,Noel,HAS,", "70010,AM,,Jo,,"]),
    );
    await screen.findByText("3 of 4 rows cannot be imported");
    const table = screen.getAllByRole("table")[0] as HTMLElement;
    const lines = within(table)
      .getAllByRole("row")
      .slice(1)
      .map((r) => within(r).getAllByRole("cell"));
    expect(lines.map((cells) => [cells[0]?.textContent, cells[1]?.textContent])).toEqual([
      ["3", "There is no rank SARG."],
      ["4", "Serial number 70001 stands in the file twice."],
      ["5", "The last name is missing."],
    ]);
    expect(within(table).getByRole("cell", { name: "(empty)" })).toBeTruthy();
    expect(screen.queryByRole("button", { name: /^Import \d/ })).toBeNull();
    await expectAccessible(document.body);

    choose(sheet([head, ...good], "corrected.csv"));
    await screen.findByRole("button", { name: "Import 3 people" });
    expect(screen.queryByText(/cannot be imported/)).toBeNull();
    expect(made(app, "Exchange.Commit")).toEqual([]);
  });

  it("of a file without a needed column says which", async () => {
    await wizard();
    choose(sheet(["serial,last_name", "1,Abad"]));
    await screen.findByText("The file lacks the columns rank, first_name");
    expect(screen.queryByRole("button", { name: /^Import \d/ })).toBeNull();
  });

  it("of what is no spreadsheet goes back to choosing, with the sentence", async () => {
    await wizard();
    choose(new File(["x"], "photo.png"));
    await screen.findByRole("alert");
    // The step that failed says so a moment before the first one is back.
    await screen.findByRole("button", { name: "Choose a file" });
    expect(screen.getByRole("alert").textContent).toContain("photo.png is no spreadsheet.");
  });

  it("of an empty file or of two at once is refused before anything is sent", async () => {
    const app = await wizard();
    choose(new File([], "nothing.csv"));
    expect((await screen.findByRole("alert")).textContent).toContain("nothing.csv is empty.");
    drop([sheet([head]), sheet([head])]);
    await screen.findByText("More than one file was dropped.");
    expect(made(app, "Exchange.Begin")).toEqual([]);
  });

  it("that is refused at the end says so, and the rows are still there to look at", async () => {
    const app = await wizard();
    choose(sheet([head, ...good]));
    const button = await screen.findByRole("button", { name: "Import 3 people" });
    const [first] = app.backend.store.people;
    if (first) first.serial = "70002";
    fireEvent.click(button);
    const alert = await screen.findByRole("alert");
    expect(alert.textContent).toContain(
      "Row 3: Serial number 70002 is registered already. Nothing was imported.",
    );
    expect(screen.getByRole("button", { name: "Import 3 people" })).toBeTruthy();
    expect(app.backend.store.people).toHaveLength(40);
  });
});

function drop(files: readonly File[]): void {
  const data = { types: ["Files"], files };
  fireEvent.dragEnter(document.body, { dataTransfer: data });
  fireEvent.drop(document.body, { dataTransfer: data });
}

describe("a file", () => {
  it("can be dropped anywhere on the page", async () => {
    await wizard();
    fireEvent.dragEnter(document.body, { dataTransfer: { types: ["Files"], files: [] } });
    await screen.findByText("Let go to read this file");
    drop([sheet([head, ...good])]);
    await screen.findByText("All 3 rows can be imported");
  });

  it("larger than a piece is sent in pieces, in their order, and arrives whole", async () => {
    const app = await wizard();
    const long = `${head}\r\n${good[0]}${"x".repeat(pieceBytes * 2)}\r\n`;
    choose(new File([long], "long.csv"));
    await screen.findByText("The row can be imported");
    const pieces = made(app, "Exchange.Chunk");
    expect(pieces.map((c) => c.args[1])).toEqual([0, 1, 2]);
    const whole = pieces.map((c) => atob(c.args[2] as string)).join("");
    expect(whole).toBe(long);
    expect(Math.max(...pieces.map((c) => atob(c.args[2] as string).length))).toBe(pieceBytes);
  });
});

describe("stopping", () => {
  it("while the file is sent tries nothing", async () => {
    const app = await wizard();
    choose(new File(["x".repeat(pieceBytes * 2)], "long.csv"));
    fireEvent.click(screen.getByRole("button", { name: "Stop" }));
    await screen.findByText("It was stopped. Nothing was sent on.");
    await settled(app);
    expect(made(app, "Exchange.DryRun")).toEqual([]);
    await screen.findByRole("button", { name: "Choose a file" });
  });

  it("the dry run goes back to choosing and says that nothing was changed", async () => {
    const app = await wizard();
    choose(sheet([head, ...good]));
    await screen.findByText(/Trying every row/);
    fireEvent.click(screen.getByRole("button", { name: "Stop" }));
    await screen.findByText("It was stopped. Nothing was changed.");
    await screen.findByRole("button", { name: "Choose a file" });
    expect(made(app, "Jobs.Cancel")).toHaveLength(1);
    expect(made(app, "Exchange.Preview")).toEqual([]);
  });

  it("the import leaves everything as it was", async () => {
    const app = await wizard();
    choose(sheet([head, ...good]));
    fireEvent.click(await screen.findByRole("button", { name: "Import 3 people" }));
    fireEvent.click(await screen.findByRole("button", { name: "Stop" }));
    await screen.findByText("It was stopped. Nothing was changed.");
    expect(app.backend.store.people).toHaveLength(40);
    await screen.findByRole("button", { name: "Import 3 people" });
  });

  it("by leaving the page ends a dry run that nobody waits for", async () => {
    const app = await wizard();
    choose(sheet([head, ...good]));
    await screen.findByRole("button", { name: "Stop" });
    await waitFor(() => expect(made(app, "Exchange.DryRun")).toHaveLength(1));
    await screen.findByText(/Trying every row/);
    act(() => fireEvent.click(screen.getByRole("link", { name: "Back to people" })));
    await waitFor(() => expect(made(app, "Jobs.Cancel")).toHaveLength(1));
  });
});
