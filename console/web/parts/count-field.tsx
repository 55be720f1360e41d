import type { ReactNode } from 'react';
import { Button } from './button.tsx';
import { Icon } from './icon.tsx';

interface Props {
  readonly label: string;
  /** A whole number from 0. */
  readonly value: number;
  readonly most: number;
  readonly onChange: (value: number) => void;
  /** Behind it: what is counted. */
  readonly children?: ReactNode;
}

/** A small whole number, with buttons for one less and one more. */
export function CountField({ label, value, most, onChange, children }: Props): ReactNode {
  const step = (by: number): ReactNode => {
    const to = value + by;
    const blocked = to < 0 ? 'It cannot be less' : to > most ? `${most} at most` : undefined;
    return (
      <Button
        size="small"
        className="w-(--ff-h-sm) px-0! not-desk:size-10"
        label={`${label}: one ${by < 0 ? 'less' : 'more'}`}
        blocked={blocked}
        onPress={() => onChange(to)}
      >
        <Icon name={by < 0 ? 'minus' : 'plus'} />
      </Button>
    );
  };
  return (
    <span className="flex items-center gap-1.5 text-sm">
      {step(-1)}
      <input
        type="text"
        inputMode="numeric"
        aria-label={label}
        value={value}
        onChange={(event) => {
          const text = event.target.value.trim();
          const count = Number(text === '' ? 0 : text);
          if (Number.isInteger(count) && count >= 0 && count <= most) onChange(count);
        }}
        className="h-(--ff-h-sm) w-10 rounded-2 border border-control bg-surface text-center font-medium tabular-nums not-desk:h-10"
      />
      {step(1)}
      <span className="text-text-2">{children}</span>
    </span>
  );
}
