import type { Limits } from '../limits.ts';

type ContextLimits = Pick<Limits, 'contextDepth' | 'contextAttributes' | 'stringBytes'>;

/** UTF-8 takes at most this many bytes for one UTF-16 code unit. */
const MAX_BYTES_A_UNIT = 3;

/**
 * What is wrong with a context, as a sentence without any of its values, or null when it may be evaluated.
 * The context must be a JSON object; its depth, attributes and strings must keep to the limits.
 * @see contract 7, limits
 */
export function contextProblem(context: unknown, limits: ContextLimits): string | null {
  if (context === undefined) return '"context" is missing; send {} for a context without attributes.';
  if (typeof context !== 'object' || context === null || Array.isArray(context)) {
    return '"context" must be a JSON object of attributes.';
  }
  let attributes = 0;

  const tooLong = (text: string): boolean =>
    text.length * MAX_BYTES_A_UNIT > limits.stringBytes && Buffer.byteLength(text) > limits.stringBytes;

  const visit = (value: unknown, depth: number): string | null => {
    if (typeof value === 'string') {
      return tooLong(value) ? `"context" has a string of more than ${limits.stringBytes} bytes.` : null;
    }
    if (typeof value !== 'object' || value === null) return null;
    if (depth > limits.contextDepth) return `"context" is nested more than ${limits.contextDepth} levels deep.`;
    if (Array.isArray(value)) {
      for (const item of value) {
        const problem = visit(item, depth + 1);
        if (problem !== null) return problem;
      }
      return null;
    }
    for (const name of Object.keys(value)) {
      attributes += 1;
      if (attributes > limits.contextAttributes)
        return `"context" has more than ${limits.contextAttributes} attributes.`;
      if (tooLong(name)) return `"context" has an attribute name of more than ${limits.stringBytes} bytes.`;
      const problem = visit((value as Record<string, unknown>)[name], depth + 1);
      if (problem !== null) return problem;
    }
    return null;
  };
  return visit(context, 1);
}
