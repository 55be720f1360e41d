import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { TOOLS } from './tools.mjs';

const NEVER = ['**/node_modules/**', '**/dist/**', '**/.git/**', '**/fixtures/**'];

/**
 * Workspaces import one another by package name; `@flagforge/source` answers with their TypeScript instead of the last build.
 * Not `module`, which Vite would add: what the AWS SDK has there is for bundlers, and Node cannot load it.
 */
const conditions = ['@flagforge/source', 'node', 'development|production'];

/** Runs of minutes to hours, by `npm run test:heavy` only: `vitest.heavy.config.ts`. */
export const HEAVY = '**/*.heavy.test.ts';

/** What a tool's tests need to be running; the test run starts it and stops it. */
const SERVICES: Readonly<Record<string, string>> = { stores: 'start-stores.ts' };

const toolTests = TOOLS.map(({ name }) => {
  const service = SERVICES[name];
  return {
    name,
    include: [`**/*.${name}.test.ts`],
    exclude: NEVER,
    ...(service !== undefined && { globalSetup: fileURLToPath(new URL(service, import.meta.url)) }),
  };
});

/** Tests that need nothing beyond npm; the other projects are named after the tool that they need. */
const unitTests = {
  name: 'unit',
  include: ['**/*.test.ts'],
  exclude: [...NEVER, HEAVY, ...toolTests.flatMap((project) => project.include)],
};

export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    globalSetup: fileURLToPath(new URL('build-once.ts', import.meta.url)),
    setupFiles: fileURLToPath(new URL('fast-check.ts', import.meta.url)),
    projects: [unitTests, ...toolTests].map((test) => ({ extends: true, test })),
    // Most tests wait for processes: with as many workers as cores a machine idles, and a run takes a third longer.
    maxWorkers: availableParallelism() + 1,
    // Generous, because black-box tests start processes on machines that are busy with other things.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // A focused test that is committed would hide all others.
    allowOnly: false,
  },
});
