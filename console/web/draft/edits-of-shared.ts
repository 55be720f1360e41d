/** Operations of settings and segments as edits of their files. */
import type { AccessEntry, Person } from 'flagforge/compile';
import type { YamlEdit, YamlValue } from 'flagforge/edit';
import type { RiskCounts, SharedOperation } from './operation.ts';

/** @param areNamed an edit before it has named the environments of the project already. */
export function editsOfShared(operation: SharedOperation, areNamed = false): readonly YamlEdit[] {
  switch (operation.kind) {
    case 'set-policy': {
      const { environment, policy, unnamed } = operation;
      const named = (areNamed ? [] : unnamed).map(
        (name): YamlEdit => ({ kind: 'set', path: ['environments', name], value: {} }),
      );
      const parts = Object.entries(policy).map(([key, value]): YamlEdit => {
        const written = key === 'approvals' ? approvalsValue(value as RiskCounts) : (value as YamlValue);
        return { kind: 'set', path: ['environments', environment, key], value: written };
      });
      return [...named, ...parts];
    }
    case 'set-members': {
      const { people, access } = operation.members;
      return [
        listOrNone('people', people.map(personValue)),
        ...(access === null
          ? [{ kind: 'remove', path: ['access'] } as const]
          : // An empty list gives nobody a role, which is not the same as no list.
            [{ kind: 'set', path: ['access'], value: access.map(accessValue) } as const]),
      ];
    }
    case 'set-segment':
      return Object.entries(operation.parts).map(([key, value]) => {
        const isNone = value === null || value.length === 0;
        return isNone ? { kind: 'remove', path: [key] } : { kind: 'set', path: [key], value };
      });
  }
}

const listOrNone = (key: string, value: readonly YamlValue[]): YamlEdit =>
  value.length === 0 ? { kind: 'remove', path: [key] } : { kind: 'set', path: [key], value };

/** One number, or by risk; a level that says the same as the one below it is left out. */
const approvalsValue = ({ low, medium, high }: RiskCounts): YamlValue =>
  low === medium && medium === high
    ? low
    : { low, ...(medium === low ? {} : { medium }), ...(high === medium ? {} : { high }) };

const personValue = ({ name, github, clerk, database, email }: Person): YamlValue => ({
  name,
  ...(github === undefined ? {} : { github }),
  ...(clerk === undefined ? {} : { clerk }),
  ...(database === undefined ? {} : { database }),
  ...(email.length === 0 ? {} : { email }),
});

const accessValue = ({ who, role, environments }: AccessEntry): YamlValue => ({
  ...{ who, role },
  ...(environments === undefined ? {} : { environments }),
});
