import type { CodeDefinition } from '../diagnostic.ts';
import { listOf, textOf } from './wording.ts';

/** FF1500-FF1599: who may do what: approvals, roles, people. */
export const POLICY_CODES: Readonly<Record<string, CodeDefinition>> = {
  FF1501: {
    severity: 'warning',
    title: 'environment without approval',
    message: (args) =>
      args.levels === undefined
        ? `environment "${textOf(args.environment)}" asks for no approval`
        : `environment "${textOf(args.environment)}" asks for no approval of changes of ${listOf(args.levels, ' and ')} risk`,
    hint: () => 'changes there need no second person; write approvals: 1 unless that is meant',
    help: 'With `approvals: 0`, one person alone can change what this environment serves. That is right for development; elsewhere it switches the four-eyes rule off for every flag.',
    example: {
      wrong: 'environments:\n  production: { approvals: 0 }',
      right: 'environments:\n  production: { approvals: 1 }',
    },
  },
  FF1502: {
    severity: 'error',
    title: 'one identity, two people',
    message: (args) => `${textOf(args.kind)} "${textOf(args.identity)}" already belongs to ${textOf(args.first)}`,
    hint: () => 'one person, one entry: put all names of a person together',
    help: 'Approvals and authorship are compared by person, so each identity belongs to one entry under `people`. With two, a person could approve their own change under the other name.',
    example: {
      wrong: 'people:\n  - { name: Pat Lee, github: patlee }\n  - { name: P. Lee, github: patlee }',
      right: 'people:\n  - { name: Pat Lee, github: patlee, email: [pat@acme.com] }',
    },
  },
  FF1503: {
    severity: 'warning',
    title: 'approvals that nobody can give',
    message: (args) =>
      `environment "${textOf(args.environment)}" asks for ${textOf(args.approvals)} approval${args.approvals === 1 ? '' : 's'} and allows nobody to give them`,
    hint: () => 'name the roles under approvers, for example [editor, admin]',
    help: 'The environment wants approvals but its list of approvers is empty, so no change to it could ever be published.',
    example: {
      wrong: 'production: { approvals: 1, approvers: [] }',
      right: 'production: { approvals: 1, approvers: [editor, admin] }',
    },
  },
  FF1504: {
    severity: 'warning',
    title: 'e-mail address of two people',
    message: (args) => `e-mail address "${textOf(args.identity)}" already belongs to ${textOf(args.first)}`,
    hint: () => 'if they are one person, make them one entry; a shared mailbox belongs to nobody',
    help: 'An e-mail address tells whose commit it is, where a commit names nothing better. With two owners the commit counts as written by either, and neither could approve it.',
    example: {
      wrong: 'people:\n  - { name: Pat Lee, email: [team@acme.com] }\n  - { name: Sam Ortiz, email: [team@acme.com] }',
      right: 'people:\n  - { name: Pat Lee, email: [pat@acme.com] }\n  - { name: Sam Ortiz, email: [sam@acme.com] }',
    },
  },
  FF1505: {
    severity: 'error',
    title: 'fewer approvals for more risk',
    message: (args) =>
      `environment "${textOf(args.environment)}" asks for ${textOf(args.wanted)} approval${args.wanted === 1 ? '' : 's'} at ${textOf(args.level)} risk and for ${textOf(args.before)} at ${textOf(args.lower)} risk`,
    hint: (args) =>
      `write ${textOf(args.level)}: ${textOf(args.before)} or more, or leave it out: then it is as many as for ${textOf(args.lower)}`,
    help: 'With `approvals` by level, a change asks for the number of its risk: `low`, `medium` or `high`. A level that is left out asks for as many as the next lower one. A riskier change that asks for fewer people than a harmless one is never meant.',
    example: {
      wrong: 'production: { approvals: { low: 2, high: 1 } }',
      right: 'production: { approvals: { low: 1, high: 2 } }',
    },
  },
};
