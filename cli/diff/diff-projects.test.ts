import { expect, test } from 'vitest';
import { diffOf, type Files, textOf } from './testing/project-pair.ts';

/** Name, the files before and after, and everything that is said of it: lines with places, then who moves. */
type Row = readonly [name: string, before: Files, after: Files, expected: readonly string[]];

const says = (before: Files, after: Files): string[] => diffOf(before, after).environments.flatMap(textOf);

test.each<Row>([
  [
    'a share that grows in a rule',
    {
      'a.yaml': `type: boolean\nenvironments:\n  production: { enabled: true, rules: [{ name: us-canary, if: 'region starts_with "us-"', rollout: 10%, unit: accountId }] }\n`,
    },
    {
      'a.yaml': `type: boolean\nenvironments:\n  production: { enabled: true, rules: [{ name: us-canary, if: 'region starts_with "us-"', rollout: 25%, unit: accountId }] }\n`,
    },
    [
      'flag a: rule "us-canary": on goes from 10 % to 25 % of accounts where region starts with "us-" (a.yaml:3)',
      '  a: 15 % of accounts where region starts with "us-" move off -> on; nobody loses it',
    ],
  ],
  [
    'a share that shrinks',
    { 'a.yaml': 'type: boolean\nenvironments:\n  production: { enabled: true, default: { rollout: 25% } }\n' },
    { 'a.yaml': 'type: boolean\nenvironments:\n  production: { enabled: true, default: { rollout: 12.5% } }\n' },
    ['flag a: default: on goes from 25 % to 12.5 % of users (a.yaml:3)', '  a: 12.5 % of all users move on -> off'],
  ],
  [
    'a default for everybody',
    { 'a.yaml': 'type: boolean\nenvironments:\n  production: { enabled: true, default: off }\n' },
    { 'a.yaml': 'type: boolean\nenvironments:\n  production: { enabled: true, default: on }\n' },
    ['flag a: default: off -> on (a.yaml:3)', '  a: all users move off -> on'],
  ],
  [
    'a variant that becomes a rollout',
    { 'a.yaml': 'type: boolean\nenvironments:\n  production: { enabled: true, default: off }\n' },
    { 'a.yaml': 'type: boolean\nenvironments:\n  production: { enabled: true, default: { rollout: 0.5% } }\n' },
    [
      'flag a: default: off -> on for 0.5 % of users, off for the rest (a.yaml:3)',
      '  a: 0.5 % of all users move off -> on',
    ],
  ],
  [
    'a flag that is switched on, with a rule',
    {
      'a.yaml':
        'type: boolean\nenvironments:\n  production: { rules: [{ if: age > 17, serve: on }], default: { rollout: 50% } }\n',
    },
    {
      'a.yaml':
        'type: boolean\nenvironments:\n  production: { enabled: true, rules: [{ if: age > 17, serve: on }], default: { rollout: 50% } }\n',
    },
    [
      'flag a: switched on (a.yaml:3)',
      '  a: users where age > 17 move off -> on',
      '  a: 50 % of all other users move off -> on',
    ],
  ],
  [
    'a flag that is switched off',
    { 'a.yaml': 'type: boolean\nenvironments:\n  production: { enabled: true, default: on }\n' },
    { 'a.yaml': 'type: boolean\nenvironments:\n  production: { default: on }\n' },
    ['flag a: switched off (a.yaml:3)', '  a: all users move on -> off'],
  ],
  [
    'a condition that is narrower',
    {
      'a.yaml':
        'type: boolean\nenvironments:\n  production: { enabled: true, rules: [{ name: grown, if: age > 17, serve: on }] }\n',
    },
    {
      'a.yaml':
        'type: boolean\nenvironments:\n  production: { enabled: true, rules: [{ name: grown, if: age > 20, serve: on }] }\n',
    },
    [
      'flag a: rule "grown": if age > 17 -> if age > 20 (a.yaml:3)',
      '  a: users where age > 17 and not age > 20 move on -> off',
    ],
  ],
  [
    'a condition that is another one',
    {
      'a.yaml':
        'type: boolean\nenvironments:\n  production: { enabled: true, rules: [{ name: x, if: age > 17, serve: on }] }\n',
    },
    {
      'a.yaml': `type: boolean\nenvironments:\n  production: { enabled: true, rules: [{ name: x, if: 'country == "DE"', serve: on }] }\n`,
    },
    [
      'flag a: rule "x": if age > 17 -> if country is "DE" (a.yaml:3)',
      '  a: users where country is "DE" and not age > 17 move off -> on',
      '  a: users where age > 17 and not country is "DE" move on -> off',
    ],
  ],
  [
    'a long condition that gets one more part',
    {
      'a.yaml': `type: boolean\nenvironments:\n  production: { enabled: true, rules: [{ name: x, if: '(lower(email) ends_with "@acme.com" or lower(email) ends_with "@company.com") and not region == "eu-west-1"', serve: on }] }\n`,
    },
    {
      'a.yaml': `type: boolean\nenvironments:\n  production: { enabled: true, rules: [{ name: x, if: '(lower(email) ends_with "@acme.com" or lower(email) ends_with "@company.com" or lower(email) ends_with "@acme.example") and not region == "eu-west-1"', serve: on }] }\n`,
    },
    [
      'flag a: rule "x": if ... or lower(email) ends with "@acme.example" added (a.yaml:3)',
      '  a: users where rule "x" matches now and not before move off -> on; nobody loses it',
    ],
  ],
  [
    'a rule that rises',
    {
      'a.yaml': `type: boolean\nenvironments:\n  production: { enabled: true, rules: [{ name: x, if: age > 3, serve: on }, { name: y, if: 'country == "DE"', serve: off }] }\n`,
    },
    {
      'a.yaml': `type: boolean\nenvironments:\n  production: { enabled: true, rules: [{ name: y, if: 'country == "DE"', serve: off }, { name: x, if: age > 3, serve: on }] }\n`,
    },
    ['flag a: rule "y" moves above rule "x" (a.yaml:3)', '  a: users where age > 3 and country is "DE" move on -> off'],
  ],
  [
    'a rule that is put above another',
    {
      'a.yaml':
        'type: boolean\nenvironments:\n  production: { enabled: true, rules: [{ name: x, if: age > 3, serve: on }] }\n',
    },
    {
      'a.yaml': `type: boolean\nenvironments:\n  production: { enabled: true, rules: [{ name: y, if: 'country == "DE"', rollout: 20% }, { name: x, if: age > 3, serve: on }] }\n`,
    },
    [
      'flag a: rule "y" added above rule "x": on for 20 % of users, off for the rest, where country is "DE" (a.yaml:3)',
      '  a: 80 % of users where age > 3 and country is "DE" move on -> off',
      '  a: 20 % of users where country is "DE" move off -> on',
    ],
  ],
  [
    'a rule that goes',
    {
      'a.yaml': `type: boolean\nenvironments:\n  production: { enabled: true, rules: [{ if: age > 3, serve: on }, { if: 'country == "DE"', serve: on }] }\n`,
    },
    {
      'a.yaml': `type: boolean\nenvironments:\n  production: { enabled: true, rules: [{ if: 'country == "DE"', serve: on }] }\n`,
    },
    ['flag a: rule 1 removed: on, where age > 3 (a.yaml:3)', '  a: users where age > 3 move on -> off'],
  ],
  [
    'a rule with another name',
    {
      'a.yaml':
        'type: boolean\nenvironments:\n  production: { enabled: true, rules: [{ name: x, if: age > 3, serve: on }] }\n',
    },
    {
      'a.yaml':
        'type: boolean\nenvironments:\n  production: { enabled: true, rules: [{ name: y, if: age > 3, serve: on }] }\n',
    },
    ['flag a: rule "x" is called rule "y" now (a.yaml:3)', '  a: nobody moves'],
  ],
  [
    'rules that only look different',
    {
      'a.yaml': `type: boolean\nenvironments:\n  production: { enabled: true, rules: [{ name: x, if: 'country == "DE" or country == "FR"', serve: on }] }\n`,
    },
    {
      'a.yaml': `type: boolean\nenvironments:\n  production: { enabled: true, rules: [{ name: x, if: 'country == "FR" or country == "DE"', serve: on }] }\n`,
    },
    [
      'flag a: rule "x": if country is "DE" or country is "FR" -> if country is "FR" or country is "DE" (a.yaml:3)',
      '  a: nobody moves',
    ],
  ],
  [
    'a salt',
    { 'a.yaml': 'type: boolean\nenvironments:\n  production: { enabled: true, default: { rollout: 10% } }\n' },
    {
      'a.yaml':
        'type: boolean\nenvironments:\n  production: { enabled: true, default: { rollout: 25%, salt: second } }\n',
    },
    [
      'flag a: default: on goes from 10 % to 25 % of users (a.yaml:3)',
      'flag a: default: everyone is drawn anew, with salt "second" instead of "a" (a.yaml:3)',
      '  a: 22.5 % of all users move off -> on, 7.5 % move on -> off',
    ],
  ],
  [
    'a unit',
    {
      'a.yaml':
        'type: boolean\nenvironments:\n  production: { enabled: true, rules: [{ name: x, if: age > 3, rollout: 10% }] }\n',
    },
    {
      'a.yaml':
        'type: boolean\nenvironments:\n  production: { enabled: true, rules: [{ name: x, if: age > 3, rollout: 10%, unit: company.accountId }] }\n',
    },
    [
      'flag a: rule "x": everyone is drawn anew, by company.accountId instead of userId (a.yaml:3)',
      'flag a: rule "x": contexts without company.accountId do not match (a.yaml:3)',
      '  a: 9 % of accounts where age > 3 move on -> off, 9 % move off -> on',
    ],
  ],
  [
    'units by name, whose buckets are known',
    {
      'a.yaml':
        'type: boolean\nenvironments:\n  production: { enabled: true, targets: { on: [u1, u2, u6] }, default: { rollout: 50% } }\n',
    },
    {
      'a.yaml':
        'type: boolean\nenvironments:\n  production: { enabled: true, targets: { on: [u2, u3, u4, u5], off: [u1] }, default: { rollout: 50% } }\n',
    },
    [
      'flag a: targets: u3, u4, u5 listed for on (a.yaml:3)',
      'flag a: targets: u1 from on to off (a.yaml:3)',
      'flag a: targets: u6 no longer listed for on (a.yaml:3)',
      '  a: users listed as targets (u1) move on -> off',
    ],
  ],
  [
    'units by name in front of rules',
    {
      'a.yaml':
        'type: boolean\nenvironments:\n  production: { enabled: true, rules: [{ if: age > 3, rollout: 50%, unit: accountId }] }\n',
    },
    {
      'a.yaml':
        'type: boolean\nenvironments:\n  production: { enabled: true, targets: { on: [u1] }, rules: [{ if: age > 3, rollout: 50%, unit: accountId }] }\n',
    },
    [
      'flag a: targets: u1 listed for on (a.yaml:3)',
      '  a: 50 % of accounts listed as targets (u1) where age > 3 move off -> on',
      '  a: users listed as targets (u1) move off -> on; nobody loses it',
    ],
  ],
  [
    'the kill switch',
    { 'a.yaml': 'type: boolean\nenvironments:\n  production: { enabled: true, default: on }\n' },
    { 'a.yaml': 'type: boolean\nkilled: true\nenvironments:\n  production: { enabled: true, default: on }\n' },
    ['flag a: killed: everyone gets off (a.yaml:2)', '  a: all users move on -> off'],
  ],
  [
    'who may see and kill it',
    { 'a.yaml': 'type: boolean\nenvironments:\n  production: { enabled: true, default: on }\n' },
    {
      'a.yaml':
        'type: boolean\nclient: true\nkillable: false\nenvironments:\n  production: { enabled: true, default: on }\n',
    },
    [
      'flag a: client keys can see its value (a.yaml:2)',
      'flag a: a break-glass kill is no longer possible (a.yaml:3)',
      '  a: nobody moves',
    ],
  ],
  [
    'variants, and the value of one',
    {
      'a.yaml':
        'type: string\noff: a\nvariants: { a: one, b: two, c: three }\nenvironments:\n  production: { enabled: true, default: { rollout: { a: 34, b: 33, c: 33 }, unit: sessionId } }\n',
    },
    {
      'a.yaml':
        'type: string\noff: a\nvariants: { a: one, b: zwei, d: four }\nenvironments:\n  production: { enabled: true, default: { rollout: { a: 20, b: 40, d: 40 }, unit: sessionId } }\n',
    },
    [
      'flag a: variant b: "two" -> "zwei" (a.yaml:3)',
      'flag a: variant d added: "four" (a.yaml:3)',
      'flag a: variant c removed: "three" (a.yaml:3)',
      'flag a: default: b goes from 33 % to 40 %, d from 0 % to 40 %, c from 33 % to 0 % of sessions (a.yaml:5)',
      '  a: 33 % of all sessions move c -> d, 26 % get another value of b, 14 % move a -> b, 7 % move b -> d',
    ],
  ],
  [
    'variants in another order',
    {
      'a.yaml':
        'type: string\noff: a\nvariants: { a: one, b: two }\nenvironments:\n  production: { enabled: true, default: { rollout: { a: 20, b: 80 } } }\n',
    },
    {
      'a.yaml':
        'type: string\noff: a\nvariants: { b: two, a: one }\nenvironments:\n  production: { enabled: true, default: { rollout: { a: 20, b: 80 } } }\n',
    },
    [
      'flag a: variants in the order b, a: ranges follow it (a.yaml:3)',
      '  a: 20 % of all users move a -> b, 20 % move b -> a',
    ],
  ],
  [
    'a third variant at the cost of one',
    {
      'a.yaml':
        'type: string\noff: a\nvariants: { a: one, b: two, c: three }\nenvironments:\n  production: { enabled: true, default: { rollout: { a: 50, b: 50 } } }\n',
    },
    {
      'a.yaml':
        'type: string\noff: a\nvariants: { a: one, b: two, c: three }\nenvironments:\n  production: { enabled: true, default: { rollout: { a: 50, b: 30, c: 20 } } }\n',
    },
    [
      'flag a: default: b goes from 50 % to 30 %, c from 0 % to 20 % of users (a.yaml:5)',
      '  a: 20 % of all users move b -> c; everyone with another variant than b keeps it',
    ],
  ],
  [
    'another type and another off',
    {
      'a.yaml':
        'type: string\noff: a\nvariants: { a: one, b: two }\nenvironments:\n  production: { enabled: true, default: b }\n',
    },
    {
      'a.yaml':
        'type: number\noff: b\nvariants: { a: 1, b: 2 }\nenvironments:\n  production: { enabled: true, default: b }\n',
    },
    [
      'flag a: type: string -> number (a.yaml:1)',
      'flag a: variant a: "one" -> 1 (a.yaml:3)',
      'flag a: variant b: "two" -> 2 (a.yaml:3)',
      'flag a: off variant: a -> b (a.yaml:2)',
      '  a: all users get another value of b',
    ],
  ],
  [
    'one that is new',
    { 'b.yaml': 'type: boolean\nenvironments:\n  production: {  }\n' },
    {
      'b.yaml': 'type: boolean\nenvironments:\n  production: {  }\n',
      'a.yaml':
        'type: boolean\nenvironments:\n  production: { enabled: true, rules: [{ if: age > 3, serve: on }], default: { rollout: 10% }, schedule: [{ at: "2026-12-01T09:00:00Z", default: on }] }\n',
    },
    [
      'flag a: new: boolean, switched on, 1 rule, default on for 10 % of users, off for the rest, 1 scheduled step (a.yaml:1)',
      '  a: users where age > 3 get on',
      '  a: 90 % of all other users get off, 10 % get on until 2026-12-01T09:00:00Z',
      '  a: all other users get on from 2026-12-01T09:00:00Z on',
    ],
  ],
  [
    'one that goes',
    {
      'b.yaml': 'type: boolean\nenvironments:\n  production: {  }\n',
      'a.yaml': 'type: boolean\nenvironments:\n  production: { enabled: true, default: on }\n',
    },
    { 'b.yaml': 'type: boolean\nenvironments:\n  production: {  }\n' },
    ['flag a: removed: boolean, switched on, default on (a.yaml:1)', '  a: all users lose on'],
  ],
  [
    'one that is archived',
    {
      'b.yaml': 'type: boolean\nenvironments:\n  production: {  }\n',
      'a.yaml': 'type: boolean\nenvironments:\n  production: { enabled: true, default: on }\n',
    },
    {
      'b.yaml': 'type: boolean\nenvironments:\n  production: {  }\n',
      'a.yaml': 'type: boolean\narchived: true\nenvironments:\n  production: { enabled: true, default: on }\n',
    },
    ['flag a: archived: boolean, switched on, default on (a.yaml:2)', '  a: all users lose on'],
  ],
  [
    'a prerequisite that asks what the flag asks, and moves as well',
    {
      'a.yaml': 'type: boolean\nenvironments:\n  production: { enabled: true, default: off }\n',
      'c.yaml': 'type: boolean\nenvironments:\n  production: { enabled: true, default: off }\n',
    },
    {
      'a.yaml':
        'type: boolean\nrequires: [{ flag: c, variant: on }]\nenvironments:\n  production: { enabled: true, rules: [{ name: old, if: age > 10, serve: off }], default: on }\n',
      'c.yaml':
        'type: boolean\nenvironments:\n  production: { enabled: true, rules: [{ name: old, if: age > 10, serve: on }], default: on }\n',
    },
    [
      'flag a: requires c = on (a.yaml:2)',
      'flag a: rule "old" added: off, where age > 10 (a.yaml:4)',
      'flag a: default: off -> on (a.yaml:4)',
      'flag c: rule "old" added: on, where age > 10 (c.yaml:3)',
      'flag c: default: off -> on (c.yaml:3)',
      '  a: all other users move off -> on',
      '  c: users where age > 10 move off -> on',
      '  c: all other users move off -> on',
    ],
  ],
])('a flag says: %s', (_, before, after, expected) => {
  expect(says(before, after)).toEqual(expected);
});

