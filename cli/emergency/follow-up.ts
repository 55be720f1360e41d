/** The change request that makes git say what an emergency did. @see contract 6 */
import type { CommandError } from '../command-error.ts';
import type { ChangeRequest } from '../forge/forge.ts';
import { problemJson } from '../publish/delivery-json.ts';
import { printable } from '../terminal/printable.ts';
import type { Style } from '../terminal/style.ts';

/**
 * `opened`: now; `already-open`: by an earlier command. `in-git`: the branch that is published says so already. `none`:
 * there is no place for change requests, or none was wanted. `failed`: nobody knows, or it was refused; the emergency
 * itself is done all the same.
 */
export type FollowUp =
  | { readonly kind: 'opened' | 'already-open'; readonly request: ChangeRequest }
  | { readonly kind: 'in-git'; readonly branch: string }
  | { readonly kind: 'none' }
  | { readonly kind: 'failed'; readonly problem: CommandError };

/**
 * `Opened request #119 to set it in git.`, and where it is; empty where there is no request.
 * @param what what it does: `set it in git`.
 */
export function followUpSentence(followUp: FollowUp, what: string, style: Style): string {
  switch (followUp.kind) {
    case 'opened':
      return `${style.green(`Opened request #${followUp.request.number}`)} to ${what}.`;
    case 'already-open':
      return `Request #${followUp.request.number} to ${what} is open already.`;
    case 'in-git':
      return `No request: the files on ${printable(followUp.branch)} say so already.`;
    default:
      return '';
  }
}

/** The address of a request, on a line of its own; empty where it has none. */
export function followUpAddress(followUp: FollowUp, style: Style): string[] {
  const request = 'request' in followUp ? followUp.request : null;
  return request === null || request.url === null ? [] : [style.dim(request.url)];
}

/** For stderr: why there is no request, and what to write instead; empty where there is nothing to say. */
export function renderFollowUpProblem(followUp: FollowUp, byHand: string, style: Style): string {
  if (followUp.kind !== 'failed') return '';
  const { message, hints, code } = followUp.problem;
  const lines = [...hints, byHand].map((line) => `         ${printable(line)}\n`);
  return `${style.yellow('warning')}  ${code === null ? '' : `${code}  `}no change request: ${printable(message)}\n${lines.join('')}`;
}

/** null where there is no request. */
export function followUpJson(followUp: FollowUp | null): object {
  const request = followUp !== null && 'request' in followUp ? followUp.request : null;
  const { error } = problemJson(followUp?.kind === 'failed' ? followUp.problem : null);
  return {
    request:
      request === null
        ? null
        : { number: request.number, title: request.title, url: request.url, isNew: followUp?.kind === 'opened' },
    ...(error === undefined ? {} : { requestError: error }),
  };
}
