import preact from '@preact/preset-vite';
import { defineConfig } from 'vite';

const orchestrator = process.env.ORCHESTRATOR ?? 'http://127.0.0.1:5680';

export default defineConfig({
  plugins: [preact()],
  // Everything from this host, under its own name: the page's policy allows nothing inline.
  build: { outDir: process.env.DASHBOARD_OUT ?? 'dist', emptyOutDir: true, assetsInlineLimit: 0, modulePreload: { polyfill: false } },
  // `npx vite` beside an orchestrator: the page is rebuilt as it is edited, the numbers are real.
  server: {
    proxy: Object.fromEntries(
      // It takes commands from pages of its own only: to it this one is.
      ['/api', '/ajax-api', '/get-artifact'].map((path) => [
        path,
        { target: orchestrator, changeOrigin: true, headers: { origin: orchestrator } },
      ]),
    ),
  },
});
