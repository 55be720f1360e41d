/** What is done to the rules of an environment, to people and to segments, in words. Pure. */
import { memberLines, memberWords } from './member-words.ts';
import type { MemberLists, PolicyParts, RiskCounts, SegmentParts, SharedOperation } from './operation.ts';
import type { OperationWords } from './operation-words.ts';
import { isSameThing, type Thing } from './thing.ts';

/** What each rule of an environment is called. */
export const POLICY_NAMES: Readonly<Record<keyof PolicyParts, string>> = {
  approvals: 'approvals',
  approvers: 'those who may approve',
  breakGlass: 'those who may kill and roll back',
  overrides: 'overrides by testers',
};

/** @param before what was there when it was made. */
export function sharedWords(operation: SharedOperation, before: Thing | undefined): OperationWords {
  const say = (about: string, to: string, from: string | null = null): OperationWords => ({
    ...{ about, from, to, environment: null, isPlural: true },
  });
  switch (operation.kind) {
    case 'set-policy': {
      const { environment, policy } = operation;
      const was = before as Readonly<Record<string, Thing>> | undefined;
      const changed = policyEntries(policy).filter(([key, now]) => !isSameThing(was?.[key], now as Thing));
      const [only] = changed;
      if (changed.length === 1 && only !== undefined) {
        const [key, now] = only;
        const old = was?.[key];
        const from = old === undefined ? null : policyText(key, old);
        return say(`${environment}: ${POLICY_NAMES[key]}`, policyText(key, now), from);
      }
      return say(
        `${environment}:`,
        listText(changed.map(([key, now]) => `${POLICY_NAMES[key]} become ${policyText(key, now)}`)),
      );
    }
    case 'set-members':
      return memberWords(before as unknown as MemberLists | undefined, operation.members);
    case 'set-segment':
      return say(`segment ${operation.segment}:`, segmentWords(before as SegmentParts | undefined, operation.parts));
  }
}

const policyEntries = (policy: PolicyParts): readonly (readonly [keyof PolicyParts, unknown])[] =>
  Object.entries(policy) as [keyof PolicyParts, unknown][];

function policyText(key: keyof PolicyParts, value: unknown): string {
  if (key === 'approvals') return countsText(value as RiskCounts);
  return key === 'overrides' ? String(value) : rolesText(value as readonly string[]);
}

/** `2`, or `1, and 2 where the risk is high` */
export function countsText({ low, medium, high }: RiskCounts): string {
  if (low === medium && medium === high) return String(low);
  if (low === medium) return `${low}, and ${high} where the risk is high`;
  if (medium === high) return `${low}, and ${high} where the risk is medium or high`;
  return `${low}, ${medium} where the risk is medium, and ${high} where it is high`;
}

/** `editors or admins`, `nobody` */
export const rolesText = (roles: readonly string[]): string =>
  roles.length === 0 ? 'nobody' : roles.map((role) => `${role}s`).join(' or ');

const listText = (parts: readonly string[]): string =>
  parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;

function segmentWords(before: SegmentParts | undefined, parts: SegmentParts): string {
  const words: string[] = [];
  if (parts.if !== undefined && parts.if !== before?.if) {
    if (parts.if === null) words.push('no condition any more');
    else words.push(before?.if === null ? 'a condition' : 'another condition');
  }
  const lists = [
    ['include', 'always in'],
    ['exclude', 'never in'],
  ] as const;
  for (const [key, name] of lists) {
    const [old, now] = [before?.[key] ?? [], parts[key]];
    if (now === undefined) continue;
    const more = now.filter((unit) => !old.includes(unit)).length;
    const less = old.filter((unit) => !now.includes(unit)).length;
    if (more > 0) words.push(`${more} more ${name}`);
    if (less > 0) words.push(`${less} less ${name}`);
  }
  if (parts.description !== undefined && parts.description !== before?.description)
    words.push(parts.description === null ? 'no description any more' : 'another description');
  return words.length === 0 ? 'the same in another order' : listText(words);
}

/** What it makes, or what was there, in a line or a few. */
export function sharedText(operation: SharedOperation, thing: Thing): string {
  if (operation.kind === 'set-members') return memberLines(thing as unknown as MemberLists).join('\n');
  const parts = Object.entries((thing ?? {}) as Readonly<Record<string, Thing>>);
  if (operation.kind === 'set-policy')
    return parts
      .map(
        ([key, value]) => `${POLICY_NAMES[key as keyof PolicyParts]}: ${policyText(key as keyof PolicyParts, value)}`,
      )
      .join('\n');
  const names: Readonly<Record<string, string>> = { if: 'who', include: 'always in', exclude: 'never in' };
  return parts
    .map(([key, value]) => {
      const text = Array.isArray(value) ? value.join(', ') : String(value ?? '');
      return `${names[key] ?? key}: ${text === '' ? 'none' : text}`;
    })
    .join('\n');
}
