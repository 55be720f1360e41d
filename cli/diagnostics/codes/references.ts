import type { Args, CodeDefinition } from '../diagnostic.ts';
import { didYouMean, listOf, textOf } from './wording.ts';

const named = (args: Args, label: string): string | undefined => {
  const suggestion = didYouMean(args);
  const known = listOf(args.known);
  const rest = known === '' ? '' : `${label}: ${known}`;
  return [suggestion, rest].filter((part) => part !== '').join(' ') || undefined;
};

/** FF1200-FF1239: names that must exist, and what they stand for. */
export const REFERENCE_CODES: Readonly<Record<string, CodeDefinition>> = {
  FF1201: {
    severity: 'error',
    title: 'unknown flag',
    message: (args) => `flag "${textOf(args.flag)}" does not exist in this project`,
    hint: (args) => didYouMean(args) || `add ${textOf(args.flag)}.yaml, or take the name out`,
    help: 'A prerequisite (`requires`) or a group slot names a flag that has no file. The file name is the key: the flag `new-api` lives in `new-api.yaml` beside flagforge.yaml. Correct the name, or add the flag in the same change.',
    example: {
      wrong: 'requires: [{ flag: new-ap, variant: on }]',
      right: 'requires: [{ flag: new-api, variant: on }]',
    },
  },
  FF1202: {
    severity: 'error',
    title: 'archived flag in use',
    message: (args) => `flag "${textOf(args.flag)}" is archived`,
    hint: () => 'an archived flag is in no snapshot; take the reference out, or set archived: false there',
    help: 'An archived flag leaves the snapshots, so nothing may depend on it: a prerequisite on it could never be met and a group slot of it would give its share to nobody. Remove the reference in the change that archives the flag; `flagforge archive <flag>` names all dependants.',
    example: {
      wrong: '# old-api.yaml has archived: true\nrequires: [{ flag: old-api, variant: on }]',
      right: 'requires: [{ flag: new-api, variant: on }]',
    },
  },
  FF1203: {
    severity: 'error',
    title: 'unknown variant',
    message: (args) =>
      args.owner === undefined
        ? `variant "${textOf(args.variant)}" is not defined by this flag`
        : `variant "${textOf(args.variant)}" is not defined by flag "${textOf(args.owner)}"`,
    hint: (args) => named(args, 'Variants'),
    help: 'A `serve`, a rollout, a target, `off`, a default, a schedule step or a prerequisite names a variant that the flag does not list under `variants`. A boolean flag has exactly the variants on and off. Nothing could be served for such a name, so it is an error wherever it stands. Correct the name, or add the variant.',
    example: {
      wrong: 'rules:\n  - if: beta is present\n    serve: onn',
      right: 'rules:\n  - if: beta is present\n    serve: on',
    },
  },
  FF1204: {
    severity: 'error',
    title: 'unknown segment',
    message: (args) => `segment "${textOf(args.segment)}" does not exist in this project`,
    hint: (args) => named(args, 'Segments') ?? `add segments/${textOf(args.segment)}.yaml`,
    help: 'A condition names a segment that has no file. The segment `staff` lives in `segments/staff.yaml`. Correct the name, or add the segment in the same change.',
    example: { wrong: 'if: segment "staf"', right: 'if: segment "staff"' },
  },
  FF1205: {
    severity: 'error',
    title: 'unknown environment',
    message: (args) => `environment "${textOf(args.environment)}" is not defined by flagforge.yaml`,
    hint: (args) => named(args, 'Environments'),
    help: 'A flag or an `access` entry names an environment that flagforge.yaml does not list under `environments`. What a flag says there would never take effect, and an access entry would grant nothing. Correct the name, or add the environment to flagforge.yaml.',
    example: {
      wrong: 'environments:\n  prod: { enabled: true }',
      right: 'environments:\n  production: { enabled: true }',
    },
  },
  FF1206: {
    severity: 'error',
    title: 'prerequisite cycle',
    message: (args) =>
      Array.isArray(args.cycle) && args.cycle.length === 2
        ? `this flag requires itself`
        : `prerequisites lead back to this flag: ${listOf(args.cycle, ' -> ')}`,
    hint: () => 'take one of these prerequisites out',
    help: 'The prerequisites of a flag lead back to the flag itself, so none of them could ever be decided: at evaluation every flag on or above the cycle would be an error. Each cycle is reported once, at the first of its flags by name. Remove one of the links; often the two flags want a common prerequisite instead.',
    example: {
      wrong: '# a.yaml\nrequires: [{ flag: b, variant: on }]\n# b.yaml\nrequires: [{ flag: a, variant: on }]',
      right: '# b.yaml\nrequires: [{ flag: a, variant: on }]',
    },
  },
  FF1207: {
    severity: 'error',
    title: 'segment cycle',
    message: (args) =>
      Array.isArray(args.cycle) && args.cycle.length === 2
        ? 'this segment uses itself'
        : `segments lead back to this one: ${listOf(args.cycle, ' -> ')}`,
    hint: () => 'take one of these uses out, or move what they share into a third segment',
    help: 'The conditions of segments lead back to the segment that they began with, so membership could not be decided. Each cycle is reported once. Move the part that both need into a segment of its own.',
    example: {
      wrong: '# segments/a.yaml\nif: segment "b"\n# segments/b.yaml\nif: segment "a"',
      right: '# segments/b.yaml\nif: region == "us-east-1"',
    },
  },
  FF1208: {
    severity: 'error',
    title: 'flag in two group slots',
    message: (args) =>
      args.first === args.group
        ? `flag "${textOf(args.flag)}" has two slots in group "${textOf(args.group)}"`
        : `flag "${textOf(args.flag)}" is already in group "${textOf(args.first)}"`,
    hint: (args) =>
      args.first === args.group
        ? 'give it one slot with the sum of both percents'
        : 'a flag is in one group at most; take it out of one of them',
    help: 'A group lets a unit fall into at most one of its slots. A flag with two slots, or in two groups, would have two answers to whether a unit may see it. Keep one slot; add the percents when both were meant.',
    example: {
      wrong: 'slots: [{ flag: a, percent: 20 }, { flag: b, percent: 30 }, { flag: a, percent: 10 }]',
      right: 'slots: [{ flag: a, percent: 30 }, { flag: b, percent: 30 }]',
    },
  },
  FF1209: {
    severity: 'error',
    title: "variant against the flag's schema",
    message: (args) => `variant "${textOf(args.variant)}" does not fit the flag's schema: ${textOf(args.problem)}`,
    hint: () => 'mend the value, or the schema',
    help: 'The flag has a JSON Schema under `schema`, and the value of this variant does not satisfy it. The schema protects the code that reads the flag from a value it cannot handle, so a variant that breaks it is an error.',
    example: {
      wrong: 'schema: { type: object, required: [limit] }\nvariants: { small: { limt: 10 } }',
      right: 'schema: { type: object, required: [limit] }\nvariants: { small: { limit: 10 } }',
    },
  },
  FF1210: {
    severity: 'error',
    title: 'schema of a flag is not usable',
    message: (args) => `the flag's schema is not a usable JSON Schema: ${textOf(args.problem)}`,
    hint: () => 'draft 2020-12 of JSON Schema is read; references must stay inside the schema',
    help: 'The value under `schema` is no valid JSON Schema, so no variant can be checked against it. Mend it, or take it out.',
    example: {
      wrong: 'schema: { type: objekt }',
      right: 'schema: { type: object }',
    },
  },
  FF1211: {
    severity: 'error',
    title: 'unit under two variants',
    message: (args) => `unit "${textOf(args.unit)}" is already a target of variant "${textOf(args.first)}"`,
    hint: () => 'a unit gets one variant; take it out of one of the lists',
    help: 'Targets give units a variant by name. The same unit under two variants has no single answer, so it is an error rather than a matter of order.',
    example: {
      wrong: 'targets: { on: [user-1], off: [user-1] }',
      right: 'targets: { on: [user-1] }',
    },
  },
  FF1212: {
    severity: 'error',
    title: 'rule name used twice',
    message: (args) =>
      `rule name "${textOf(args.name)}" is already used by rule ${textOf(args.first)} of this environment`,
    hint: () => 'give each rule of an environment its own name',
    help: 'The name of a rule appears in results, tests, the audit log and the diff, so it must say which rule it was: it is unique in its environment (and in each schedule step that replaces the rules).',
    example: {
      wrong:
        'rules:\n  - { name: staff, if: roles contains "staff", serve: on }\n  - { name: staff, if: roles contains "beta", serve: on }',
      right:
        'rules:\n  - { name: staff, if: roles contains "staff", serve: on }\n  - { name: beta, if: roles contains "beta", serve: on }',
    },
  },
  FF1213: {
    severity: 'warning',
    title: 'names that differ only by case',
    message: (args) => `${textOf(args.kind)} "${textOf(args.name)}" differs from "${textOf(args.first)}" only by case`,
    hint: () => 'names are case-sensitive; readers will take one for the other',
    help: 'Two names differ only in upper and lower case. They are different to FlagForge, but people, and file systems that ignore case, will confuse them. Rename one.',
    example: {
      wrong: 'variants: { Blue: a, blue: b }',
      right: 'variants: { navy: a, blue: b }',
    },
  },
  FF1214: {
    severity: 'warning',
    title: 'prerequisites that cannot all hold',
    message: (args) =>
      args.variant === args.first
        ? `flag "${textOf(args.flag)}" is required twice`
        : `flag "${textOf(args.flag)}" is required as "${textOf(args.first)}" and as "${textOf(args.variant)}": both never hold`,
    hint: () => 'all prerequisites must hold; keep one for each flag',
    help: 'All prerequisites of a flag must hold at once, and a flag serves one variant to a unit. Two entries for one flag are either the same thing said twice or can never both be true, so that this flag would serve its off variant to everyone.',
    example: {
      wrong: 'requires: [{ flag: api, variant: v1 }, { flag: api, variant: v2 }]',
      right: 'requires: [{ flag: api, variant: v2 }]',
    },
  },
  FF1215: {
    severity: 'warning',
    title: 'attributes that cannot both be there',
    message: (args) =>
      `attribute "${textOf(args.name)}" lies inside "${textOf(args.first)}", which is declared as ${textOf(args.type)}`,
    hint: () => 'a context cannot have both; rename one, or write a key with a dot in backticks',
    help: 'Dots nest: `company.plan` is the key plan inside the object company. When company itself is declared as text or a number it has nothing inside, so one of the two is always missing. A single key with a dot in it is written in backticks.',
    example: {
      wrong: 'attributes: { company: string, company.plan: string }',
      right: 'attributes: { company.name: string, company.plan: string }',
    },
  },
};
