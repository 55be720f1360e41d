import type { EnvironmentSettings, FlagEnvironment, FlagSource, OutcomeSource, RuleSource } from 'flagforge/compile';
import type { ReactNode } from 'react';
import type { FlagPairJson } from '../../../api/flag-pair-json.ts';
import { ConditionSentence } from '../../sentences/condition-sentence.tsx';
import { OutcomeSentence } from '../../sentences/outcome-sentence.tsx';
import { Icon } from '../icon.tsx';
import { Rung } from '../rung.tsx';
import { exactTime } from '../time.tsx';
import { AttributeToken, ValueToken } from '../tokens.tsx';

type State = 'unchanged' | 'changed' | 'added' | 'removed';

const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

const stateOf = (before: unknown, after: unknown): State =>
  before === undefined ? 'added' : after === undefined ? 'removed' : same(before, after) ? 'unchanged' : 'changed';

/** A flag before and after in sentences, in the order in which it decides; what stays is quiet. */
export function FlagChange({ pair }: { readonly pair: FlagPairJson }): ReactNode {
  const { before, after } = pair;
  const names = [...(after?.environments ?? []), ...(before?.environments ?? [])].map(({ name }) => name);
  const changed = [...new Set(names)].filter((name) => !same(environmentOf(before, name), environmentOf(after, name)));
  return (
    <div className="divide-y divide-line">
      <Facts pair={pair} />
      {changed.map((name) => (
        <section key={name} aria-label={`${pair.key} in ${name}`}>
          <h3 className="px-4 pt-3 pb-2 text-sm font-medium text-text-2">
            <code className="font-mono">{pair.key}</code> in {name}
          </h3>
          <EnvironmentChange pair={pair} environment={name} />
        </section>
      ))}
    </div>
  );
}

const environmentOf = (flag: FlagSource | null, name: string): FlagEnvironment | undefined =>
  flag?.environments.find((each) => each.name === name);

/** What the flag says of itself, in all environments. */
function Facts({ pair: { key, before, after } }: { readonly pair: FlagPairJson }): ReactNode {
  if (before === null || after === null) {
    return (
      <p className="px-4 py-3">
        <code className="font-mono">{key}</code> is {before === null ? 'a new flag' : 'gone'}.
      </p>
    );
  }
  const facts = (
    ['description', 'owner', 'kind', 'expires', 'client', 'killable', 'off', 'killed', 'archived'] as const
  )
    .filter((name) => before[name] !== after[name])
    .map((name) => [name, String(before[name] ?? 'none'), String(after[name] ?? 'none')] as const);
  const lists = [
    ['tags', before.tags.join(', '), after.tags.join(', ')],
    ['requires', requiredBy(before), requiredBy(after)],
    ['variants', valuesOf(before), valuesOf(after)],
  ].filter(([, old, now]) => old !== now);
  const rows = [...facts, ...lists];
  if (rows.length === 0) return null;
  return (
    <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1.5 px-4 py-3 text-sm">
      {rows.map(([name = '', old = '', now = '']) => (
        <div key={name} className="contents">
          <dt className="text-text-3">{name}</dt>
          <dd className="[overflow-wrap:anywhere]">
            <Was>{old === '' ? 'none' : old}</Was> <Is>{now === '' ? 'none' : now}</Is>
          </dd>
        </div>
      ))}
    </dl>
  );
}

const requiredBy = ({ requires }: FlagSource): string =>
  requires.map(({ flag, variant }) => `${flag} is ${variant}`).join(', ');
const valuesOf = ({ variants }: FlagSource): string =>
  variants.map(({ name, value }) => `${name}: ${JSON.stringify(value)}`).join(', ');

const Was = ({ children }: { readonly children: ReactNode }): ReactNode => (
  <del className="rounded-1 bg-danger-soft px-1.5 font-medium text-danger">{children}</del>
);
const Is = ({ children }: { readonly children: ReactNode }): ReactNode => (
  <ins className="rounded-1 bg-ok-soft px-1.5 font-medium text-ok no-underline shadow-[inset_0_-2px_0_var(--ff-ok)]">
    {children}
  </ins>
);

interface Sides {
  readonly pair: FlagPairJson;
  readonly environment: string;
}

function EnvironmentChange({ pair, environment }: Sides): ReactNode {
  const { before, after, unit } = pair;
  const flag = after ?? before;
  if (flag === null) return null;
  const [old, now] = [environmentOf(before, environment), environmentOf(after, environment)];
  const shown = { off: flag.off, variants: flag.variants.map(({ name }) => name), unit };
  const otherwise = (settings: FlagEnvironment | undefined): OutcomeSource => settings?.default ?? { serve: shown.off };
  const wasOn = old?.enabled === true;
  const isOn = now?.enabled === true;
  return (
    <ol>
      {wasOn !== isOn && (
        <Rung mark={<Icon name="power" />} label="enabled · changed" isEdited>
          <Was>{wasOn ? 'enabled' : 'disabled'}</Was> <Is>{isOn ? 'enabled' : 'disabled'}</Is>
        </Rung>
      )}
      {!same(old?.targets, now?.targets) && (
        <Rung mark={<Icon name="people" />} label="targets · changed" isEdited>
          <TargetChange old={old} now={now} unit={unit} />
        </Rung>
      )}
      {pairRules(old?.rules ?? [], now?.rules ?? []).map(({ name, was, is, at }) => {
        const state = stateOf(was, is);
        const rule = is ?? was;
        if (rule === undefined) return null;
        return (
          <Rung
            key={name}
            mark={at ?? <Icon name="minus" />}
            label={`${name} · ${state}`}
            isEdited={state !== 'unchanged'}
          >
            <div className={state === 'unchanged' ? 'text-base text-text-2' : undefined}>
              {was !== undefined && is !== undefined && was.if.text !== is.if.text && (
                <p className="text-base text-text-2">
                  <span className="text-xs text-text-3">before </span>
                  If <ConditionSentence text={was.if.text} />
                </p>
              )}
              If <ConditionSentence text={rule.if.text} />,{' '}
              <OutcomeChange was={was?.outcome} is={is?.outcome} {...shown} />
            </div>
          </Rung>
        );
      })}
      <Rung
        mark={<Icon name="down" />}
        isLast
        label={`otherwise · ${stateOf(otherwise(old), otherwise(now))}`}
        isEdited={!same(otherwise(old), otherwise(now))}
      >
        <div className={same(otherwise(old), otherwise(now)) ? 'text-base text-text-2' : undefined}>
          <OutcomeChange was={otherwise(old)} is={otherwise(now)} {...shown} />
        </div>
      </Rung>
      {!same(old?.schedule ?? [], now?.schedule ?? []) && (
        <Rung mark={<Icon name="clock" />} isLast label="schedule · changed" isEdited>
          <ScheduleChange old={old} now={now} />
        </Rung>
      )}
    </ol>
  );
}

