import { CONFIG, type PackedSource } from './config.ts';
import { evaluate } from './evaluate.ts';
import type { EdgeEvent } from './event.ts';
import { enter } from './load.ts';

const PREFIX = 'x-flagforge-';
/** A text, since names of properties become shorter when the function is built. */
const VARIANT = 'variant';

/**
 * Tells the origin, and the cache, what the chosen flags give for a request that asks for none: each variant's name as a
 * header or a cookie of the request. What a viewer sent under those names is taken away first. Rejects where the store
 * fails: the origin then sees none.
 */
export async function vary(event: EdgeEvent): Promise<void> {
  const request = event.request;
  const shown = request[CONFIG.as as 'headers'];
  CONFIG.flags.forEach((key) => {
    delete shown[PREFIX + key];
  });
  const context: Record<string, unknown> = { ip: event.viewer.ip };
  (CONFIG.attributes as readonly PackedSource[]).forEach((attribute) => {
    const found = request[attribute[1]][attribute[2]];
    if (found) context[attribute[0]] = found.value;
  });
  const scope = await enter(context);
  for (let i = 0; i < CONFIG.flags.length; i += 1) {
    const key = CONFIG.flags[i] as string;
    const members = await evaluate(key, scope);
    const variant = JSON.parse(`{${members}}`)[VARIANT];
    if (variant) shown[PREFIX + key] = { value: variant };
  }
}
