/** Files that a process needs beside its connections: stores, logs, copies, and requests that are no streams. */
const OTHER_FILES = 500;

/** Files that a process needs beside all its connections. */
const OWN_FILES = 100;

/** How many files this process may open; null: the system does not say, or there is no limit. */
function openFileLimit(): number | null {
  const report = process.report.getReport() as {
    readonly userLimits?: { readonly open_files?: { readonly soft?: unknown } };
  };
  const soft = Number(report.userLimits?.open_files?.soft);
  return Number.isFinite(soft) && soft > 0 ? soft : null;
}

/** How many streams this process can carry: each is an open file, and beyond them connections would fail without a word. */
export function affordableStreams(wanted: number, limit = openFileLimit()): number {
  return limit === null ? wanted : Math.min(wanted, Math.max(limit >> 1, limit - OTHER_FILES));
}

/** How many connections this process can hold without lacking a file for its stores, its copies and its log. */
export function affordableConnections(wanted: number, limit = openFileLimit()): number {
  return limit === null ? wanted : Math.min(wanted, Math.max(limit >> 1, limit - OWN_FILES));
}
