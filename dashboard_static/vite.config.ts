import tailwindcss from "@tailwindcss/vite";
import { defineConfig } from "vitest/config";

// The page is served under a strict Content-Security-Policy (content-security-policy.txt):
// nothing may be inlined, so assets stay files and the preload polyfill stays out.
export default defineConfig({
  base: "./",
  plugins: [tailwindcss()],
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    target: "es2023",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: true,
  },
  test: { environment: "happy-dom", include: ["src/**/*.test.ts"] },
});
