import type { ReactNode } from 'react';

/** States as shapes; the colour only repeats them. */
export type GlyphName = 'active' | 'inactive' | 'stale' | 'killed' | 'rules' | 'none' | { readonly share: number };

const round = { cx: 8, cy: 8, r: 5.25 };

/** A state beside its word. `share`: a pie, over 0 to 1 of the units get more than off. */
export function Glyph({ name }: { readonly name: GlyphName }): ReactNode {
  return (
    <svg viewBox="0 0 16 16" aria-hidden="true" className="size-4 shrink-0">
      {shapeOf(name)}
    </svg>
  );
}

function shapeOf(name: GlyphName): ReactNode {
  if (typeof name === 'object') return pieOf(name.share);
  switch (name) {
    case 'active':
      return <circle cx="8" cy="8" r="6" className="fill-accent-fill" />;
    case 'inactive':
      return <circle {...round} fill="none" strokeWidth="1.5" className="stroke-control" />;
    case 'stale':
      return (
        <g fill="none" strokeWidth="1.5" strokeLinecap="round" className="stroke-warn">
          <circle cx="8" cy="8" r="5.5" strokeDasharray="2.6 1.72" strokeLinecap="butt" />
          <path d="M8 5.2V8l1.9 1.2" />
        </g>
      );
    case 'killed':
      return (
        <>
          <rect x="2" y="2" width="12" height="12" rx="3" className="fill-danger-fill" />
          <path d="M5 8h6" strokeWidth="2" className="stroke-on-danger" />
        </>
      );
    case 'rules':
      return (
        <>
          <circle {...round} fill="none" strokeWidth="1.5" className="stroke-accent-fill" />
          <circle cx="8" cy="8" r="2.25" className="fill-accent-fill" />
        </>
      );
    case 'none':
      return <path d="M5 8h6" strokeWidth="1.5" className="stroke-control" />;
  }
}

function pieOf(share: number): ReactNode {
  if (share >= 1) return shapeOf('active');
  if (share <= 0) return shapeOf('inactive');
  const angle = share * 2 * Math.PI;
  const [x, y] = [8 + 3.5 * Math.sin(angle), 8 - 3.5 * Math.cos(angle)];
  return (
    <>
      <circle {...round} fill="none" strokeWidth="1.5" className="stroke-accent-fill" />
      <path
        d={`M8 8V4.5A3.5 3.5 0 ${share > 0.5 ? 1 : 0} 1 ${x.toFixed(2)} ${y.toFixed(2)}Z`}
        className="fill-accent-fill"
      />
    </>
  );
}
