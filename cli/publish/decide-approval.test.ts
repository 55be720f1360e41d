import { expect, test } from 'vitest';
import type { Approval, ApprovalAnswer } from '../identity/approvals.ts';
import type { Policy } from '../identity/policy.ts';
import { type ApprovalInput, decideApproval } from './decide-approval.ts';

const PLACE = { organization: 'acme', project: 'shop', environment: 'production' };
const approval = (person: string, identity: string): Approval => ({ person, identity, commit: 'c', request: '#1' });
const given = (...approvals: Approval[]): ApprovalAnswer => ({ kind: 'given', approvals, changeRequest: '#1' });

const RULES: Policy = { approvals: 1, approvers: ['editor', 'admin'], breakGlass: ['admin'], people: [], access: null };

const decide = (approvals: number, answer: ApprovalAnswer, more: Partial<ApprovalInput> = {}) =>
  decideApproval({
    question: {
      ...{ place: PLACE, commit: 'c', published: null, directory: null, approvals, approvers: RULES.approvers },
      rules: { published: null, commit: RULES },
    },
    ...{ answer, isUnapproved: false, reason: null, mayBreakGlass: false, breakGlass: ['admin'] },
    ...more,
  });

test("the files of one's own need nobody", () => {
  expect(decide(2, { kind: 'own-files' })).toMatchObject({ problem: null, isUnapproved: false });
});

test('as many people as are asked for, under whatever names', () => {
  const [sam, sam2, kim] = [approval('Sam', 'github:sam'), approval('Sam', 'clerk:sam'), approval('Kim', 'github:kim')];
  expect(decide(0, given())).toMatchObject({ problem: null });
  expect(decide(2, given(sam, kim))).toMatchObject({ problem: null, approvals: [sam, kim], changeRequest: '#1' });
  expect(decide(2, given(sam, sam2)).problem).toMatchObject({ code: 'FF4050', exitCode: 1 });
});

test('the refusal says how many are asked for, of whom, and the way out in an emergency', () => {
  const { problem } = decide(1, given());
  expect(problem?.message).toBe('production asks for 1 approval (editor or admin), and this commit has none');
  expect(problem?.hints.join()).toContain('flagforge publish --environment production --unapproved --reason');
});

test('break-glass is for those who may, and is marked as what it is', () => {
  const asked = { isUnapproved: true, reason: 'the site is down' };
  expect(decide(1, given(), { ...asked, mayBreakGlass: true })).toMatchObject({ problem: null, isUnapproved: true });
  expect(decide(1, given(), asked).problem).toMatchObject({ code: 'FF4051', exitCode: 1 });
});

test('what has its approvals is not marked, even when break-glass was asked for', () => {
  const asked = { isUnapproved: true, reason: 'x', mayBreakGlass: true };
  expect(decide(1, given(approval('Sam', 'github:sam')), asked)).toMatchObject({ problem: null, isUnapproved: false });
});

test('what was judged says itself whether it is enough, and names all that is missing', () => {
  const judged = {
    kind: 'judged',
    ...{ needed: 2, approvals: [approval('Sam', 'github:sam')], changeRequest: '#1' },
    missing: ['request #1 (c): 1 of 2 approvals (admin) for production'],
  } as const;
  expect(decide(0, { ...judged, isMet: true, missing: [] })).toMatchObject({ problem: null, needed: 2 });
  const { problem } = decide(0, { ...judged, isMet: false });
  expect(problem).toMatchObject({
    code: 'FF4061',
    exitCode: 1,
    message: expect.stringContaining('asks for 2 approvals'),
  });
  expect(problem?.hints).toEqual([
    'request #1 (c): 1 of 2 approvals (admin) for production',
    expect.stringContaining('flagforge publish --environment production --unapproved'),
  ]);
});
