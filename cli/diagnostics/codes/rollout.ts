import type { Args, CodeDefinition } from '../diagnostic.ts';
import { formatThousandths } from '../thousandths.ts';
import { textOf } from './wording.ts';

const percent = (value: Args[string] | undefined): string => formatThousandths(typeof value === 'number' ? value : 0);

/** FF1300-FF1399: rollouts, their units and salts, and group slots. Percents in args are integer thousandths. */
export const ROLLOUT_CODES: Readonly<Record<string, CodeDefinition>> = {
  FF1301: {
    severity: 'error',
    title: 'rollout that is not 100 %',
    message: (args) => `rollout adds up to ${percent(args.total)} %, not 100 %`,
    hint: (args) => {
      const total = typeof args.total === 'number' ? args.total : 0;
      const gap =
        total < 100_000
          ? `${percent(100_000 - total)} % of units would get nothing`
          : `${percent(total - 100_000)} % too much`;
      return typeof args.mend === 'string' ? `${gap}. Did you mean ${args.mend}?` : gap;
    },
    help: 'The percents of a rollout total exactly 100, with up to 3 decimals each, so that every unit gets a variant and nobody has to guess what the rest gets. On a boolean flag, `rollout: 10%` is short for on 10, off 90.',
    example: {
      wrong: 'rollout: { on: 10, off: 85 }',
      right: 'rollout: { on: 10, off: 90 }',
    },
  },
  FF1302: {
    severity: 'warning',
    title: 'unit that is no declared attribute',
    message: (args) => `unit "${textOf(args.unit)}" is not one of the project's attributes`,
    hint: (args) =>
      typeof args.suggestion === 'string'
        ? `did you mean "${args.suggestion}"?`
        : 'declare it under attributes in flagforge.yaml, so that its name is checked everywhere',
    help: 'The project declares its attributes, and the unit that this rollout, group or project hashes is none of them. If the name is misspelt, every context lacks the unit: a rule would never match, a default would be an error, a group would exclude everyone. Correct the name or declare the attribute.',
    example: {
      wrong: 'rollout: 10%\nunit: acountId',
      right: 'rollout: 10%\nunit: accountId',
    },
  },
  FF1303: {
    severity: 'error',
    title: 'group slots over 100 %',
    message: (args) => `the slots of group "${textOf(args.group)}" add up to ${percent(args.total)} %, over 100 %`,
    hint: (args) =>
      `take ${percent((typeof args.total === 'number' ? args.total : 0) - 100_000)} % away; less than 100 % in all is fine`,
    help: 'A unit falls in at most one slot of a group, so the slots share 100 % between them. They may total less: the rest of the units see none of the flags.',
    example: {
      wrong: 'slots: [{ flag: a, percent: 60 }, { flag: b, percent: 50 }]',
      right: 'slots: [{ flag: a, percent: 50 }, { flag: b, percent: 50 }]',
    },
  },
  FF1304: {
    severity: 'note',
    title: 'rollout with a foreign hash',
    message: (args) => `hash "${textOf(args.hash)}" is computed by Node and the server only`,
    hint: () => 'the edge passes requests for this flag to the origin; drop hash once units may be shuffled anew',
    help: 'A rollout with `hash` keeps the buckets of the system that it was imported from. Only Node and the evaluation server have those hashes: in the browser engine the rollout counts as an unknown condition, and the edge passes such requests to the origin. Removing `hash` makes it fast everywhere but gives units new buckets.',
    example: { wrong: 'rollout: 10%\nhash: unleash', right: 'rollout: 10%' },
  },
  FF1305: {
    severity: 'warning',
    title: 'unit that can never be hashed',
    message: (args) => `unit "${textOf(args.unit)}" is declared as ${textOf(args.type)}: it is never a unit`,
    hint: () => 'a unit is a non-empty string or a whole number; choose another attribute',
    help: 'A unit is a non-empty string or an integer. An attribute that is declared as a boolean or a list never is one: a rule with such a rollout would never match, a default would be an error, a group would exclude everyone.',
    example: {
      wrong: 'attributes: { roles: "string[]" }\nunit: roles',
      right: 'attributes: { userId: string }\nunit: userId',
    },
  },
};
