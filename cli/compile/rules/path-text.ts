import type { Path } from '@flagforge/sdk/engine';

/** A path as people write it: dots between steps, backticks where a step is no plain name. */
export const pathText = (path: Path): string =>
  path
    .map((step) => (/^[A-Za-z_][A-Za-z0-9_]*$/.test(step) ? step : `\`${step.replace(/[\\`]/g, '\\$&')}\``))
    .join('.');
