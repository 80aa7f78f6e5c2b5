import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import type { ColumnDef } from "@tanstack/react-table";
import { fireEvent, render, screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { VirtualTable } from "../src/ui/VirtualTable";

interface Row {
  readonly id: string;
}

describe("the long table", () => {
  it("comes to rest after a row is opened", async () => {
    let drawn = 0;
    const columns: readonly ColumnDef<Row>[] = [
      {
        id: "id",
        header: "Id",
        cell: ({ row }) => {
          drawn += 1;
          return row.original.id;
        },
      },
    ];
    const items = Array.from({ length: 100 }, (_, i) => ({ id: `row ${i}` }));
    const opened: string[] = [];
    render(
      <MantineProvider>
        <QueryClientProvider client={new QueryClient()}>
          <VirtualTable
            label="Rows"
            columns={columns}
            source={{ queryKey: ["items"], fetch: async () => ({ items, next: "", total: 100 }) }}
            rowId={(row) => row.id}
            onOpen={(row) => opened.push(row.id)}
            sort=""
            onSort={() => undefined}
            empty="nothing"
          />
        </QueryClientProvider>
      </MantineProvider>,
    );
    fireEvent.click(await screen.findByText("row 3"));
    expect(opened).toEqual(["row 3"]);
    const turns = async (n: number) => {
      for (let i = 0; i < n; i++) await new Promise((next) => setTimeout(next));
    };
    await turns(20);
    const before = drawn;
    await turns(50);
    // A table that sets its own state at each render draws in every turn, and never lets go of a busy processor.
    expect(drawn).toBe(before);
  });
});
