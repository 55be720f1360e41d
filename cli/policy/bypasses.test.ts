/** Ways round four eyes, each of which must fail closed with the rule that stops it. */
import { afterEach, describe, expect, test } from 'vitest';
import { compileProject, type ProjectConfig } from '../compile/index.ts';
import { policyOf } from '../identity/policy.ts';
import { createStyle } from '../terminal/style.ts';
import type { RequestCheck } from './check-request.ts';
import { loadGitAuthors, mergeAuthors } from './git-authors.ts';
import { judgeChange } from './judge-change.ts';
import type { Demand, RefusalRule } from './judgement.ts';
import { loadEvidence } from './load-evidence.ts';
import { renderCheck } from './render-check.ts';
import { ruleBookOfPolicy } from './rule-book.ts';
import {
  type Account,
  BOT,
  CONFIG,
  createReviewPlace,
  FLAG,
  KIM,
  LENA,
  PAT,
  PROJECT,
  type ReviewPlace,
  SAM,
  STRANGER,
  TURNED_ON,
} from './testing/review-place.ts';

const places: ReviewPlace[] = [];

afterEach(() => {
  for (const place of places.splice(0)) place.remove();
});

async function createPlace(...given: Parameters<typeof createReviewPlace>): Promise<ReviewPlace> {
  const place = await createReviewPlace(...given);
  places.push(place);
  return place;
}

const demandOf = (check: Pick<RequestCheck, 'judgement'>, environment: string | null): Demand | undefined =>
  check.judgement.demands.find((demand) => demand.environment === environment);

const PAT_TWO: Account = { login: 'pat-private', name: 'Pat', emails: ['pat@home.example'] };
const ALL: readonly Account[] = [PAT, KIM, SAM, LENA, STRANGER, BOT, PAT_TWO];
const withConfig = (change: (config: string) => string): Readonly<Record<string, string>> => ({
  'flags/flagforge.yaml': change(CONFIG),
});
const CO_AUTHOR = 'change\n\nCo-authored-by: Kim Adler <kim@acme.com>';

function configOf(config: string): ProjectConfig {
  const { project } = compileProject([{ path: 'flagforge.yaml', text: config }], { now: 0 });
  if (project === null) throw new Error(config);
  return project.config;
}

interface Bypass {
  readonly name: string;
  readonly rule: RefusalRule | null;
  /** What the sentence says. */
  readonly says: RegExp | null;
  /** null: what is for admins. Default: production. */
  readonly environment?: string | null;
  readonly project?: Readonly<Record<string, string>>;
  /** Answers with the request that is to be refused. */
  readonly act: (place: ReviewPlace) => number;
}