test.each<Row>([
  [
    'a step that is put off',
    {
      'a.yaml':
        'type: boolean\nenvironments:\n  production: { enabled: true, schedule: [{ at: "2026-12-01T09:00:00Z", default: on }] }\n',
    },
    {
      'a.yaml':
        'type: boolean\nenvironments:\n  production: { enabled: true, schedule: [{ at: "2026-12-08T09:00:00Z", default: on }] }\n',
    },
    [
      'flag a: schedule 2026-12-01T09:00:00Z moves to 2026-12-08T09:00:00Z: default on (a.yaml:3)',
      '  a: all users get off instead of on from 2026-12-01T09:00:00Z until 2026-12-08T09:00:00Z',
    ],
  ],
  [
    'steps that are added',
    { 'a.yaml': 'type: boolean\nenvironments:\n  production: { enabled: true, default: off }\n' },
    {
      'a.yaml':
        'type: boolean\nenvironments:\n  production: { enabled: true, schedule: [{ at: "2026-12-01T09:00:00Z", default: { rollout: 10% } }, { at: "2026-12-08T09:00:00Z", default: { rollout: 50% } }] }\n',
    },
    [
      'flag a: schedule 2026-12-01T09:00:00Z added: default on for 10 % of users, off for the rest (a.yaml:3)',
      'flag a: schedule 2026-12-08T09:00:00Z added: default on for 50 % of users, off for the rest (a.yaml:3)',
      '  a: 10 % of all users get on instead of off from 2026-12-01T09:00:00Z until 2026-12-08T09:00:00Z',
      '  a: 50 % of all users get on instead of off from 2026-12-08T09:00:00Z on',
    ],
  ],
  [
    'a step that changes',
    {
      'a.yaml':
        'type: boolean\nenvironments:\n  production: { enabled: true, schedule: [{ at: "2026-12-01T09:00:00Z", default: { rollout: 10% } }] }\n',
    },
    {
      'a.yaml':
        'type: boolean\nenvironments:\n  production: { enabled: true, schedule: [{ at: "2026-12-01T09:00:00Z", default: { rollout: 20% } }] }\n',
    },
    [
      'flag a: schedule 2026-12-01T09:00:00Z: default: on goes from 10 % to 20 % of users (a.yaml:3)',
      '  a: 10 % of all users get on instead of off from 2026-12-01T09:00:00Z on; nobody loses it',
    ],
  ],
  [
    'a step that sets more',
    {
      'a.yaml':
        'type: boolean\nenvironments:\n  production: { enabled: true, schedule: [{ at: "2026-12-01T09:00:00Z", default: on }] }\n',
    },
    {
      'a.yaml':
        'type: boolean\nenvironments:\n  production: { enabled: true, schedule: [{ at: "2026-12-01T09:00:00Z", default: on, targets: { off: [u1] } }] }\n',
    },
    [
      'flag a: schedule 2026-12-01T09:00:00Z: default on -> 1 target, default on (a.yaml:3)',
      '  a: users listed as targets (u1) get off instead of on from 2026-12-01T09:00:00Z on',
    ],
  ],
  [
    'a step that is past',
    {
      'a.yaml':
        'type: boolean\nenvironments:\n  production: { enabled: true, schedule: [{ at: "2026-11-01T09:00:00Z", default: on }] }\n',
    },
    {
      'a.yaml':
        'type: boolean\nenvironments:\n  production: { enabled: true, schedule: [{ at: "2026-11-01T09:00:00Z", default: { rollout: 50% } }] }\n',
    },
    [
      'flag a: schedule 2026-11-01T09:00:00Z: default: on -> on for 50 % of users, off for the rest (a.yaml:3)',
      '  a: 50 % of all users move on -> off',
    ],
  ],
  [
    'a flag that is not on before its step',
    {
      'a.yaml':
        'type: boolean\nenvironments:\n  production: { default: { rollout: 10% }, schedule: [{ at: "2026-12-01T09:00:00Z", enabled: true }] }\n',
    },
    {
      'a.yaml':
        'type: boolean\nenvironments:\n  production: { default: { rollout: 30% }, schedule: [{ at: "2026-12-01T09:00:00Z", enabled: true }] }\n',
    },
    [
      'flag a: default: on goes from 10 % to 30 % of users (a.yaml:3)',
      '  a: 20 % of all users get on instead of off from 2026-12-01T09:00:00Z on; nobody loses it',
    ],
  ],
  [
    'a date in a condition',
    {
      'a.yaml': `type: boolean\nenvironments:\n  production: { enabled: true, rules: [{ name: xmas, if: 'now >= date "2026-12-24"', serve: on }] }\n`,
    },
    {
      'a.yaml': `type: boolean\nenvironments:\n  production: { enabled: true, rules: [{ name: xmas, if: 'now >= date "2026-12-20"', serve: on }] }\n`,
    },
    [
      'flag a: rule "xmas": if now >= 2026-12-24 -> if now >= 2026-12-20 (a.yaml:3)',
      '  a: all users get on instead of off from 2026-12-20T00:00:00Z until 2026-12-24T00:00:00Z',
    ],
  ],
])('a schedule says: %s', (_, before, after, expected) => {
  expect(says(before, after)).toEqual(expected);
});

