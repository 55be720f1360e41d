/** A real Chromium; for tests only. */
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

/** Of them, Debian's Chromium asks hosts of Google's at every start. */
const QUIET = [
  ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-dev-shm-usage', '--no-first-run'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
];

export function launchChromium(): Promise<Browser> {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const path = folders.map((folder) => join(folder, 'chromium')).find((candidate) => existsSync(candidate));
  if (path === undefined) throw new Error('chromium is not on this machine: sudo apt-get install -y chromium');
  return chromium.launch({ executablePath: path, args: QUIET });
}