interface OutcomeProps {
  readonly was: OutcomeSource | undefined;
  readonly is: OutcomeSource | undefined;
  readonly off: string;
  readonly variants: readonly string[];
  readonly unit: string;
}

/** What is given, on one scale before and after where it differs. */
function OutcomeChange({ was, is, ...shown }: OutcomeProps): ReactNode {
  const sides =
    was === undefined || is === undefined || same(was, is)
      ? [[null, is ?? was] as const]
      : ([
          ['before', was],
          ['after', is],
        ] as const);
  return sides.map(([label, outcome]) =>
    outcome === undefined ? null : label === null ? (
      <OutcomeSentence key="both" outcome={outcome} before={undefined} {...shown} />
    ) : (
      <div key={label} className="mt-1.5 grid grid-cols-[3rem_minmax(0,1fr)] gap-2 text-base">
        <span className="text-xs/6 text-text-3">{label}</span>
        <div>
          <OutcomeSentence outcome={outcome} before={undefined} {...shown} />
        </div>
      </div>
    ),
  );
}

/** Rules of both sides by name, in the new order; those that are gone stand where they stood. */
function pairRules(before: readonly RuleSource[], after: readonly RuleSource[]) {
  const nameOf = (rule: RuleSource, index: number): string => rule.name ?? `rule ${index + 1}`;
  const old = new Map(before.map((rule, index) => [nameOf(rule, index), rule]));
  const rows: { name: string; was: RuleSource | undefined; is: RuleSource | undefined; at: number | null }[] =
    after.map((rule, index) => {
      const name = nameOf(rule, index);
      return { name, was: old.get(name), is: rule, at: index + 1 };
    });
  const kept = new Set(rows.map(({ name }) => name));
  before.forEach((rule, index) => {
    const name = nameOf(rule, index);
    if (!kept.has(name)) rows.splice(Math.min(index, rows.length), 0, { name, was: rule, is: undefined, at: null });
  });
  return rows;
}

/** Units of a list that are named; the others are counted. */
const MOST_UNITS = 12;

interface Settings {
  readonly old: FlagEnvironment | undefined;
  readonly now: FlagEnvironment | undefined;
}

function TargetChange({ old, now, unit }: Settings & { readonly unit: string }): ReactNode {
  const unitsOf = (settings: FlagEnvironment | undefined, variant: string): readonly string[] =>
    settings?.targets?.find((each) => each.variant === variant)?.units ?? [];
  const variants = new Set([...(old?.targets ?? []), ...(now?.targets ?? [])].map(({ variant }) => variant));
  return [...variants].map((variant) => {
    const [was, is] = [unitsOf(old, variant), unitsOf(now, variant)];
    const added = is.filter((unitName) => !was.includes(unitName));
    const gone = was.filter((unitName) => !is.includes(unitName));
    return (
      <p key={variant} className="text-base">
        <ValueToken>{variant}</ValueToken> for <AttributeToken>{unit}</AttributeToken>:{' '}
        {gone.slice(0, MOST_UNITS).map((name) => (
          <span key={name}>
            <Was>{name}</Was>{' '}
          </span>
        ))}
        {gone.length > MOST_UNITS && (
          <span className="text-text-2">and {gone.length - MOST_UNITS} more taken out </span>
        )}
        {added.slice(0, MOST_UNITS).map((name) => (
          <span key={name}>
            <Is>{name}</Is>{' '}
          </span>
        ))}
        {added.length > MOST_UNITS && <span className="text-text-2">and {added.length - MOST_UNITS} more put in</span>}
      </p>
    );
  });
}

function ScheduleChange({ old, now }: Settings): ReactNode {
  const [was, is] = [old?.schedule ?? [], now?.schedule ?? []];
  const steps = [...new Set([...was, ...is].map(({ at }) => at))].sort((one, other) => one - other);
  return (
    <ul className="grid gap-1 text-base">
      {steps.map((at) => {
        const [before, after] = [was, is].map((side) => side.find((step) => step.at === at)?.set);
        const state = stateOf(before, after);
        const set = after ?? before;
        return (
          <li key={at} className={state === 'unchanged' ? 'text-text-2' : undefined}>
            {state === 'removed' ? (
              <Was>{exactTime(at)}</Was>
            ) : state === 'unchanged' ? (
              exactTime(at)
            ) : (
              <Is>{exactTime(at)}</Is>
            )}
            {`: sets ${set === undefined ? 'nothing' : namesOf(set)}`}
          </li>
        );
      })}
    </ul>
  );
}

const namesOf = (set: EnvironmentSettings): string => Object.keys(set).join(', ');
