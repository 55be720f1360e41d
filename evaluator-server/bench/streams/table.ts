import type { ServerCrew } from './processes.ts';

/** A measurement; with a goal it is printed as a ratio to it. */
export interface Row {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly goal?: number;
}

/** How many files this process may open; where the system does not say, as many as most do. */
export function openFileLimit(): number {
  const report = process.report?.getReport() as { userLimits?: { open_files?: { soft?: unknown } } } | undefined;
  const soft = Number(report?.userLimits?.open_files?.soft);
  return Number.isFinite(soft) && soft > 0 ? soft : 1_024;
}

export interface Measured {
  readonly residentBytes: number;
  readonly cpuMicros: number;
  readonly longestStopMs: number;
}

/** All servers together; the longest stop of any of them since the last time. */
export async function measureServers(servers: readonly ServerCrew[]): Promise<Measured> {
  for (const server of servers) server.send({ order: 'measure' });
  const reports = await Promise.all(servers.map((server) => server.next('measured')));
  return {
    residentBytes: reports.reduce((sum, report) => sum + report.residentBytes, 0),
    cpuMicros: reports.reduce((sum, report) => sum + report.cpuMicros, 0),
    longestStopMs: Math.max(...reports.map((report) => report.longestStopMs)),
  };
}

/** @param sorted ascending. @param share 0..1. */
export function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

export function renderRows(rows: readonly Row[]): readonly string[] {
  const width = Math.max(...rows.map(({ name }) => name.length));
  return rows.map(({ name, value, unit, goal }) => {
    const amount = `${value.toFixed(value < 10 ? 2 : 0)}`;
    if (goal === undefined) return `  ${name.padEnd(width)}  ${amount} ${unit}`.trimEnd();
    return `  ${name.padEnd(width)}  ${(value / goal).toFixed(2)}x   goal 1.00x (${amount} of ${goal} ${unit})`;
  });
}
