import { describe, expect, test } from 'vitest';
import { createKeyText, hashKeyText, keyPrefix, parseKeyText } from './key-text.ts';

const SECRET = 'A_b-C_d-E_f-G_h-I_j-K_l-M_n-O_p-Q_r-S_t-U_v';
const ENVIRONMENTS = [
  'production',
  'eu_west',
  'eu-west',
  'eu.west-1_blue',
  'a',
  '0',
  'x_k7f3q2ab',
  `a${'_'.repeat(99)}`,
];

describe('the text of a key', () => {
  test.each(ENVIRONMENTS)('says kind, environment and id again, in %s', (environment) => {
    const { id, text } = createKeyText('client', environment);
    expect(id).toMatch(/^[a-z0-9]{8}$/);
    const parsed = parseKeyText(text);
    expect(parsed).toMatchObject({ kind: 'client', environment, id });
    expect(parsed?.secret).toHaveLength(43);
    // What evaluators look at before they hash a text.
    expect(text).toMatch(/^ff_(server|client)_[A-Za-z0-9._-]{1,200}$/);
    expect(parseKeyText(keyPrefix({ kind: 'client', environment, id }))).toMatchObject({
      environment,
      id,
      secret: null,
    });
  });

  test('is read by its lengths, whatever the secret holds', () => {
    const text = `ff_server_eu_k7f3q2ab_z9y8x7w6_${SECRET}`;
    expect(parseKeyText(text)).toEqual({ kind: 'server', environment: 'eu_k7f3q2ab', id: 'z9y8x7w6', secret: SECRET });
  });

  test('never comes twice, and is kept as its SHA-256', () => {
    const [a, b] = [createKeyText('server', 'production'), createKeyText('server', 'production')];
    expect(a.text).not.toBe(b.text);
    expect(hashKeyText('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  });

  test.each([
    '',
    'k7f3q2ab',
    'ff_admin_production_k7f3q2ab',
    'ff_server_production_K7F3Q2AB',
    'ff_server__k7f3q2ab',
    'ff_server_Production_k7f3q2ab',
    `ff_server_production_k7f3q2ab_${SECRET}\n`,
    `ff_server_production_k7f3q2ab_${SECRET.slice(1)}=`,
  ])('is not %j', (text) => {
    expect(parseKeyText(text)).toBeNull();
  });
});
