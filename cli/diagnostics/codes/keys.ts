import type { CodeDefinition } from '../diagnostic.ts';
import { didYouMean, listOf, textOf } from './wording.ts';

/** FF3140-FF3159: API keys. */
export const KEY_CODES: Readonly<Record<string, CodeDefinition>> = {
  FF3140: {
    severity: 'error',
    title: 'no such environment for keys',
    message: (args) => `${textOf(args.project)} has no environment "${textOf(args.environment)}"`,
    hint: (args) =>
      didYouMean(args) ||
      (args.environments === undefined
        ? 'publish it first, or run this in the project whose flagforge.yaml names it'
        : `environments: ${listOf(args.environments)}`),
    help: 'A key belongs to one environment of one project. The environment is known once something was published to it, or when the flagforge.yaml of the project names it: keys may be made before the first publish, so that evaluators can be started first.',
  },
  FF3141: {
    severity: 'error',
    title: 'no such key',
    message: (args) =>
      `there is no key ${textOf(args.id) === '' ? 'of that text' : `"${textOf(args.id)}"`} in ${textOf(args.where)}`,
    hint: (args) => didYouMean(args) || 'flagforge keys list --all  shows every key and its id',
    help: 'A key is named by its id (`k7f3q2ab`), by its prefix (`ff_server_production_k7f3q2ab`), or by its whole text. The id is part of the text, between the environment and the secret. Keys of another project are not found: `--dir` or `--project` says which one is meant.',
  },
  FF3142: {
    severity: 'error',
    title: 'key id in several environments',
    message: (args) => `the key "${textOf(args.id)}" is in several environments: ${listOf(args.environments)}`,
    hint: () => 'say which with --environment',
    help: 'Ids are unique in an environment only. By chance two environments have keys with this one: name the environment, or the prefix that `flagforge keys list` shows.',
  },
  FF3143: {
    severity: 'error',
    title: 'not allowed to change keys',
    message: (args) =>
      `${textOf(args.who)} may not change the keys of ${textOf(args.environment)}: that is for ${textOf(args.role)}s`,
    hint: (args) =>
      listOf(args.holders) === ''
        ? 'access in flagforge.yaml gives this role to nobody there; add an entry, and publish it'
        : `ask ${listOf(args.holders)}; or add an entry to access in flagforge.yaml, and publish it`,
    help: 'Where a project has `access`, keys are made, rotated and revoked by those who have the role admin in the environment. The actor is the login at Postgres; `people` says which person it belongs to, and the roles of all their identities count. What counts is the `access` that was published, not that of the files on this machine.',
  },
  FF3144: {
    severity: 'error',
    title: 'key cannot be rotated',
    message: (args) => {
      const state =
        args.status === 'revoked'
          ? `was revoked at ${textOf(args.since)}`
          : args.status === 'expired'
            ? `ended at ${textOf(args.since)}`
            : `was rotated to "${textOf(args.successor)}" and ends at ${textOf(args.since)}`;
      return `the key "${textOf(args.id)}" of ${textOf(args.environment)} ${state}`;
    },
    hint: (args) =>
      args.status === 'ending'
        ? `rotate the new one: flagforge keys rotate ${textOf(args.successor)}; to end the old one now: flagforge keys revoke ${textOf(args.id)}`
        : `make a new one: flagforge keys create --kind ${textOf(args.kind)} --environment ${textOf(args.environment)}`,
    help: 'Rotation gives a key that holds a successor, and lets the old one end after an overlap. A key that was revoked or has expired has nothing to overlap with, and one that has a successor already would get a second one.',
  },
  FF3145: {
    severity: 'error',
    title: 'no web origin',
    message: (args) => `--origin "${textOf(args.origin)}" is no web origin`,
    hint: (args) =>
      args.suggestion === undefined
        ? 'write scheme and host, and a port where it has one: https://shop.example, http://localhost:3000; repeat --origin for several'
        : `an origin has no path: ${textOf(args.suggestion)}`,
    help: 'An origin is what a browser sends in its `Origin` header: scheme, host, and the port unless it is the usual one. There is no path, and no pattern: each host is an origin of its own. A key without origins may be used from any.',
    example: {
      wrong: '--origin *.shop.example --origin https://shop.example/cart',
      right: '--origin https://shop.example --origin https://www.shop.example',
    },
  },
  FF3146: {
    severity: 'error',
    title: 'no expiry or overlap',
    message: (args) => {
      const given = `${textOf(args.option)} "${textOf(args.value)}"`;
      if (args.past !== undefined) return `${given} is past (${textOf(args.past)})`;
      if (args.far === true) return `${given} is more than ten years ahead`;
      return args.option === '--overlap'
        ? `${given} is no length of time`
        : `${given} is neither an instant nor a length of time`;
    },
    hint: (args) =>
      args.option === '--overlap'
        ? 'write it like 24h, 30min, 7d; 0 ends the old key at once'
        : 'write it like 90d, 24h, 2027-01-31 or 2027-01-31T12:00:00Z',
    help: 'Lengths of time are a whole number and a unit: `s`, `min` (or `m`), `h`, `d`, `w`. An expiry may also be an instant with its offset, or a day, which begins at midnight UTC. Ten years is the most.',
  },
  FF3147: {
    severity: 'error',
    title: 'origins of a server key',
    message: () => '--origin is for client keys',
    hint: () => 'a server key must never reach a browser; for one, use --kind client',
    help: 'Origins say from which web pages a client key may be used. A server key sees every flag and every rule, is used where no browser is, and has no origins.',
  },
  FF3148: {
    severity: 'error',
    title: 'name of a key',
    message: (args) => `--name ${textOf(args.problem)}`,
    hint: () => 'it is for people, such as "checkout service"; keep secrets out of it',
    help: 'The name of a key tells people what it is for. It has 100 characters at most, on one line, and is shown in lists, in the audit log and to evaluators.',
  },
};
