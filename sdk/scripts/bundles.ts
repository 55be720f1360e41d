import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

/** What a page may load of the SDK, and what that may weigh. */
export interface Bundle {
  readonly name: string;
  /** What a user of it writes; only what this needs is measured. */
  readonly code: string;
  /** Bytes, minified and gzipped. */
  readonly budget: number;
  /** What it carries, for the table. */
  readonly carries: string;
}

/** A bundle as it came out. */
export interface MeasuredBundle extends Bundle {
  /** Bytes, minified and gzipped. */
  readonly bytes: number;
}

/** Each is bundled by itself. React and OpenFeature's SDK are not counted: pages that use the bindings have them. */
export const BUNDLES: readonly Bundle[] = [
  {
    name: '/web/core',
    code: `export { createClient } from '@flagforge/sdk/web/core';`,
    budget: 2_500,
    carries: 'reads, stream, cache, stale-while-revalidate, polling, fail-open',
  },
  {
    name: '/web',
    code: `export { createClient } from '@flagforge/sdk/web';`,
    budget: 3_500,
    carries: 'and overrides with a badge, usage counts',
  },
  {
    name: '/web with /react',
    code: `export { createClient } from '@flagforge/sdk/web';
      export { FlagProvider, useClient, useFlag, useFlagDetails, useFlags } from '@flagforge/sdk/react';`,
    budget: 4_500,
    carries: 'and all hooks',
  },
  {
    name: '/web with /openfeature',
    code: `export { createClient } from '@flagforge/sdk/web';
      export { createWebProvider } from '@flagforge/sdk/openfeature';`,
    budget: 5_000,
    carries: 'and the provider',
  },
  {
    name: '/toolbar',
    code: `export { createToolbar } from '@flagforge/sdk/toolbar';`,
    budget: 6_000,
    carries: 'for testers; a page loads it apart',
  },
];

/**
 * Bundles code for browsers as an application does, from what `npm run build` left: minified, as one module.
 * @param folder from where packages are looked for.
 * @throws where the code needs what browsers do not have, such as a module of Node.
 */
export async function bundleForBrowsers(code: string, folder: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: code, resolveDir: folder },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    external: ['react'],
    legalComments: 'none',
    logLevel: 'silent',
    write: false,
  });
  return outputFiles.map(({ text }) => text).join('');
}

/** What each bundle weighs, by gzip at level 9. */
export function measureBundles(folder: string): Promise<MeasuredBundle[]> {
  return Promise.all(
    BUNDLES.map(async (bundle) => {
      const text = await bundleForBrowsers(bundle.code, folder);
      return { ...bundle, bytes: gzipSync(text, { level: 9 }).length };
    }),
  );
}