test.each<Row>([
  [
    'a slot',
    {
      'flagforge.yaml':
        'version: 1\norganization: acme\nproject: shop\nunit: userId\nenvironments: { production: {} }\ngroups:\n  g: { slots: [{ flag: a, percent: 50 }, { flag: b, percent: 30 }] }\n',
      'a.yaml': 'type: boolean\nenvironments:\n  production: { enabled: true, default: on }\n',
      'b.yaml': 'type: boolean\nenvironments:\n  production: { enabled: true, default: { rollout: 50% } }\n',
    },
    {
      'flagforge.yaml':
        'version: 1\norganization: acme\nproject: shop\nunit: userId\nenvironments: { production: {} }\ngroups:\n  g: { slots: [{ flag: a, percent: 40 }, { flag: b, percent: 30 }] }\n',
      'a.yaml': 'type: boolean\nenvironments:\n  production: { enabled: true, default: on }\n',
      'b.yaml': 'type: boolean\nenvironments:\n  production: { enabled: true, default: { rollout: 50% } }\n',
    },
    [
      'group g: a: slot 50 % (0-50 %) -> 40 % (0-40 %) (flagforge.yaml:7)',
      'group g: b: slot 30 % (50-80 %) -> 30 % (40-70 %) (flagforge.yaml:7)',
      '  a through group g: 10 % of all users move on -> off',
      '  b through group g: 5 % of all users move off -> on, 5 % move on -> off',
    ],
  ],
  [
    'a rollout in a slot',
    {
      'flagforge.yaml':
        'version: 1\norganization: acme\nproject: shop\nunit: userId\nenvironments: { production: {} }\ngroups:\n  g: { slots: [{ flag: a, percent: 50 }] }\n',
      'a.yaml': 'type: boolean\nenvironments:\n  production: { enabled: true, default: { rollout: 10% } }\n',
    },
    {
      'flagforge.yaml':
        'version: 1\norganization: acme\nproject: shop\nunit: userId\nenvironments: { production: {} }\ngroups:\n  g: { slots: [{ flag: a, percent: 50 }] }\n',
      'a.yaml': 'type: boolean\nenvironments:\n  production: { enabled: true, default: { rollout: 30% } }\n',
    },
    [
      'flag a: default: on goes from 10 % to 30 % of users (a.yaml:3)',
      '  a: 10 % of all users move off -> on; nobody loses it',
      '  a: 50 % of users are in its slot of group g',
    ],
  ],
  [
    'a flag that joins a group',
    { 'a.yaml': 'type: boolean\nenvironments:\n  production: { enabled: true, default: on }\n' },
    {
      'flagforge.yaml':
        'version: 1\norganization: acme\nproject: shop\nunit: userId\nenvironments: { production: {} }\ngroups:\n  g: { unit: accountId, slots: [{ flag: a, percent: 20 }] }\n',
      'a.yaml': 'type: boolean\nenvironments:\n  production: { enabled: true, default: on }\n',
    },
    ['group g: new: a 20 % (flagforge.yaml:7)', '  a through group g: 80 % of all accounts move on -> off'],
  ],
  [
    'the unit of a group',
    {
      'flagforge.yaml':
        'version: 1\norganization: acme\nproject: shop\nunit: userId\nenvironments: { production: {} }\ngroups:\n  g: { slots: [{ flag: a, percent: 20 }] }\n',
      'a.yaml': 'type: boolean\nenvironments:\n  production: { enabled: true, default: on }\n',
    },
    {
      'flagforge.yaml':
        'version: 1\norganization: acme\nproject: shop\nunit: userId\nenvironments: { production: {} }\ngroups:\n  g: { unit: accountId, slots: [{ flag: a, percent: 20 }] }\n',
      'a.yaml': 'type: boolean\nenvironments:\n  production: { enabled: true, default: on }\n',
    },
    [
      'group g: everyone is drawn anew, by accountId instead of userId (flagforge.yaml:7)',
      '  a through group g: 16 % of all accounts move on -> off, 16 % move off -> on',
    ],
  ],
  [
    'a segment',
    {
      'segments/beta.yaml': 'if: age > 3\ninclude: [u1]\n',
      'a.yaml': `type: boolean\nenvironments:\n  production: { enabled: true, rules: [{ if: 'segment "beta"', serve: on }] }\n`,
    },
    {
      'segments/beta.yaml': 'if: age > 5\ninclude: [u1, u2]\nexclude: [u9]\n',
      'a.yaml': `type: boolean\nenvironments:\n  production: { enabled: true, rules: [{ if: 'segment "beta"', serve: on }] }\n`,
    },
    [
      'segment beta: if age > 3 -> if age > 5 (segments/beta.yaml:1)',
      'segment beta: include: u2 added (segments/beta.yaml:2)',
      'segment beta: exclude: u9 added (segments/beta.yaml:3)',
      '  a through segment beta: users in segment "beta" now and not before move off -> on',
      '  a through segment beta: users in segment "beta" before and no longer move on -> off',
    ],
  ],
  [
    'a segment that only grows, through another one',
    {
      'segments/beta.yaml': 'include: [u1]\n',
      'segments/early.yaml': 'if: segment "beta" or age > 3\n',
      'a.yaml': `type: boolean\nenvironments:\n  production: { enabled: true, rules: [{ if: 'segment "early"', rollout: 50% }] }\n`,
    },
    {
      'segments/beta.yaml': 'include: [u1, u2]\n',
      'segments/early.yaml': 'if: segment "beta" or age > 3\n',
      'a.yaml': `type: boolean\nenvironments:\n  production: { enabled: true, rules: [{ if: 'segment "early"', rollout: 50% }] }\n`,
    },
    [
      'segment beta: include: u2 added (segments/beta.yaml:1)',
      '  a through segment beta, segment early: 50 % of users in segment "early" now and not before move off -> on; nobody loses it',
    ],
  ],
  [
    'a segment whose flags all serve the same',
    {
      'segments/beta.yaml': 'include: [u1]\n',
      'a.yaml': `type: boolean\nenvironments:\n  production: { enabled: true, rules: [{ if: 'segment "beta"', serve: off }] }\n`,
    },
    {
      'segments/beta.yaml': 'include: [u2]\n',
      'a.yaml': `type: boolean\nenvironments:\n  production: { enabled: true, rules: [{ if: 'segment "beta"', serve: off }] }\n`,
    },
    [
      'segment beta: include: u2 added (segments/beta.yaml:1)',
      'segment beta: include: u1 removed (segments/beta.yaml:1)',
    ],
  ],
  [
    'a segment that nobody used before',
    {
      'segments/beta.yaml': 'include: [u1]\n',
      'a.yaml': 'type: boolean\nenvironments:\n  production: { enabled: true, default: off }\n',
    },
    {
      'segments/beta.yaml': 'include: [u1]\n',
      'a.yaml': `type: boolean\nenvironments:\n  production: { enabled: true, rules: [{ if: 'segment "beta"', serve: on }] }\n`,
    },
    ['flag a: rule 1 added: on, where in segment "beta" (a.yaml:3)', '  a: users in segment "beta" move off -> on'],
  ],
  [
    'a prerequisite',
    {
      'p.yaml':
        'type: boolean\nenvironments:\n  production: { enabled: true, rules: [{ if: age > 3, rollout: 10% }] }\n',
      'a.yaml':
        'type: boolean\nrequires: [{ flag: p, variant: on }]\nenvironments:\n  production: { enabled: true, default: { rollout: 50% } }\n',
    },
    {
      'p.yaml':
        'type: boolean\nenvironments:\n  production: { enabled: true, rules: [{ if: age > 3, rollout: 30% }] }\n',
      'a.yaml':
        'type: boolean\nrequires: [{ flag: p, variant: on }]\nenvironments:\n  production: { enabled: true, default: { rollout: 50% } }\n',
    },
    [
      'flag p: rule 1: on goes from 10 % to 30 % of users where age > 3 (p.yaml:3)',
      '  a through requires p: 10 % of users where age > 3 move off -> on; nobody loses it',
      '  p: 20 % of users where age > 3 move off -> on; nobody loses it',
    ],
  ],
  [
    'a prerequisite of a prerequisite that is killed',
    {
      'q.yaml': 'type: boolean\nenvironments:\n  production: { enabled: true, default: on }\n',
      'p.yaml':
        'type: boolean\nrequires: [{ flag: q, variant: on }]\nenvironments:\n  production: { enabled: true, default: on }\n',
      'a.yaml':
        'type: boolean\nrequires: [{ flag: p, variant: on }]\nenvironments:\n  production: { enabled: true, default: { rollout: 50% } }\n',
    },
    {
      'q.yaml': 'type: boolean\nkilled: true\nenvironments:\n  production: { enabled: true, default: on }\n',
      'p.yaml':
        'type: boolean\nrequires: [{ flag: q, variant: on }]\nenvironments:\n  production: { enabled: true, default: on }\n',
      'a.yaml':
        'type: boolean\nrequires: [{ flag: p, variant: on }]\nenvironments:\n  production: { enabled: true, default: { rollout: 50% } }\n',
    },
    [
      'flag q: killed: everyone gets off (q.yaml:2)',
      '  a through requires p: 50 % of all users move on -> off',
      '  p through requires q: all users move on -> off',
      '  q: all users move on -> off',
    ],
  ],
  [
    'a prerequisite that is new',
    {
      'p.yaml': 'type: boolean\nenvironments:\n  production: { enabled: true, rules: [{ if: age > 3, serve: on }] }\n',
      'a.yaml': 'type: boolean\nenvironments:\n  production: { enabled: true, default: on }\n',
    },
    {
      'p.yaml': 'type: boolean\nenvironments:\n  production: { enabled: true, rules: [{ if: age > 3, serve: on }] }\n',
      'a.yaml':
        'type: boolean\nrequires: [{ flag: p, variant: on }]\nenvironments:\n  production: { enabled: true, default: on }\n',
    },
    ['flag a: requires p = on (a.yaml:2)', '  a: users where p does not serve on move on -> off'],
  ],
  [
    'a rollout behind a prerequisite that stays',
    {
      'p.yaml': 'type: boolean\nenvironments:\n  production: { enabled: true, rules: [{ if: age > 3, serve: on }] }\n',
      'a.yaml':
        'type: boolean\nrequires: [{ flag: p, variant: on }]\nenvironments:\n  production: { enabled: true, default: { rollout: 10% } }\n',
    },
    {
      'p.yaml': 'type: boolean\nenvironments:\n  production: { enabled: true, rules: [{ if: age > 3, serve: on }] }\n',
      'a.yaml':
        'type: boolean\nrequires: [{ flag: p, variant: on }]\nenvironments:\n  production: { enabled: true, default: { rollout: 20% } }\n',
    },
    [
      'flag a: default: on goes from 10 % to 20 % of users (a.yaml:4)',
      '  a: 10 % of users where p serves on move off -> on; nobody loses it',
    ],
  ],
  [
    'a rollout on the buckets of its prerequisite, which lets nobody in who moves',
    {
      'p.yaml':
        'type: boolean\nenvironments:\n  production: { enabled: true, rules: [{ if: age > 3, rollout: 50%, salt: s }] }\n',
      'a.yaml':
        'type: boolean\nrequires: [{ flag: p, variant: on }]\nenvironments:\n  production: { enabled: true, default: { rollout: 60%, salt: s } }\n',
    },
    {
      'p.yaml':
        'type: boolean\nenvironments:\n  production: { enabled: true, rules: [{ if: age > 3, rollout: 50%, salt: s }] }\n',
      'a.yaml':
        'type: boolean\nrequires: [{ flag: p, variant: on }]\nenvironments:\n  production: { enabled: true, default: { rollout: 80%, salt: s } }\n',
    },
    ['flag a: default: on goes from 60 % to 80 % of users (a.yaml:4)', '  a: nobody moves'],
  ],
  [
    `the project's unit`,
    {
      'a.yaml':
        'type: boolean\nenvironments:\n  production: { enabled: true, targets: { on: [u1] }, default: { rollout: 10% } }\n',
    },
    {
      'flagforge.yaml':
        'version: 1\norganization: acme\nproject: shop\nunit: accountId\nenvironments: { production: {} }\n',
      'a.yaml':
        'type: boolean\nenvironments:\n  production: { enabled: true, targets: { on: [u1] }, default: { rollout: 10% } }\n',
    },
    [
      'environment production: unit: userId -> accountId (flagforge.yaml:4)',
      'flag a: default: everyone is drawn anew, by accountId instead of userId (a.yaml:3)',
      'flag a: default: contexts without accountId get no answer (a.yaml:3)',
      '  a: 90 % of users where the unit is a target of on now move off -> on',
      '  a: 90 % of accounts where the unit was a target of on before move on -> off',
      '  a: 9 % of all other accounts move on -> off, 9 % move off -> on',
    ],
  ],
  [
    'overrides',
    { 'a.yaml': 'type: boolean\nenvironments:\n  production: { enabled: true, default: on }\n' },
    {
      'flagforge.yaml':
        'version: 1\norganization: acme\nproject: shop\nunit: userId\nenvironments: { production: { overrides: allowed } }\n',
      'a.yaml': 'type: boolean\nenvironments:\n  production: { enabled: true, default: on }\n',
    },
    ['environment production: testers may force variants: overrides are allowed (flagforge.yaml:5)'],
  ],
])('what flags share says: %s', (_, before, after, expected) => {
  expect(says(before, after)).toEqual(expected);
});

