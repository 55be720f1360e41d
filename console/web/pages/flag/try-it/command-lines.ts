import type { ContextObject } from './context-text.ts';

interface Asked {
  readonly flag: string;
  readonly environment: string;
  readonly context: ContextObject;
  /** UTC epoch ms; null: now. */
  readonly at: number | null;
}

/** In single quotes, as a shell takes it word for word. */
const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** The same question to the CLI, in a checkout of the project. */
export const explainLine = ({ flag, environment, context, at }: Asked): string =>
  [
    `npx flagforge explain ${flag} --environment ${environment} --context ${quoted(JSON.stringify(context))}`,
    ...(at === null ? [] : [`--now ${new Date(at).toISOString()}`]),
  ].join(' ');

/** The same question to an evaluator, over OpenFeature's protocol; it answers for now, in the environment of the key. */
export const curlLine = ({ flag, context }: Pick<Asked, 'flag' | 'context'>): string =>
  [
    `curl "$FLAGFORGE_URL/ofrep/v1/evaluate/flags/${flag}"`,
    '-H "Authorization: Bearer $FLAGFORGE_KEY" -H "Content-Type: application/json"',
    `-d ${quoted(JSON.stringify({ context }))}`,
  ].join(' ');
