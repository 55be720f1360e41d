import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AccessEntry, Person } from '../compile/index.ts';
import type { Author, ForgeKind, Permission, ProposedCommit, Review, ReviewVerdict } from '../forge/forge.ts';
import type { Policy } from '../identity/policy.ts';
import { judge } from './judge.ts';
import type { Evidence, Footprint, Judgement, RefusalRule } from './judgement.ts';
import { type RuleBook, ruleBookOfPolicy } from './rule-book.ts';

const HEAD = 'a'.repeat(40);
const OLDER = 'b'.repeat(40);

const PEOPLE: readonly Person[] = [
  { name: 'Pat Lee', github: 'patlee', clerk: 'user_pat', email: ['pat@acme.com', 'team@acme.com'] },
  { name: 'Kim Adler', github: 'kimadler', clerk: 'user_kim', email: ['kim@acme.com', 'team@acme.com'] },
  { name: 'Sam Ortiz', github: 'samortiz', clerk: 'user_sam', email: ['sam@acme.com'] },
];

const ACCESS: readonly AccessEntry[] = [
  { who: 'github:patlee', role: 'editor' },
  { who: 'github:kimadler', role: 'editor' },
  { who: 'github:samortiz', role: 'admin' },
  { who: 'clerk:org:admin', role: 'admin' },
];

interface Rules {
  readonly approvals?: number;
  readonly approvers?: readonly string[];
  readonly people?: readonly Person[];
  readonly access?: readonly AccessEntry[] | null;
  readonly byRisk?: Policy['approvalsByRisk'];
}

function bookOf(environment: string, rules: Rules = {}): RuleBook {
  const { approvals = 1, approvers = ['editor', 'admin'], people = PEOPLE, access = ACCESS, byRisk } = rules;
  const policy: Policy = { approvals, approvers, breakGlass: ['admin'], people, access };
  return ruleBookOfPolicy(byRisk === undefined ? policy : { ...policy, approvalsByRisk: byRisk }, environment, [
    ...['development', 'staging', 'production'],
  ]);
}

const review = (identity: string | null, verdict: ReviewVerdict = 'approved', more: Partial<Review> = {}): Review => ({
  by: { identity, kind: 'human', name: 'somebody', claims: [] },
  ...{ verdict, commit: HEAD, at: 0, body: '', permission: 'write', isOfOtherBase: false },
  ...more,
});

const hand = (as: Author['as'], identity: string | null, email: string | null = null): Author => ({
  ...{ as, identity, email, name: 'somebody', kind: 'human' },
});

const BY_PAT: readonly ProposedCommit[] = [{ commit: HEAD, authors: [hand('author', 'github:patlee')] }];

function evidenceOf(
  reviews: readonly Review[],
  commits = BY_PAT,
  request: Partial<Evidence['request']> = {},
): Evidence {
  return {
    request: {
      ...{ number: 7, title: '', body: '', url: null, state: 'open', branch: 'x', base: 'main', baseCommit: OLDER },
      ...{ head: HEAD, mergeCommit: null, proposer: null, openedAt: 0, updatedAt: 0 },
      opener: { identity: 'github:patlee', kind: 'human', name: 'Pat', claims: [] },
      ...request,
    },
    commits,
    reviews,
  };
}

const footprintOf = (environment: string, more: Partial<Footprint> = {}): Footprint => ({
  environments: [{ environment, risk: 'high', isRulesOnly: false }],
  forAdmins: [],
  ...more,
});

interface Given {
  readonly environment?: string;
  readonly rules?: readonly Rules[];
  readonly own?: Rules | null;
  readonly evidence: Evidence | null;
  readonly footprint?: Partial<Footprint>;
  readonly forge?: ForgeKind;
}

function judged({
  environment = 'production',
  rules = [{}],
  own = {},
  evidence,
  footprint,
  forge = 'github',
}: Given): Judgement {
  return judge({
    forge,
    base: rules.map((each) => bookOf(environment, each)),
    own: own === null ? null : bookOf(environment, own),
    footprint: footprintOf(environment, footprint),
    evidence,
  });
}

const rulesIn = ({ demands }: Judgement): readonly RefusalRule[] =>
  demands.flatMap(({ refusals }) => refusals.map(({ rule }) => rule));

