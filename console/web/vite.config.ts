import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import rsc from '@vitejs/plugin-rsc';
import { defineConfig } from 'vite';

/** Workspaces are bundled from their TypeScript. */
const conditions = ['@flagforge/source', 'module', 'import', 'default'];

/** What a page alone needs is loaded with that page: `pages/audit/...` is the chunk `audit`, `parts/diff/...` is `diff`. */
const chunkOf = ({ normalizedId }: { readonly normalizedId: string }): string =>
  /\b(?:pages|parts)\/([^/]+)\//.exec(normalizedId)?.[1] ?? 'parts';

/** Server Components without server rendering: a static shell, then pages as Flight. @see .github/decisions/0014-console.md */
export default defineConfig({
  root: import.meta.dirname,
  plugins: [rsc({ serverHandler: false, clientChunks: chunkOf }), react(), tailwindcss()],
  // React decides by this what goes into Flight. Left to run time, a process without it would send source and paths.
  define: { 'process.env.NODE_ENV': '"production"' },
  build: { target: 'es2023', modulePreload: { polyfill: false }, assetsInlineLimit: 0, emptyOutDir: true },
  environments: {
    rsc: {
      resolve: { conditions: ['react-server', ...conditions] },
      build: { outDir: '../dist/web/rsc', rollupOptions: { input: { index: './entry.rsc.tsx' } } },
    },
    // Nothing is rendered to HTML; the plugin makes a stub all the same.
    ssr: { build: { outDir: '../dist/web/ssr' } },
    client: {
      resolve: { conditions: ['browser', ...conditions] },
      build: { outDir: '../dist/web/client', rollupOptions: { input: { index: './index.html' } } },
    },
  },
});
