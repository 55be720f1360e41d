import type { TargetSource } from 'flagforge/compile';
import { type ReactNode, useState } from 'react';
import { Button } from '../../../parts/button.tsx';
import { Pill } from '../../../parts/chip.tsx';
import { Icon } from '../../../parts/icon.tsx';
import { Rung } from '../../../parts/rung.tsx';
import { AttributeToken, ValueToken, VariantToken } from '../../../parts/tokens.tsx';
import { LandsHere } from '../try-it/lands-here.tsx';
import { TargetsEditor } from './targets-editor.tsx';

interface Props {
  readonly targets: readonly TargetSource[];
  readonly live: readonly TargetSource[];
  readonly unit: string;
  readonly off: string;
  readonly variants: readonly string[];
  /** Why the reader may not edit here; null: they may. */
  readonly blocked: string | null;
  readonly onChange: (targets: readonly TargetSource[]) => void;
}

/** Units of a list that are named; the others are counted. */
const MOST_UNITS = 12;

/** Who always gets a variant, whatever the rules say. */
export function TargetRung({ targets, live, unit, off, variants, blocked, onChange }: Props): ReactNode {
  const [isOpen, setOpen] = useState(false);
  const named = targets.filter(({ units }) => units.length > 0);
  const isEdited = JSON.stringify(named) !== JSON.stringify(live.filter(({ units }) => units.length > 0));
  return (
    <Rung
      mark={<Icon name="people" />}
      label={
        <>
          Targets
          {isEdited && <Pill tone="accent">edited in your draft</Pill>}
          <LandsHere step="targets" />
        </>
      }
      isEdited={isEdited}
      action={
        !isOpen && (
          <Button
            look="ghost"
            size="small"
            label="Edit targets"
            {...(blocked === null ? {} : { blocked })}
            onPress={() => setOpen(true)}
          >
            Edit
          </Button>
        )
      }
    >
      {named.length === 0 && <span className="text-md text-text-3">nobody by name</span>}
      {named.map(({ variant, units }) => (
        <p key={variant}>
          For <AttributeToken>{unit}</AttributeToken>{' '}
          {units.slice(0, MOST_UNITS).map((name) => (
            <span key={name}>
              <ValueToken>{name}</ValueToken>{' '}
            </span>
          ))}
          {units.length > MOST_UNITS && <span className="text-text-2">and {units.length - MOST_UNITS} more </span>}
          always show <VariantToken name={variant} isOff={variant === off} />
        </p>
      ))}
      {isOpen && (
        <TargetsEditor
          targets={targets}
          variants={variants}
          unit={unit}
          onChange={onChange}
          onClose={() => setOpen(false)}
        />
      )}
    </Rung>
  );
}
