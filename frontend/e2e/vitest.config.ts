import { defineConfig } from "vitest/config";

// Real stations and a real browser: one file after another, since they share the cores, and a story is told in order.
export default defineConfig({
  cacheDir: "../node_modules/.vite",
  test: {
    root: import.meta.dirname,
    include: ["**/*.e2e.ts"],
    environment: "node",
    globalSetup: ["sample.ts"],
    fileParallelism: false,
    sequence: { concurrent: false, shuffle: false },
    // What comes after a step that failed would only say so again.
    bail: 1,
    testTimeout: 180_000,
    hookTimeout: 60_000,
  },
});