describe('who counts', () => {
  test.each<[string, Given, boolean, readonly RefusalRule[]]>([
    ['an editor', { evidence: evidenceOf([review('github:kimadler')]) }, true, []],
    ['a login in other letters', { evidence: evidenceOf([review('github:KimAdler')]) }, true, []],
    [
      'another identity of the author',
      { evidence: evidenceOf([review('clerk:user_pat')]), forge: 'local' },
      false,
      ['own-change'],
    ],
    [
      'the owner of an address that two people have',
      {
        evidence: evidenceOf(
          [review('github:kimadler')],
          [{ commit: HEAD, authors: [hand('co-author', null, 'TEAM@acme.com')] }],
        ),
      },
      false,
      ['own-change'],
    ],
    [
      "the owner of GitHub's stand-in address",
      {
        evidence: evidenceOf(
          [review('github:kimadler')],
          [{ commit: HEAD, authors: [hand('co-author', null, '123+KimAdler@users.noreply.github.com')] }],
        ),
      },
      false,
      ['own-change'],
    ],
    [
      'a role that a verified token brings',
      {
        evidence: evidenceOf([
          review('clerk:user_kim', 'approved', {
            by: { identity: 'clerk:user_kim', kind: 'human', name: 'Kim', claims: ['clerk:org:admin'] },
          }),
        ]),
        rules: [{ approvers: ['admin'] }],
        forge: 'local',
      },
      true,
      [],
    ],
    [
      "a token that claims somebody else's identity",
      {
        evidence: evidenceOf([
          review('clerk:user_kim', 'approved', {
            by: { identity: 'clerk:user_kim', kind: 'human', name: 'Kim', claims: ['github:samortiz'] },
          }),
        ]),
        rules: [{ approvers: ['admin'] }],
        forge: 'local',
      },
      false,
      ['no-role'],
    ],
    ['an account that is gone', { evidence: evidenceOf([review(null)]) }, false, ['unknown-reviewer']],
    [
      'whoever committed it is GitHub itself',
      {
        evidence: evidenceOf(
          [review('github:kimadler')],
          [
            {
              commit: HEAD,
              authors: [hand('author', 'github:patlee'), hand('committer', 'github:web-flow', 'noreply@github.com')],
            },
          ],
        ),
      },
      true,
      [],
    ],
    [
      'whoever says to be GitHub itself as the author',
      {
        evidence: evidenceOf(
          [review('github:kimadler')],
          [{ commit: HEAD, authors: [hand('author', null, 'noreply@github.com')] }],
        ),
      },
      false,
      ['unknown-author'],
    ],
    ['nobody, without a request', { evidence: null }, false, ['never-reviewed']],
    [
      'nobody, where no role may approve',
      { evidence: evidenceOf([review('github:kimadler')]), rules: [{ approvers: [] }] },
      false,
      ['no-approvers', 'no-role'],
    ],
    [
      'nobody, where nobody is asked',
      { evidence: evidenceOf([]), rules: [{ approvals: 0 }], own: { approvals: 0 } },
      true,
      [],
    ],
  ])('%s', (_, given, isApproved, rules) => {
    const judgement = judged(given);
    expect(rulesIn(judgement)).toEqual(rules);
    expect(judgement.isApproved).toBe(isApproved);
  });

  test('two names of one person count once', () => {
    const reviews = [review('clerk:user_kim'), review('github:kimadler')];
    const access = [...ACCESS, { who: 'clerk:user_kim', role: 'editor' }];
    const judgement = judged({ evidence: evidenceOf(reviews), rules: [{ approvals: 2, access }], forge: 'local' });
    expect(judgement.demands[0]).toMatchObject({
      ...{ isMet: false, needed: 2, approvals: [{ person: 'Kim Adler', identity: 'github:kimadler' }] },
      refusals: [{ rule: 'same-person', text: 'clerk:user_kim is Kim Adler too, and one person counts once' }],
    });
  });

  test('what the proposal joins is one person, what it parts stays one', () => {
    const joined = PEOPLE.map((person) => (person.name === 'Pat Lee' ? { ...person, clerk: 'user_sam' } : person));
    const evidence = evidenceOf([review('github:samortiz')]);
    const own = { people: joined.filter(({ name }) => name !== 'Sam Ortiz') };
    expect(rulesIn(judged({ evidence, own }))).toEqual(['own-change']);
    const parted = PEOPLE.map((person) => (person.name === 'Pat Lee' ? { ...person, clerk: 'user_other' } : person));
    const again = evidenceOf([review('clerk:user_pat')]);
    expect(rulesIn(judged({ evidence: again, own: { people: parted }, forge: 'local' }))).toEqual(['own-change']);
  });
});

