import type { ReactNode } from 'react';

const WIDTH = 84;
const HEIGHT = 24;

/** `1.2 M`, `380 k`, `12` */
export function shortCount(count: number): string {
  if (count < 1_000) return String(count);
  const [value, unit] = count < 1_000_000 ? [count / 1_000, 'k'] : [count / 1_000_000, 'M'];
  return `${value < 10 ? value.toFixed(1).replace(/\.0$/, '') : Math.round(value)} ${unit}`;
}

/** How often, over time, on a scale of its own; the total is the text. */
export function Sparkline({
  points,
  total,
}: {
  readonly points: readonly number[];
  readonly total: number;
}): ReactNode {
  const most = Math.max(1, ...points);
  const place = points.map((count, index): [number, number] => [
    points.length < 2 ? 0 : (index / (points.length - 1)) * (WIDTH - 4) + 2,
    HEIGHT - 3 - (count / most) * (HEIGHT - 6),
  ]);
  const [x, y] = place.at(-1) ?? [0, HEIGHT - 3];
  return (
    <span className="inline-flex items-center gap-2 whitespace-nowrap">
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true" className="h-6 w-21 overflow-visible">
        {total === 0 ? (
          <path
            d={`M2 ${HEIGHT - 3}H${WIDTH - 2}`}
            fill="none"
            strokeWidth="1.25"
            strokeDasharray="2 3"
            className="stroke-control"
          />
        ) : (
          <>
            <polyline
              points={place.map(([left, top]) => `${left.toFixed(1)},${top.toFixed(1)}`).join(' ')}
              fill="none"
              strokeWidth="1.25"
              strokeLinejoin="round"
              className="stroke-text-3"
            />
            <circle cx={x} cy={y} r="1.75" className="fill-text" />
          </>
        )}
      </svg>
      <span className="text-text-3">{total === 0 ? 'none' : shortCount(total)}</span>
    </span>
  );
}
