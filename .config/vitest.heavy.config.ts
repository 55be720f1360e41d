import { defineConfig, mergeConfig } from 'vitest/config';
import base, { HEAVY } from './vitest.config.ts';

const { projects: _, ...test } = base.test ?? {};

/** `npm run test:heavy`: what takes minutes to hours. It needs what `stores` needs, and starts services of its own. */
export default defineConfig(
  mergeConfig(
    { ...base, test },
    {
      test: {
        name: 'heavy',
        include: [HEAVY],
        exclude: ['**/node_modules/**', '**/dist/**', '**/.git/**'],
        env: { FLAGFORGE_SEED: process.env['FLAGFORGE_SEED'] ?? 'random' },
        // What they measure is memory and time.
        fileParallelism: false,
        testTimeout: 86_400_000,
        disableConsoleIntercept: true,
      },
    },
  ),
);
