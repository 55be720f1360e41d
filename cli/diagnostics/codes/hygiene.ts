import type { CodeDefinition } from '../diagnostic.ts';
import { textOf } from './wording.ts';

/** FF1600-FF1699: what is allowed but hardly meant. */
export const HYGIENE_CODES: Readonly<Record<string, CodeDefinition>> = {
  FF1601: {
    severity: 'warning',
    title: 'no description',
    message: () => 'this flag has no description',
    hint: () => 'one sentence: what users see when it is on',
    help: 'The description is what colleagues read in the console, in diffs and in the audit log when they have to decide about the flag, perhaps at night. One sentence is enough.',
    example: {
      wrong: 'type: boolean\nowner: team-checkout',
      right: 'description: New checkout page\ntype: boolean\nowner: team-checkout',
    },
  },
  FF1602: {
    severity: 'warning',
    title: 'no owner',
    message: () => 'this flag has no owner',
    hint: () => 'a team or person who decides when it can go, e.g. owner: team-checkout',
    help: 'Without an owner nobody is asked before the flag changes and nobody removes it when it is done.',
    example: {
      wrong: 'description: New checkout page\ntype: boolean',
      right: 'description: New checkout page\ntype: boolean\nowner: team-checkout',
    },
  },
  FF1603: {
    severity: 'warning',
    title: 'temporary flag without an end',
    message: () => 'this flag is temporary but has no expires',
    hint: () => 'add expires: YYYY-MM-DD, the day by which it should be gone, or make it kind: permanent',
    help: 'A temporary flag is meant to be removed once its change is out. `expires` is the day on which the clean-up list begins to name it; without one it is forgotten.',
    example: {
      wrong: 'kind: temporary',
      right: 'kind: temporary\nexpires: 2027-03-31',
    },
  },
  FF1604: {
    severity: 'warning',
    title: 'expired flag',
    message: (args) => `this flag expired on ${textOf(args.expires)}`,
    hint: () => 'take it out of the code and archive it (flagforge archive), or move the date',
    help: 'The day under `expires` has passed. The flag works as before; it is listed as stale until it is archived or the date is moved on purpose.',
    example: {
      wrong: 'kind: temporary\nexpires: 2020-01-31',
      right: 'kind: temporary\nexpires: 2099-01-31',
    },
  },
  FF1605: {
    severity: 'warning',
    title: 'unused segment',
    message: (args) => `segment "${textOf(args.segment)}" is used by no flag`,
    hint: () => 'delete the file, or use the segment in a rule',
    help: 'No rule of any flag names this segment, directly or through another segment, so it is in no snapshot. Old segments with lists of users are also data that need not be kept.',
    example: {
      wrong: '# segments/beta.yaml, and no rule says  segment "beta"',
      right: 'if: segment "beta"',
    },
  },
  FF1606: {
    severity: 'warning',
    title: 'segment of nobody',
    message: (args) => `segment "${textOf(args.segment)}" has neither if nor include: nobody is in it`,
    hint: () => 'add if, include or includeFile',
    help: 'A segment holds the units that `include` lists and those for which `if` is true, less those that `exclude` lists. With neither `if` nor `include` it is empty.',
    example: {
      wrong: 'description: Staff\nexclude: [u-1]',
      right: 'description: Staff\nif: email ends_with "@company.com"\nexclude: [u-1]',
    },
  },
  FF1607: {
    severity: 'warning',
    title: 'value that looks like a secret',
    message: (args) => `this value looks like ${textOf(args.what)} (${textOf(args.shown)})`,
    hint: () => 'flags are read by clients and kept in git: keep secrets in a secret store, and change this one',
    help: 'A variant holds what looks like a credential. Flag files live in git for ever and snapshots travel to every server, and with `client: true` to every browser. Put the secret into a secret store, serve its name, and treat the old one as leaked.',
    example: {
      wrong: 'variants: { live: { token: "<a real token>" } }',
      right: 'variants: { live: { tokenName: payments-live } }',
    },
  },
  FF1608: {
    severity: 'warning',
    title: 'rule that is never reached',
    message: (args) =>
      args.unit === undefined
        ? `this rule is never reached: ${textOf(args.first)} always matches`
        : `this rule is reached only without ${textOf(args.unit)}: ${textOf(args.first)} always matches`,
    hint: () => 'the first rule that matches wins; move this one up, or take it out',
    help: 'Rules are tried in order and the first that matches ends the search. An earlier rule matches every context, so this one never has a say.',
    example: {
      wrong: 'rules:\n  - { if: age is present or age is absent, serve: on }\n  - { if: age > 18, serve: off }',
      right: 'rules:\n  - { if: age > 18, serve: off }\n  - { if: age is present or age is absent, serve: on }',
    },
  },
  FF1609: {
    severity: 'warning',
    title: 'condition that is never true',
    message: (args) =>
      args.attribute === undefined
        ? 'this condition is never true'
        : `this condition is never true: no value of ${textOf(args.attribute)} fits`,
    hint: (args) =>
      args.where === 'segment' ? 'only units under include are in the segment' : 'the rule can never match',
    help: 'No context can make this condition true, for example because one attribute would have to be two values at once, or lie in an empty range. A comparison on a missing attribute is false. Often `or` was meant instead of `and`, or `in [...]` instead of two `==`.',
    example: {
      wrong: 'if: age > 10 and age < 5',
      right: 'if: age > 10 or age < 5',
    },
  },
  FF1610: {
    severity: 'warning',
    title: 'rule in the shadow of another',
    message: (args) => {
      const reason = `${textOf(args.first)} matches ${args.isEqual === true ? 'exactly the same' : 'whatever it matches'}`;
      return args.unit === undefined
        ? `this rule is never reached: ${reason}`
        : `this rule is reached only without ${textOf(args.unit)}: ${reason}`;
    },
    hint: (args) =>
      args.isEqual === true ? 'delete one of the two, or change its condition' : 'put the narrower rule first',
    help: 'Every context that matches this rule matches an earlier one too, and the first rule that matches ends the search, its rollout included. Put the narrower rule first.',
    example: {
      wrong: 'rules:\n  - { if: age > 18, serve: on }\n  - { if: age > 21 and beta == true, serve: off }',
      right: 'rules:\n  - { if: age > 21 and beta == true, serve: off }\n  - { if: age > 18, serve: on }',
    },
  },
  FF1611: {
    severity: 'warning',
    title: 'condition that is always true',
    message: () => 'this condition is always true',
    hint: (args) =>
      args.where === 'segment' ? 'everybody is in the segment' : 'what the rule gives belongs under default',
    help: 'Every context makes this condition true, so it decides nothing. For a rule that should match everyone, write its outcome as the default; often `and` was meant instead of `or`.',
    example: {
      wrong: 'if: age is present or age is absent\nserve: on',
      right: 'default: on',
    },
  },
  FF1612: {
    severity: 'note',
    title: 'enabled, but only off',
    message: (args) => `environment "${textOf(args.environment)}" is enabled but can only serve the off variant`,
    hint: () => 'without a default, the off variant is served: say which one everybody should get',
    help: 'The environment is enabled, yet it has no targets, rules, default or schedule that could serve another variant than the off one. A default that is left out is the off variant.',
    example: {
      wrong: 'staging: { enabled: true }',
      right: 'staging: { enabled: true, default: on }',
    },
  },
  FF1613: {
    severity: 'warning',
    title: 'unit included and excluded',
    message: (args) => `unit "${textOf(args.unit)}" is included and excluded: exclude wins`,
    hint: () => 'take it out of one of the lists',
    help: 'Exclude wins over include, so the unit is not in the segment.',
    example: {
      wrong: 'include: [u-1, u-2]\nexclude: [u-2]',
      right: 'include: [u-1]\nexclude: [u-2]',
    },
  },
  FF1614: {
    severity: 'warning',
    title: 'unit listed twice',
    message: (args) => `unit "${textOf(args.unit)}" is listed twice`,
    hint: () => 'once is enough',
    help: 'The same unit stands twice in one list. It does no harm, but one of them was perhaps meant to be another unit.',
    example: {
      wrong: 'targets: { on: [user-1, user-1] }',
      right: 'targets: { on: [user-1, user-2] }',
    },
  },
  FF1615: {
    severity: 'note',
    title: 'end of a permanent flag',
    message: () => 'expires has no effect on a permanent flag',
    hint: () => 'take expires out, or make the flag kind: temporary',
    help: 'A permanent flag (a kill switch, an entitlement) is meant to stay, so `expires` is not looked at.',
    example: {
      wrong: 'kind: permanent\nexpires: 2027-01-31',
      right: 'kind: temporary\nexpires: 2027-01-31',
    },
  },
  FF1616: {
    severity: 'warning',
    title: 'segment without description',
    message: (args) => `segment "${textOf(args.segment)}" has no description`,
    hint: () => 'one sentence: who is in it, and why',
    help: 'A segment is shared by rules of several flags. One sentence of description tells whoever edits it who is meant to be in it.',
    example: {
      wrong: 'if: email ends_with "@company.com"',
      right: 'description: Our own staff\nif: email ends_with "@company.com"',
    },
  },
};