/** A change of production that somebody approved in some way that does not count. */
const BYPASSES: readonly Bypass[] = [
  {
    name: 'nobody approved at all',
    ...{ rule: null, says: null },
    act: (place) => place.propose(PAT, TURNED_ON),
  },
  {
    name: 'an own second account, which people does not name',
    ...{ rule: 'unmapped', says: /people does not name github:pat-private/ },
    act: (place) => approvedBy(place, PAT_TWO),
  },
  {
    name: 'an own second account, which people names under the same person',
    ...{ rule: 'own-change', says: /github:patlee is Pat Lee, who wrote commit [0-9a-f]{7}/ },
    project: {
      ...PROJECT,
      ...withConfig((text) => text.replace('clerk: user_pat, email: [pat@acme.com]', 'email: [pat@home.example]')),
    },
    act: (place) => {
      const number = place.propose(PAT_TWO, TURNED_ON);
      place.review(number, PAT, 'approved');
      return number;
    },
  },
  {
    name: "somebody else opens the author's change, and the author approves it",
    ...{ rule: 'own-change', says: /^Pat Lee wrote commit [0-9a-f]{7} of this change$/ },
    act: (place) => {
      const number = place.propose(PAT, TURNED_ON, { opener: LENA });
      place.review(number, PAT, 'approved');
      return number;
    },
  },
  {
    name: 'whoever opened it approves what somebody else wrote',
    ...{ rule: 'own-change', says: /^Kim Adler opened this request$/ },
    act: (place) => {
      const number = place.propose(PAT, TURNED_ON, { opener: SAM });
      place.review(number, KIM, 'approved');
      place.setRequest(number, { opener: { identity: 'github:kimadler', kind: 'human', name: 'Kim', claims: [] } });
      return number;
    },
  },
  {
    name: 'the committer of what another one wrote',
    ...{ rule: 'own-change', says: /^Kim Adler committed [0-9a-f]{7}/ },
    act: (place) => {
      const number = place.propose(PAT, TURNED_ON, { committer: { name: 'Kim', email: 'kim@acme.com' } });
      place.review(number, KIM, 'approved');
      return number;
    },
  },
  {
    name: "a bot's approval",
    ...{ rule: 'bot', says: /github:flagforge\[bot\] is a bot/ },
    act: (place) => approvedBy(place, BOT),
  },
  {
    name: 'approve, then push',
    ...{ rule: 'not-the-last-commit', says: /Kim Adler approved [0-9a-f]{7}, and the last commit is [0-9a-f]{7}/ },
    act: (place) => {
      const number = approvedBy(place, KIM);
      place.push(number, PAT, { 'flags/new-checkout.yaml': FLAG.replace('default: off', 'default: { rollout: 50% }') });
      return number;
    },
  },
  {
    name: 'approve, then force-push other content',
    ...{ rule: 'not-the-last-commit', says: /Kim Adler approved/ },
    act: (place) => {
      const number = approvedBy(place, KIM);
      place.forcePush(
        number,
        place.land(PAT, { 'flags/new-checkout.yaml': FLAG.replace('default: off', 'default: { rollout: 1% }') }),
      );
      place.files.git('reset', '--quiet', '--hard', 'HEAD~1');
      return number;
    },
  },
  {
    name: 'approve what it is on another branch, then propose it to this one',
    ...{ rule: 'another-base', says: /^Kim Adler approved it on another base/ },
    act: (place) => {
      const number = approvedBy(place, KIM);
      place.retarget(number, 'main');
      return number;
    },
  },
  {
    name: 'approve what goes to another branch',
    ...{ rule: 'another-base', says: /^Kim Adler approved it on another base/ },
    act: (place) => {
      const number = approvedBy(place, KIM);
      place.setRequest(number, { base: 'stack' });
      return number;
    },
  },
  {
    name: 'a request for changes on another base stands, whoever approves it on this one',
    ...{ rule: 'changes-requested', says: /^Sam Ortiz asks for changes$/ },
    act: (place) => {
      const number = place.propose(PAT, TURNED_ON);
      place.review(number, SAM, 'changes-requested');
      place.retarget(number, 'main');
      place.review(number, KIM, 'approved');
      return number;
    },
  },
  {
    name: 'a merge of two commits that the base has merged otherwise: its page compares with one of them only',
    ...{ rule: 'not-what-was-reviewed', says: /its page need not show what it does to flags\/new-checkout\.yaml$/ },
    act: (place) => {
      const { git, commit } = place.files;
      const plain = place.land(SAM, { 'README.md': 'one\n' });
      git('checkout', '--quiet', '--detach', `${plain}~1`);
      const turnedOn = commit(TURNED_ON);
      git('checkout', '--quiet', 'main');
      git('merge', '--quiet', '--no-ff', '--message', 'reviewed', turnedOn);
      const number = place.propose(PAT, { 'README.md': 'two\n' });
      git('checkout', '--quiet', '--detach', plain);
      git('merge', '--quiet', '--no-ff', '--message', 'merged', turnedOn);
      place.files.write({ ...PROJECT, 'README.md': 'two\n' });
      git('add', '--all');
      git('commit', '--quiet', '--amend', '--no-edit');
      place.forcePush(number, git('rev-parse', 'HEAD'));
      git('checkout', '--quiet', 'main');
      place.review(number, KIM, 'approved');
      return number;
    },
  },
  {
    name: 'a revert of what was approved once',
    ...{ rule: null, says: null },
    act: (place) => {
      const number = approvedBy(place, KIM);
      place.files.git('merge', '--quiet', '--ff-only', 'change-1');
      place.setRequest(number, { state: 'merged' });
      return place.propose(PAT, { 'flags/new-checkout.yaml': FLAG });
    },
  },
  {
    name: 'a commit with a co-author, who approves it',
    ...{ rule: 'own-change', says: /^Kim Adler is a co-author of commit/ },
    act: (place) => {
      const number = place.propose(PAT, TURNED_ON, { message: CO_AUTHOR });
      place.review(number, KIM, 'approved');
      return number;
    },
  },
  {
    name: 'a co-author who shares their line with another one, and approves it',
    ...{ rule: 'own-change', says: /^Kim Adler is a co-author of commit/ },
    act: (place) => {
      const message = 'change\n\nCo-authored-by: Kim <kim@acme.com>, Lena <lena@acme.com>';
      const number = place.propose(PAT, TURNED_ON, { message });
      place.review(number, KIM, 'approved');
      return number;
    },
  },
  {
    name: 'a co-author in a folded line, who approves it',
    ...{ rule: 'own-change', says: /^Kim Adler is a co-author of commit/ },
    act: (place) => {
      const number = place.propose(PAT, TURNED_ON, { message: 'change\n\nCo-authored-by: Kim\n  <kim@acme.com>' });
      place.review(number, KIM, 'approved');
      return number;
    },
  },
  {
    name: 'a co-author whose address nobody knows: it could be the approver',
    ...{
      rule: 'unknown-author',
      says: /people names nobody who is X <x@private\.example> \(co-author of [0-9a-f]{7}\)/,
    },
    act: (place) => {
      const message = 'change\n\nCo-authored-by: X <x@private.example>';
      const number = place.propose(PAT, TURNED_ON, { message });
      place.review(number, KIM, 'approved');
      return number;
    },
  },
  {
    name: 'an author whose address nobody knows',
    ...{ rule: 'unknown-author', says: /github:stranger \(author of/ },
    act: (place) => {
      const number = place.propose(STRANGER, TURNED_ON, { opener: PAT });
      place.review(number, KIM, 'approved');
      return number;
    },
  },
  {
    name: 'only the schedule is edited',
    ...{ rule: 'own-change', says: /^Pat Lee wrote/ },
    act: (place) => {
      const schedule = `    schedule: [{ at: "2027-01-01T00:00:00Z", default: on }]\n`;
      const text = FLAG.replace(
        '  production: { enabled: true, default: off }',
        `  production:\n    enabled: true\n    default: off\n${schedule.trimEnd()}`,
      );
      return ownApproval(place, { 'flags/new-checkout.yaml': text });
    },
  },
  {
    name: 'only a segment is edited',
    ...{ rule: 'own-change', says: /^Pat Lee wrote/ },
    project: {
      ...PROJECT,
      'flags/segments/beta.yaml': 'description: Beta\nif: region == "eu"\n',
      'flags/new-checkout.yaml': FLAG.replace(
        'production: { enabled: true, default: off }',
        'production: { enabled: true, rules: [{ if: segment "beta", serve: on }], default: off }',
      ),
    },
    act: (place) => ownApproval(place, { 'flags/segments/beta.yaml': 'description: Beta\nif: region is present\n' }),
  },
  {
    name: 'only the includeFile of a segment is edited',
    ...{ rule: 'own-change', says: /^Pat Lee wrote/ },
    project: {
      ...PROJECT,
      'flags/segments/beta.yaml': 'description: Beta\nincludeFile: beta.txt\n',
      'flags/segments/beta.txt': 'u-1\n',
      'flags/new-checkout.yaml': FLAG.replace(
        'production: { enabled: true, default: off }',
        'production: { enabled: true, rules: [{ if: segment "beta", serve: on }], default: off }',
      ),
    },
    act: (place) => ownApproval(place, { 'flags/segments/beta.txt': 'u-1\nu-2\n' }),
  },
  {
    name: 'only a prerequisite is edited',
    ...{ rule: 'own-change', says: /^Pat Lee wrote/ },
    project: {
      ...PROJECT,
      'flags/new-api.yaml': FLAG.replace('default: off', 'default: on'),
      'flags/new-checkout.yaml': FLAG.replace(
        'environments:',
        'requires: [{ flag: new-api, variant: on }]\nenvironments:',
      ),
    },
    act: (place) => ownApproval(place, { 'flags/new-api.yaml': FLAG }),
  },
  {
    name: 'only a group is edited',
    ...{ rule: 'no-role', says: /^Kim Adler is no admin of the project$/, environment: null },
    act: (place) =>
      approvedBy(
        place,
        KIM,
        withConfig((text) =>
          text.replace('people:', 'groups: { checkout: { slots: [{ flag: new-checkout, percent: 50 }] } }\npeople:'),
        ),
      ),
  },
  {
    name: 'only access is edited, to give oneself a role',
    ...{ rule: 'no-role', says: /^Kim Adler is no admin of the project$/, environment: null },
    act: (place) =>
      approvedBy(
        place,
        KIM,
        withConfig((text) => text.replace('"github:patlee", role: editor', '"github:patlee", role: admin')),
      ),
  },
  {
    name: 'an admin of one environment hands out roles for all',
    ...{
      rule: 'not-project-wide',
      says: /^Kim Adler is admin only in staging, and this reaches further$/,
      environment: null,
    },
    project: {
      ...PROJECT,
      ...withConfig((text) => `${text}  - { who: "github:kimadler", role: admin, environments: [staging] }\n`),
    },
    act: (place) => {
      const text = place.files.git('show', 'main:flags/flagforge.yaml');
      return approvedBy(place, KIM, {
        'flags/flagforge.yaml': `${text}\n  - { who: "github:lenavogt", role: admin }\n`,
      });
    },
  },
  {
    name: 'approvals is lowered in the same change, and nobody else approves',
    ...{ rule: 'own-change', says: /^Sam Ortiz wrote/, environment: null },
    act: (place) => {
      const files = { ...TURNED_ON, ...withConfig((text) => text.replace('approvals: 1', 'approvals: 0')) };
      const number = place.propose(SAM, files, { opener: PAT });
      place.review(number, SAM, 'approved');
      return number;
    },
  },
  {
    name: 'approvals is lowered in the same change: production still asks for what it asked',
    ...{ rule: null, says: null },
    act: (place) =>
      place.propose(PAT, { ...TURNED_ON, ...withConfig((text) => text.replace('approvals: 1', 'approvals: 0')) }),
  },
  {
    name: 'approvers is widened in the same change',
    ...{ rule: 'no-role', says: /^Lena Vogt has no role in production/ },
    act: (place) =>
      approvedBy(place, LENA, {
        ...TURNED_ON,
        ...withConfig((text) => text.replace('approvers: [editor, admin]', 'approvers: [viewer, editor, admin]')),
      }),
  },
  {
    name: 'the approver is given the role by the same change',
    ...{ rule: 'no-role', says: /^Lena Vogt has no role in production/ },
    act: (place) =>
      approvedBy(place, LENA, {
        ...TURNED_ON,
        ...withConfig((text) => text.replace(', environments: [development, staging]', '')),
      }),
  },
  {
    name: 'a change of a workflow file',
    ...{ rule: 'no-role', says: /^Kim Adler is no admin of the project$/, environment: null },
    act: (place) => approvedBy(place, KIM, { '.github/workflows/flags.yml': 'on: push\n' }),
  },
  {
    name: 'a change of an action that workflows run',
    ...{ rule: 'no-role', says: /no admin/, environment: null },
    act: (place) => approvedBy(place, KIM, { '.github/actions/flagforge/action.yml': 'runs: {}\n' }),
  },
  ...['CODEOWNERS', '.github/CODEOWNERS', 'docs/CODEOWNERS', '.github/codeowners'].map((path): Bypass => {
    return {
      name: `a change of ${path}`,
      ...{ rule: 'no-role', says: /no admin/, environment: null },
      act: (place) => approvedBy(place, KIM, { [path]: '* @patlee\n' }),
    };
  }),
  {
    name: 'a new environment without a policy',
    ...{ rule: 'no-role', says: /no admin/, environment: null },
    act: (place) =>
      approvedBy(
        place,
        KIM,
        withConfig((text) => text.replace('  staging: {}', '  staging: {}\n  qa: { approvals: 0 }')),
      ),
  },
  {
    name: 'a new environment that asks for nobody is asked for one all the same',
    ...{ rule: 'own-change', says: /^Pat Lee wrote/, environment: 'qa' },
    act: (place) =>
      ownApproval(
        place,
        withConfig((text) => text.replace('  staging: {}', '  staging: {}\n  qa: { approvals: 0 }')),
      ),
  },
  {
    name: 'an environment is renamed to one that asks for less',
    ...{ rule: 'no-role', says: /no admin/, environment: null },
    act: (place) =>
      approvedBy(place, KIM, {
        ...withConfig((text) =>
          text.replace('production: { approvals: 1, approvers: [editor, admin] }', 'live: { approvals: 0 }'),
        ),
        'flags/new-checkout.yaml': FLAG.replace('production:', 'live:'),
      }),
  },
  {
    name: 'an environment that is renamed still goes',
    ...{ rule: null, says: null },
    act: (place) =>
      place.propose(PAT, {
        ...withConfig((text) =>
          text.replace('production: { approvals: 1, approvers: [editor, admin] }', 'live: { approvals: 0 }'),
        ),
        'flags/new-checkout.yaml': FLAG.replace('production:', 'live:'),
      }),
  },
  {
    name: 'a base without flagforge.yaml asks for an admin of the forge',
    ...{ rule: 'no-permission', says: /^Kim Adler is no admin of the repository/, environment: null },
    project: {},
    act: (place) => approvedBy(place, KIM, PROJECT),
  },
  {
    name: 'the project is removed',
    ...{ rule: 'no-role', says: /no admin/, environment: null },
    act: (place) => approvedBy(place, KIM, { 'flags/flagforge.yaml': null, 'flags/new-checkout.yaml': null }),
  },
  {
    name: 'the project moves to another folder',
    ...{ rule: 'no-role', says: /no admin/, environment: null },
    act: (place) =>
      approvedBy(place, KIM, {
        ...{ 'flags/flagforge.yaml': null, 'flags/new-checkout.yaml': null },
        ...{ 'config/flagforge.yaml': CONFIG, 'config/new-checkout.yaml': FLAG },
      }),
  },
  {
    name: 'a review that was removed',
    ...{ rule: null, says: null },
    act: (place) => {
      const number = approvedBy(place, KIM);
      place.removeReviews(number, KIM);
      return number;
    },
  },
  {
    name: 'a review that was dismissed',
    ...{ rule: 'dismissed', says: /^the review of Kim Adler was dismissed$/ },
    act: (place) => {
      const number = approvedBy(place, KIM);
      place.dismiss(number, KIM);
      return number;
    },
  },
  {
    name: 'a comment in place of an approval',
    ...{ rule: null, says: null },
    act: (place) => {
      const number = place.propose(PAT, TURNED_ON);
      place.review(number, KIM, 'commented');
      return number;
    },
  },
  {
    name: 'somebody with the role asks for changes, another one approves',
    ...{ rule: 'changes-requested', says: /^Sam Ortiz asks for changes$/ },
    act: (place) => {
      const number = place.propose(PAT, TURNED_ON);
      place.review(number, SAM, 'changes-requested');
      place.review(number, KIM, 'approved');
      return number;
    },
  },
  {
    name: 'somebody asked for changes of an older commit',
    ...{ rule: 'changes-requested', says: /^Sam Ortiz asks for changes$/ },
    act: (place) => {
      const number = place.propose(PAT, TURNED_ON);
      place.review(number, SAM, 'changes-requested');
      place.push(number, PAT, { 'README.md': 'shop, again\n' });
      place.review(number, KIM, 'approved');
      return number;
    },
  },
  {
    name: 'an approver whom people does not name',
    ...{ rule: 'unmapped', says: /people does not name github:stranger/ },
    act: (place) => approvedBy(place, STRANGER),
  },
  {
    name: 'an approver with a role, whom people does not name',
    ...{ rule: 'unmapped', says: /people does not name github:stranger/ },
    project: { ...PROJECT, ...withConfig((text) => `${text}  - { who: "github:stranger", role: editor }\n`) },
    act: (place) => approvedBy(place, STRANGER),
  },
  {
    name: 'an approver without a role in production',
    ...{ rule: 'no-role', says: /^Lena Vogt has no role in production, which asks for editor or admin$/ },
    act: (place) => approvedBy(place, LENA),
  },
  {
    name: 'an approver who may not write to the repository',
    ...{ rule: 'no-permission', says: /^Kim Adler may not write to the repository$/ },
    act: (place) => approvedBy(place, { ...KIM, permission: 'read' }),
  },
  {
    name: "the author's login in other letters",
    ...{ rule: 'own-change', says: /Pat Lee/ },
    act: (place) => {
      const number = place.propose(PAT, TURNED_ON, { opener: LENA });
      place.review(number, { ...PAT, login: 'PatLee' }, 'approved');
      return number;
    },
  },
  {
    name: "the author's address in other letters",
    ...{ rule: 'own-change', says: /Pat Lee/ },
    act: (place) => {
      const number = place.propose({ ...PAT, emails: ['PAT@Acme.Com'] }, TURNED_ON, { opener: LENA });
      place.review(number, PAT, 'approved');
      return number;
    },
  },
  {
    name: 'the user of the console behind a bot approves on GitHub',
    ...{ rule: 'own-change', says: /^github:kimadler is Kim Adler, who proposed this change$/ },
    act: (place) => {
      const number = place.propose(BOT, TURNED_ON);
      place.setProposer(number, { identity: 'clerk:user_kim', kind: 'human', name: 'Kim', claims: [] });
      place.review(number, KIM, 'approved');
      return number;
    },
  },
  {
    name: 'a bot opened it, and nobody knows for whom',
    ...{ rule: 'unknown-author', says: /nobody knows for whom github:flagforge\[bot\] \(opener\) acts/ },
    act: (place) => {
      const number = place.propose(BOT, TURNED_ON);
      place.review(number, KIM, 'approved');
      return number;
    },
  },
  {
    name: 'a bot opened it, and its trailer names somebody: anybody may type that',
    ...{ rule: 'unknown-author', says: /it is a bot/ },
    act: (place) => {
      const message = 'change\n\nFlagForge-Proposed-By: clerk:user_pat';
      const number = place.propose(BOT, TURNED_ON, { message });
      place.review(number, KIM, 'approved');
      return number;
    },
  },
  {
    name: 'people maps the author to somebody else in the same change',
    ...{ rule: 'own-change', says: /^Pat Lee wrote/ },
    act: (place) => {
      const files = {
        ...TURNED_ON,
        ...withConfig((text) =>
          text
            .replace(
              'name: Pat Lee, github: patlee, clerk: user_pat, email: [pat@acme.com]',
              'name: Pat Lee, github: patlee',
            )
            .replace('email: [kim@acme.com]', 'email: [kim@acme.com, pat@acme.com]'),
        ),
      };
      const number = place.propose(PAT, files, { opener: LENA });
      place.review(number, PAT, 'approved');
      return number;
    },
  },
  {
    name: 'people no longer names the author in the same change',
    ...{ rule: 'unknown-author', says: /github:patlee/ },
    act: (place) =>
      approvedBy(place, KIM, {
        ...TURNED_ON,
        ...withConfig((text) => text.replace(/ {2}- \{ name: Pat Lee.*\n/, '')),
      }),
  },
  {
    name: 'people names the own second account as a new person in the same change',
    ...{ rule: 'unmapped', says: /github:pat-private/ },
    act: (place) =>
      approvedBy(place, PAT_TWO, {
        ...TURNED_ON,
        ...withConfig((text) =>
          text
            .replace('people:', 'people:\n  - { name: P. Private, github: pat-private }')
            .replace('access:', 'access:\n  - { who: "github:pat-private", role: admin }'),
        ),
      }),
  },
  {
    name: 'the account that approved is gone',
    ...{ rule: null, says: null },
    act: (place) => {
      const number = place.propose(PAT, TURNED_ON);
      place.setRequest(number, { opener: { identity: null, kind: 'bot', name: 'ghost', claims: [] } });
      place.review(number, KIM, 'approved');
      return number;
    },
  },
  {
    name: 'a second login becomes the same person in the same change, to count twice',
    ...{ rule: 'unmapped', says: /people does not name github:sam/ },
    project: { ...PROJECT, ...withConfig((text) => text.replace('approvals: 1', 'approvals: 2')) },
    act: (place) => {
      const two: Account = { login: 'sam-two', name: 'Sam', emails: [] };
      const files = withConfig((text) =>
        text.replace('approvals: 1', 'approvals: 2').replace('github: samortiz, clerk', 'github: sam-two, clerk'),
      );
      const number = place.propose(PAT, { ...TURNED_ON, ...files });
      place.review(number, two, 'approved');
      place.review(number, SAM, 'approved');
      return number;
    },
  },
  {
    name: 'it is edited while the base moves: what would be merged counts, not what the branch shows',
    ...{ rule: null, says: null },
    project: { ...PROJECT, 'flags/segments/beta.yaml': 'description: Beta\nif: region == "eu"\n' },
    act: (place) => {
      const number = place.propose(PAT, { 'flags/segments/beta.yaml': 'description: Beta\nif: region is present\n' });
      place.land(SAM, {
        'flags/new-checkout.yaml': FLAG.replace(
          'production: { enabled: true, default: off }',
          'production: { enabled: true, rules: [{ if: segment "beta", serve: on }], default: off }',
        ),
      });
      return number;
    },
  },
];

function approvedBy(
  place: ReviewPlace,
  by: Account,
  files: Readonly<Record<string, string | null>> = TURNED_ON,
): number {
  const number = place.propose(PAT, files);
  place.review(number, by, 'approved');
  return number;
}

/** The author approves what somebody else opened. */
function ownApproval(place: ReviewPlace, files: Readonly<Record<string, string | null>>): number {
  const number = place.propose(PAT, files, { opener: LENA });
  place.review(number, PAT, 'approved');
  return number;
}

describe('four eyes cannot be passed by', () => {
  test.each(BYPASSES)('$name', async ({ rule, says, environment = 'production', project, act }) => {
    const place = await createPlace(project ?? PROJECT, ALL);
    const check = await place.check(act(place));
    expect(check.judgement.isApproved).toBe(false);
    const demand = demandOf(check, environment);
    expect(demand).toMatchObject({ isMet: false });
    if (rule === null) return;
    const refusal = demand?.refusals.find((each) => each.rule === rule);
    expect(demand?.refusals.map((each) => each.rule)).toContain(rule);
    expect(refusal?.text).toMatch(says ?? /./);
    // The message names the rule.
    expect(renderCheck(check, createStyle(false))).toContain(`${rule}: `);
  });
});

/** What a publisher sees: a step of the branch, whatever was checked before it was merged. */
describe('at publish', () => {
  const judgeStep = (place: ReviewPlace, before: string, after: string) =>
    judgeChange({
      ...{ forge: 'github', repository: place.repository, directory: 'flags', before, after },
      ...{ alsoBy: [], alsoRules: [], evidence: null, now: 1_790_000_000_000 },
    });

  test('an admin merged without review, or pushed: nobody reviewed it', async () => {
    const place = await createPlace();
    const before = place.files.git('rev-parse', 'main');
    const step = await judgeStep(place, before, place.land(SAM, TURNED_ON));
    expect(step.judgement.isApproved).toBe(false);
    expect(demandOf(step, 'production')).toMatchObject({
      ...{ isMet: false, needed: 1, approvals: [] },
      refusals: [{ rule: 'never-reviewed' }],
    });
  });

  test('a squash that names the approver as a co-author', async () => {
    const place = await createPlace();
    const number = approvedBy(place, KIM);
    expect((await place.check(number)).judgement.isApproved).toBe(true);
    const before = place.files.git('rev-parse', 'main');
    place.files.git('merge', '--quiet', '--squash', `change-${number}`);
    const after = place.files.commit({}, 'squashed (#1)\n\nCo-authored-by: Kim <KIM@acme.com>');
    const evidence = await loadEvidence(place.forge, number);
    const squash = await loadGitAuthors(place.repository.place, after, before);
    const step = await judgeChange({
      ...{ forge: 'github', repository: place.repository, directory: 'flags', before, after },
      ...{ alsoBy: [], alsoRules: [], now: 1_790_000_000_000 },
      evidence: { ...evidence, commits: mergeAuthors(evidence.commits, squash) },
    });
    expect(step.judgement.isApproved).toBe(false);
    expect(demandOf(step, 'production')?.refusals).toMatchObject([
      { rule: 'own-change', text: expect.stringMatching(/^Kim Adler is a co-author of commit/) },
    ]);
  });

  test('rules that were published count, whatever the branch says by now', async () => {
    const place = await createPlace();
    const number = approvedBy(place, KIM);
    const evidence = await loadEvidence(place.forge, number);
    const before = place.files.git('rev-parse', 'main');
    place.files.git('merge', '--quiet', '--no-ff', '--message', 'merged', `change-${number}`);
    const published = policyOf(configOf(CONFIG.replace('approvals: 1', 'approvals: 2')), 'production');
    const step = await judgeChange({
      ...{ forge: 'github', repository: place.repository, directory: 'flags', before },
      ...{ after: place.files.git('rev-parse', 'main'), alsoBy: [], now: 1_790_000_000_000 },
      alsoRules: [ruleBookOfPolicy(published, 'production')],
      evidence,
    });
    expect(demandOf(step, 'production')).toMatchObject({ needed: 2, isMet: false });
  });

  test('what touches no environment needs nobody', async () => {
    const place = await createPlace();
    const before = place.files.git('rev-parse', 'main');
    const step = await judgeStep(place, before, place.land(SAM, { 'README.md': 'other\n' }));
    expect(step.judgement).toEqual({ isApproved: true, demands: [] });
  });

  test('a step that lowers approvals is judged by the rules before it', async () => {
    const place = await createPlace();
    const before = place.files.git('rev-parse', 'main');
    const after = place.land(
      SAM,
      withConfig((text) => text.replace('approvals: 1', 'approvals: 0')),
    );
    const step = await judgeStep(place, before, after);
    expect(demandOf(step, 'production')).toMatchObject({ needed: 1, isMet: false });
    expect(demandOf(step, null)).toMatchObject({ needed: 1, isMet: false });
  });
});

describe('what is as it should be is let through', () => {
  test('an editor approves what another one wrote', async () => {
    const place = await createPlace();
    const check = await place.check(approvedBy(place, KIM));
    expect(check.judgement.isApproved).toBe(true);
    expect(demandOf(check, 'production')).toMatchObject({
      ...{ isMet: true, needed: 1, roles: ['editor', 'admin'], refusals: [] },
      approvals: [{ person: 'Kim Adler', identity: 'github:kimadler', request: '#1' }],
      couldApprove: ['Sam Ortiz'],
    });
    expect(check.judgement.demands).toHaveLength(1);
  });

  test('a comment after the approval takes nothing back, and neither does another file of the repository', async () => {
    const place = await createPlace();
    const number = approvedBy(place, KIM);
    place.review(number, KIM, 'commented');
    expect((await place.check(number)).judgement.isApproved).toBe(true);
    place.land(LENA, { 'README.md': 'other\n' });
    expect((await place.check(number)).judgement.isApproved).toBe(true);
  });

  test('whoever asked for changes approves them', async () => {
    const place = await createPlace();
    const number = place.propose(PAT, TURNED_ON);
    place.review(number, KIM, 'changes-requested');
    place.review(number, KIM, 'approved');
    expect((await place.check(number)).judgement.isApproved).toBe(true);
  });

  test('one admin who did not write it agrees to new rules, and that counts in each environment', async () => {
    const place = await createPlace();
    const number = approvedBy(
      place,
      SAM,
      withConfig((text) => text.replace('approvals: 1', 'approvals: { low: 1, high: 2 }')),
    );
    const { judgement, footprint } = await place.check(number);
    expect(footprint.forAdmins).toEqual(['environments.production.approvals in flags/flagforge.yaml']);
    expect(judgement.demands.map(({ environment, needed, isMet }) => [environment, needed, isMet])).toEqual([
      ['production', 2, false],
      [null, 1, true],
    ]);
  });

  test('a first project is let through by an admin of the forge', async () => {
    const place = await createPlace({});
    const number = approvedBy(place, SAM, PROJECT);
    const { judgement } = await place.check(number);
    expect(judgement.demands.map(({ environment, isMet }) => [environment, isMet])).toEqual([
      ...[
        ['development', true],
        ['staging', true],
        ['production', true],
      ],
      [null, true],
    ]);
    expect(judgement.isApproved).toBe(true);
  });

  test('the first people of a project are let through by an admin of the forge', async () => {
    const bare = CONFIG.slice(0, CONFIG.indexOf('people:'));
    const place = await createPlace({ ...PROJECT, 'flags/flagforge.yaml': bare });
    const number = approvedBy(place, SAM, { 'flags/flagforge.yaml': CONFIG });
    expect((await place.check(number)).judgement.isApproved).toBe(true);
  });

  test('attributes, tests and texts need nobody', async () => {
    const place = await createPlace();
    const number = place.propose(PAT, {
      ...withConfig((text) => text.replace('region: string', 'region: string, age: number')),
      'flags/new-checkout.yaml': `# a comment\n${FLAG.replace('owner: web', 'owner: checkout')}`,
    });
    expect((await place.check(number)).judgement).toEqual({ isApproved: true, demands: [] });
  });
});