describe('how many are asked for', () => {
  test.each([
    ['low', 1],
    ['medium', 2],
    ['high', 3],
  ] as const)('at %s risk %i', (risk, needed) => {
    const rules = [{ approvals: 1, byRisk: { medium: 2, high: 3 } }];
    const environments = [{ environment: 'production', risk, isRulesOnly: false }];
    expect(judged({ evidence: evidenceOf([]), rules, footprint: { environments } }).demands[0]?.needed).toBe(needed);
  });

  test('the most of all rules, of the roles that all of them allow', () => {
    const rules = [{ approvals: 2 }, { approvals: 1, approvers: ['admin', 'viewer'] }];
    const [demand] = judged({ evidence: evidenceOf([review('github:kimadler')]), rules }).demands;
    expect(demand).toMatchObject({ needed: 2, roles: ['admin'], refusals: [{ rule: 'no-role' }] });
    expect(demand?.couldApprove).toEqual(['Sam Ortiz']);
  });
});

describe('outside of production', () => {
  const stranger = { evidence: evidenceOf([review('github:stranger')]), environment: 'staging' };

  test('somebody whom people does not name counts as a person of their own', () => {
    expect(judged({ ...stranger, rules: [{ access: null }], own: { access: null } }).isApproved).toBe(true);
    expect(rulesIn(judged({ ...stranger, environment: 'production', rules: [{ access: null }] }))).toEqual([
      'unmapped',
    ]);
  });

  test('and so does an author, but no bot', () => {
    const byStranger = [{ commit: HEAD, authors: [hand('author', null, 'x@y.example')] }];
    const evidence = evidenceOf([review('github:kimadler')], byStranger);
    expect(judged({ evidence, environment: 'staging' }).isApproved).toBe(true);
    const bot = evidenceOf(
      [review('github:kimadler')],
      [{ commit: HEAD, authors: [{ ...hand('author', 'github:x[bot]'), kind: 'bot' }] }],
    );
    expect(rulesIn(judged({ evidence: bot, environment: 'staging' }))).toEqual(['unknown-author']);
  });

  test('the user of this machine is known to the local forge, though no list of people can name them', () => {
    const commits = [{ commit: HEAD, authors: [hand('author', 'local:pat')] }];
    const opener = { identity: 'local:pat', kind: 'human', name: 'pat', claims: [] } as const;
    const evidence = evidenceOf([review('clerk:user_kim')], commits, { opener });
    expect(judged({ evidence }).isApproved).toBe(true);
  });
});

describe('without access', () => {
  test.each<[Permission, boolean]>([
    ['admin', true],
    ['write', true],
    ['read', false],
    ['none', false],
  ])('the permission %s decides', (permission, isApproved) => {
    const evidence = evidenceOf([review('github:kimadler', 'approved', { permission })]);
    const judgement = judged({ evidence, rules: [{ access: null }], own: { access: null } });
    expect(judgement.isApproved).toBe(isApproved);
    expect(judgement.demands[0]?.couldApprove).toEqual([]);
  });

  test('only an admin of the forge lets rules through', () => {
    const footprint = { environments: [], forAdmins: ['access'] };
    const by = (permission: Permission) =>
      judged({
        ...{ evidence: evidenceOf([review('github:kimadler', 'approved', { permission })]), footprint },
        ...{ rules: [{ access: null }], own: { access: null } },
      });
    expect(by('admin').isApproved).toBe(true);
    expect(rulesIn(by('write'))).toEqual(['no-permission']);
  });
});