const boolean = (more: string): string => `type: boolean\n${more}`;
const names = Array.from({ length: 60 }, (_, index) => `n${index}`);
/** Each names the two before it, so what is written out grows as Fibonacci's numbers do. */
const twoBefore = (index: number): readonly string[] => [...new Set(names.slice(Math.max(0, index - 2), index))];

test.each<[string, (edited: number) => Files]>([
  [
    'segments that name one another twice',
    (edited) => ({
      ...Object.fromEntries(
        names.map((name, index) => [
          `segments/${name}.yaml`,
          `if: '${
            index === 0
              ? `age > ${edited}`
              : twoBefore(index)
                  .map((each) => `segment "${each}"`)
                  .join(' and ')
          }'\n`,
        ]),
      ),
      'a.yaml': boolean(
        `environments:\n  production: { enabled: true, rules: [{ if: 'segment "n59"', serve: on }] }\n`,
      ),
    }),
  ],
  [
    'prerequisites that lead to one flag by two ways each',
    (edited) =>
      Object.fromEntries(
        names.map((name, index) => [
          `${name}.yaml`,
          boolean(
            `requires: [${twoBefore(index)
              .map((flag) => `{ flag: ${flag}, variant: on }`)
              .join(
                ', ',
              )}]\nenvironments:\n  production: { enabled: true, rules: [{ if: age > 2, serve: on }], default: { rollout: ${index === 0 ? edited : 50}% } }\n`,
          ),
        ]),
      ),
  ],
  [
    'a flag that requires many, each with many rules',
    (edited) =>
      Object.fromEntries(
        [...names.slice(0, 12), 'z'].map((name) => [
          `${name}.yaml`,
          boolean(
            `requires: [${(name === 'z' ? names.slice(0, 12) : []).map((flag) => `{ flag: ${flag}, variant: on }`).join(', ')}]\nenvironments:\n  production: { enabled: true, rules: [${names.slice(0, 12).map((_, rule) => `{ if: age == ${rule}, rollout: ${edited + rule}%, salt: shared }`)}] }\n`,
          ),
        ]),
      ),
  ],
])('%s are compared in bounded time, and nothing is said to stay as it is', (_, files) => {
  const startedAt = performance.now();
  const { environments } = diffOf(files(3), files(4));
  expect(performance.now() - startedAt).toBeLessThan(5_000);
  const { affected = [] } = environments.find(({ environment }) => environment === 'production') ?? {};
  expect(affected.length).toBeGreaterThan(0);
  expect(affected.map(({ movements }) => movements.length > 0)).not.toContain(false);
});
