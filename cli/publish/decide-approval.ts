/** Whether enough people agreed to a commit, or somebody may go on without them. Pure. */
import { codedError } from '../coded-error.ts';
import { CommandError } from '../command-error.ts';
import { EXIT } from '../exit-codes.ts';
import type { Approval, ApprovalAnswer, ApprovalQuestion } from '../identity/approvals.ts';

export interface ApprovalInput {
  readonly question: ApprovalQuestion;
  readonly answer: ApprovalAnswer;
  /** `--unapproved`, with its reason. */
  readonly isUnapproved: boolean;
  readonly reason: string | null;
  readonly mayBreakGlass: boolean;
  /** The roles that may, for the message. */
  readonly breakGlass: readonly string[];
}

export interface ApprovalDecision {
  /** null: it may be published. */
  readonly problem: CommandError | null;
  readonly approvals: readonly Approval[];
  readonly changeRequest: string | null;
  /** How many people are asked for. */
  readonly needed: number;
  /** By break-glass, with fewer than are asked for. */
  readonly isUnapproved: boolean;
}

/** Approvals that were only counted count by person: two under two names of one are one. */
export function decideApproval(input: ApprovalInput): ApprovalDecision {
  const { question, answer } = input;
  if (answer.kind === 'own-files')
    return { problem: null, approvals: [], changeRequest: null, needed: 0, isUnapproved: false };
  const { approvals, changeRequest } = answer;
  const given = new Set(approvals.map(({ person }) => person)).size;
  const needed = answer.kind === 'judged' ? answer.needed : question.approvals;
  const decision = { approvals, changeRequest, needed };
  if (answer.kind === 'judged' ? answer.isMet : given >= needed)
    return { ...decision, problem: null, isUnapproved: false };
  if (!input.isUnapproved) return { ...decision, problem: notApproved(input, needed, given), isUnapproved: false };
  if (input.mayBreakGlass) return { ...decision, problem: null, isUnapproved: true };
  const args = { environment: question.place.environment, breakGlass: input.breakGlass };
  return { ...decision, problem: codedError(EXIT.findings, 'FF4051', args), isUnapproved: false };
}

function notApproved({ question, answer, breakGlass }: ApprovalInput, needed: number, given: number): CommandError {
  const { place, approvers } = question;
  const { environment } = place;
  if (answer.kind !== 'judged')
    return codedError(EXIT.findings, 'FF4050', { environment, needed, given, approvers, breakGlass });
  const { exitCode, message, hints, code } = codedError(EXIT.findings, 'FF4061', {
    ...{ environment, needed, approvers, breakGlass },
  });
  // What is missing comes first, a line each.
  return new CommandError(exitCode, message, [...answer.missing, ...hints], code);
}