/** Monotony: what is stricter never turns a no into a yes. */
describe('nothing that is stricter helps', () => {
  const identity = fc.constantFrom(
    ...[
      'github:patlee',
      'github:kimadler',
      'github:samortiz',
      'clerk:user_kim',
      'clerk:user_sam',
      'github:stranger',
      null,
    ],
  );
  const anyReview = fc
    .record({
      identity,
      verdict: fc.constantFrom<ReviewVerdict>('approved', 'approved', 'changes-requested', 'commented', 'dismissed'),
      commit: fc.constantFrom(HEAD, HEAD, HEAD, OLDER),
      permission: fc.constantFrom<Permission>('admin', 'write', 'write', 'read'),
      isOfOtherBase: fc.constantFrom(false, false, false, true),
    })
    .map(({ identity: who, verdict, ...more }) => review(who, verdict, more));
  const anyAuthor = fc
    .record({
      as: fc.constantFrom<Author['as']>('author', 'committer', 'co-author'),
      identity,
      email: fc.constantFrom('pat@acme.com', 'kim@acme.com', 'team@acme.com', 'x@else.example', null),
    })
    .map(({ as, identity: who, email }) => hand(as, who, email));
  const anyRules = fc
    .record({
      approvals: fc.integer({ min: 0, max: 2 }),
      approvers: fc.subarray(['viewer', 'editor', 'admin'], { minLength: 1 }),
      people: fc.subarray([...PEOPLE]),
      access: fc.oneof(fc.constant(null), fc.subarray([...ACCESS])),
    })
    .map((rules): Rules => rules);
  const anyCase = fc.record({
    environment: fc.constantFrom('production', 'staging', 'live'),
    reviews: fc.array(anyReview, { maxLength: 5 }),
    authors: fc.array(anyAuthor, { minLength: 1, maxLength: 3 }),
    rules: fc.array(anyRules, { minLength: 1, maxLength: 2 }),
    own: anyRules,
    forAdmins: fc.constantFrom([], ['access']),
    forge: fc.constantFrom<ForgeKind>('github', 'local'),
  });
  type Case = typeof anyCase extends fc.Arbitrary<infer Value> ? Value : never;

  const isApproved = ({ reviews, authors, forAdmins, ...given }: Case): boolean => {
    const environments = [{ environment: given.environment, risk: 'low' as const, isRulesOnly: forAdmins.length > 0 }];
    return judged({
      ...given,
      evidence: evidenceOf(reviews, [{ commit: HEAD, authors }]),
      footprint: { environments, forAdmins },
    }).isApproved;
  };
  const never = (stricter: fc.Arbitrary<(given: Case) => Case>): void => {
    let approved = 0;
    fc.assert(
      fc.property(anyCase, stricter, (given, change) => {
        if (isApproved(given)) approved += 1;
        else expect(isApproved(change(given))).toBe(false);
      }),
      { numRuns: 4000 },
    );
    // Else it would say nothing.
    expect(approved).toBeGreaterThan(20);
  };

  test('adding an author', () => {
    never(anyAuthor.map((author) => (given) => ({ ...given, authors: [...given.authors, author] })));
  });

  test("taking back all of somebody's approvals", () => {
    const without = (who: string | null) => (given: Case) => ({
      ...given,
      reviews: given.reviews.filter(({ by, verdict }) => verdict !== 'approved' || by.identity !== who),
    });
    never(identity.map(without));
  });

  test('dismissing a review, or asking for changes', () => {
    const later = fc.record({ who: identity, verdict: fc.constantFrom<ReviewVerdict>('changes-requested') });
    never(
      later.map(({ who, verdict }) => (given) => ({ ...given, reviews: [...given.reviews, review(who, verdict)] })),
    );
  });

  test('asking for more approvals', () => {
    const raise = (given: Case): Case => {
      return { ...given, rules: given.rules.map((rules) => ({ ...rules, approvals: (rules.approvals ?? 1) + 1 })) };
    };
    never(fc.constant(raise));
  });

  test('allowing fewer roles', () => {
    const narrow = (role: string) => (given: Case) => ({
      ...given,
      rules: given.rules.map((rules) => ({
        ...rules,
        approvers: rules.approvers?.filter((each) => each !== role) ?? [],
      })),
    });
    never(fc.constantFrom('editor', 'admin').map(narrow));
  });

  test('giving fewer roles', () => {
    const take = (who: string) => (given: Case) => ({
      ...given,
      rules: given.rules.map((rules) => ({
        ...rules,
        access: rules.access?.filter((entry) => entry.who !== who) ?? null,
      })),
    });
    // Somebody who loses the role can no longer stop it by asking for changes either.
    const quiet = (change: (given: Case) => Case) => (given: Case) =>
      given.reviews.some(({ verdict }) => verdict === 'changes-requested') ? given : change(given);
    never(fc.constantFrom('github:patlee', 'github:kimadler', 'github:samortiz').map(take).map(quiet));
  });

  test('more rules that have to be satisfied', () => {
    never(anyRules.map((rules) => (given) => ({ ...given, rules: [...given.rules, rules] })));
  });

  test('other commits on top', () => {
    const push = (given: Case): Case => ({
      ...given,
      reviews: given.reviews.map((each) => ({ ...each, commit: OLDER })),
    });
    never(fc.constant(push));
  });
});
