/** Which change request a CI job is about. */
import { readFileSync } from 'node:fs';
import { codedError } from '../coded-error.ts';
import { EXIT } from '../exit-codes.ts';

/**
 * The number of the request: what the user typed, else what the event of GitHub Actions is about, else what the ref that
 * it runs on is named after.
 * @param typed null: nothing was typed.
 * @param option with which it was typed.
 * @throws CommandError (2): FF4060 for something else than a number, FF4059 when nothing names one.
 */
export function findRequest(
  env: Readonly<Record<string, string | undefined>>,
  typed: string | null,
  option = '--request',
): number {
  if (typed !== null) {
    const number = /^#?([1-9]\d{0,9})$/.exec(typed)?.[1];
    if (number === undefined) throw codedError(EXIT.usage, 'FF4060', { given: typed, option });
    return Number(number);
  }
  const found = numberInEvent(env.GITHUB_EVENT_PATH) ?? numberInRef(env.GITHUB_REF);
  if (found === null) throw codedError(EXIT.usage, 'FF4059', {});
  return found;
}

function numberInEvent(path: string | undefined): number | null {
  if (path === undefined || path === '') return null;
  let event: unknown;
  try {
    event = JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    // The ref may say it.
    return null;
  }
  const request = fieldOf(event, 'pull_request');
  const issue = fieldOf(event, 'issue');
  const queue = fieldOf(fieldOf(event, 'merge_group'), 'head_ref');
  if (isNumber(fieldOf(request, 'number'))) return Number(fieldOf(request, 'number'));
  // Comments on issues look the same but for this field.
  if (fieldOf(issue, 'pull_request') !== undefined && isNumber(fieldOf(issue, 'number')))
    return Number(fieldOf(issue, 'number'));
  return typeof queue === 'string' ? numberInRef(queue) : null;
}

/** `refs/pull/118/merge`; of a merge queue `refs/heads/gh-readonly-queue/main/pr-118-<id>`. */
function numberInRef(ref: string | undefined): number | null {
  const [, pull, queued] =
    /^refs\/pull\/([1-9]\d{0,9})\/(?:merge|head)$|^refs\/heads\/gh-readonly-queue\/.+\/pr-([1-9]\d{0,9})-[0-9a-f]{40,64}$/.exec(
      ref ?? '',
    ) ?? [];
  const number = pull ?? queued;
  return number === undefined ? null : Number(number);
}

const isNumber = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) > 0;

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined;
}
