import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

// The bundle is served from a station's console, from Wails' asset handler, and in development by Vite:
// relative addresses work in all three.
export default defineConfig({
  base: "./",
  plugins: [react()],
  build: {
    outDir: "dist",
    emptyOutDir: true,
    target: "es2022",
    // Fonts and icons stay files: the content security policy has no data: for fonts.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1200,
    modulePreload: { polyfill: false },
  },
  test: {
    environment: "jsdom",
    include: ["src/**/*.test.{ts,tsx}", "test/**/*.test.{ts,tsx}"],
    setupFiles: ["test/setup.ts"],
    testTimeout: 60_000,
    // By itself it would leave one processor to somebody who watches.
    maxWorkers: "100%",
    css: false,
  },
});
