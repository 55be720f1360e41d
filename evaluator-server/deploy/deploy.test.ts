/** What cannot be run here is at least about the settings, ports and paths that there are. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { EXIT } from '../exit-codes.ts';
import { SETTINGS } from '../settings/settings.ts';

const read = (file: string): string => readFileSync(new URL(file, import.meta.url), 'utf8');

/** Read by the Caddyfile, not by the evaluator. */
const CADDY = [...read('Caddyfile').matchAll(/\{\$(\w+)/g)].map(([, name]) => name);
const NAMES = new Set([...SETTINGS.map(({ name }) => name), ...CADDY]);

const unit = read('flagforge-evaluator.service');
const container = read('Containerfile');
interface Service {
  readonly environment?: Readonly<Record<string, string | number>>;
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly stop_grace_period?: string;
  readonly restart?: string;
}
const { services } = parse(read('compose.yaml')) as { readonly services: Readonly<Record<string, Service>> };

test.each(['Containerfile', 'compose.yaml', 'flagforge-evaluator.service', 'Caddyfile', 'README.md'])(
  '%s names no setting that does not exist',
  (file) => {
    const names = [...read(file).matchAll(/\bFLAGFORGE_[A-Z_]+/g)].map(([name]) => name);
    expect(names.filter((name) => !NAMES.has(name))).toEqual([]);
  },
);

test('the settings that compose gives to the evaluator and to Caddy are theirs', () => {
  const own = Object.keys(services['evaluator']?.environment ?? {});
  expect(own.filter((name) => !SETTINGS.some((setting) => setting.name === name))).toEqual([]);
  expect(Object.keys(services['caddy']?.environment ?? {}).filter((name) => !CADDY.includes(name))).toEqual([]);
});

test('ports are those that the evaluator has unless told, and the health check asks it', () => {
  const port = SETTINGS.find(({ name }) => name === 'FLAGFORGE_PORT')?.fallback;
  expect(container).toContain(`EXPOSE ${port}\n`);
  expect(container).toContain(`http://127.0.0.1:${port}/readyz`);
  expect(services['caddy']?.environment).toMatchObject({ FLAGFORGE_UPSTREAMS: `evaluator:${port}` });
  // HTTP/3 is UDP.
  expect(services['caddy']?.ports).toContain('443:443/udp');
});

test('the state lies in the folder that is kept', () => {
  expect(container).toContain('ENV FLAGFORGE_STATE=/var/lib/flagforge\nVOLUME /var/lib/flagforge\n');
  expect(services['evaluator']?.volumes).toEqual(['state:/var/lib/flagforge']);
  expect(unit).toMatch(/FLAGFORGE_STATE=\/var\/lib\/flagforge[\s\S]*^StateDirectory=flagforge$/m);
});

test('whoever stops it waits longer than it drains', () => {
  const drainMs = (text: string): number => Number(/FLAGFORGE_DRAIN_MS[=:] ?(\d+)/.exec(text)?.[1]);
  expect(Number(/^TimeoutStopSec=(\d+)s$/m.exec(unit)?.[1]) * 1_000).toBeGreaterThan(drainMs(unit));
  const grace = Number.parseInt(services['evaluator']?.stop_grace_period ?? '', 10) * 1_000;
  expect(grace).toBeGreaterThan(Number(services['evaluator']?.environment?.['FLAGFORGE_DRAIN_MS']));
});

test('it is started again for as long as it takes, unless a setting is wrong', () => {
  expect(unit).toMatch(/^StartLimitIntervalSec=0$/m);
  expect(unit).toMatch(/^Restart=on-failure$/m);
  expect(unit).toMatch(new RegExp(`^RestartPreventExitStatus=${EXIT.usage}$`, 'm'));
  expect(services['evaluator']?.restart).toBe('unless-stopped');
});

test('nobody runs it as root', () => {
  expect(container).toMatch(/^USER node$/m);
  expect(unit).toMatch(/^DynamicUser=yes$/m);
});
