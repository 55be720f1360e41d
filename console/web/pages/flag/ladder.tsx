import type { FlagEnvironment, OutcomeSource } from 'flagforge/compile';
import type { ReactNode } from 'react';
import type { EnvironmentJson } from '../../../api/environment-json.ts';
import type { FlagJson } from '../../../api/flag-json.ts';
import { pagePath } from '../../../api/page-paths.ts';
import { Card } from '../../parts/card.tsx';
import { Icon } from '../../parts/icon.tsx';
import { RolloutBar } from '../../parts/rollout-bar.tsx';
import { AttributeToken, ValueToken, VariantToken } from '../../parts/tokens.tsx';
import { ConditionSentence } from '../../sentences/condition-sentence.tsx';
import { Gates } from './gates.tsx';
import { Rung } from './rung.tsx';

interface Props {
  readonly project: string;
  readonly flag: FlagJson;
  readonly environment: string;
  readonly published: EnvironmentJson['published'];
  readonly canEdit: boolean;
}

/** Units of a list that are named; the others are counted. */
const MOST_UNITS = 12;

/** What happens to a context, from top to bottom; the first match wins. @see contract 4 */
export function Ladder({ project, flag, environment, published }: Props): ReactNode {
  const settings = flag.model.environments.find(({ name }) => name === environment);
  const variants = flag.model.variants.map(({ name }) => name);
  const unit = unitOf(flag, environment);
  const show = (outcome: OutcomeSource | undefined): ReactNode => (
    <Outcome outcome={outcome ?? { serve: flag.model.off }} off={flag.model.off} variants={variants} unit={unit} />
  );
  return (
    <Card
      title={`What ${environment} serves`}
      hint="top to bottom, the first match wins"
      isPadded={false}
      action={published !== null && <span className="text-xs text-text-2">v{published.version} is live</span>}
    >
      <Gates project={project} flag={flag} environment={environment} />
      <ol>
        {targetsOf(settings).map(({ variant, units }) => (
          <Rung key={variant} mark={<Icon name="people" />} label="Targets">
            For <AttributeToken>{unit}</AttributeToken>{' '}
            {units.slice(0, MOST_UNITS).map((name) => (
              <span key={name}>
                <ValueToken>{name}</ValueToken>{' '}
              </span>
            ))}
            {units.length > MOST_UNITS && <span className="text-text-2">and {units.length - MOST_UNITS} more </span>}
            always show <VariantToken name={variant} isOff={variant === flag.model.off} />
          </Rung>
        ))}
        {(settings?.rules ?? []).map((rule, index) => (
          <Rung key={rule.name ?? `rule ${index + 1}`} mark={index + 1} label={rule.name ?? `rule ${index + 1}`}>
            If <ConditionSentence text={rule.if.text} />, {show(rule.outcome)}
          </Rung>
        ))}
        <Rung mark={<Icon name="down" />} label="Otherwise" isLast>
          {show(settings?.default)}
        </Rung>
      </ol>
      {flag.uses.segments.length > 0 && (
        <p className="border-t border-line px-4 py-2 text-xs text-text-3">
          Segments:{' '}
          {flag.uses.segments.map((segment) => (
            <a
              key={segment}
              className="mr-2 text-accent hover:underline"
              href={pagePath('segment', { project, segment })}
            >
              {segment}
            </a>
          ))}
        </p>
      )}
    </Card>
  );
}

const targetsOf = (settings: FlagEnvironment | undefined) =>
  (settings?.targets ?? []).filter(({ units }) => units.length > 0);

/** What targets name and rollouts hash by default. */
function unitOf(flag: FlagJson, environment: string): string {
  const compiled = flag.compiled[environment];
  const found = [...(compiled?.rules ?? []), ...(compiled?.default === undefined ? [] : [compiled.default])];
  const rollout = found.find((outcome) => 'rollout' in outcome);
  return rollout !== undefined && 'rollout' in rollout ? rollout.rollout.unit.join('.') : 'unit';
}

function Outcome({
  outcome,
  off,
  variants,
  unit,
}: {
  readonly outcome: OutcomeSource;
  readonly off: string;
  readonly variants: readonly string[];
  readonly unit: string;
}): ReactNode {
  if ('serve' in outcome) {
    return (
      <>
        show <VariantToken name={outcome.serve} isOff={outcome.serve === off} />
      </>
    );
  }
  return (
    <>
      split by <AttributeToken>{outcome.unit?.join('.') ?? unit}</AttributeToken>
      <RolloutBar weights={outcome.rollout} off={off} variants={variants} />
    </>
  );
}
