/** Whether enough people agreed to a commit, or somebody may go on without them. Pure. */
import { codedError } from '../coded-error.ts';
import type { CommandError } from '../command-error.ts';
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

/** Approvals count by person: two under two names of one are one. */
export function decideApproval(input: ApprovalInput): ApprovalDecision {
  const { question, answer } = input;
  const { approvals: needed, approvers, place } = question;
  if (answer.kind === 'own-files')
    return { problem: null, approvals: [], changeRequest: null, needed: 0, isUnapproved: false };
  const { approvals } = answer;
  const decision = { approvals, changeRequest: answer.changeRequest, needed };
  const given = new Set(approvals.map(({ person }) => person)).size;
  if (given >= needed) return { ...decision, problem: null, isUnapproved: false };
  const { environment } = place;
  if (!input.isUnapproved) {
    const args = { environment, needed, given, approvers, breakGlass: input.breakGlass };
    return { ...decision, problem: codedError(EXIT.findings, 'FF4050', args), isUnapproved: false };
  }
  if (input.mayBreakGlass) return { ...decision, problem: null, isUnapproved: true };
  const problem = codedError(EXIT.findings, 'FF4051', { environment, breakGlass: input.breakGlass });
  return { ...decision, problem, isUnapproved: false };
}
