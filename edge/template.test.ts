import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { checkTemplate } from './testing/check-template.ts';

const TEMPLATE = readFileSync(new URL('deploy/cloudfront.yaml', import.meta.url), 'utf8');

test('the template is what AWS says of its resources', () => {
  expect(checkTemplate(TEMPLATE)).toEqual([]);
});

test('viewers may come by HTTP/3, and nothing is cached', () => {
  expect(TEMPLATE).toContain('HttpVersion: http2and3');
  expect(TEMPLATE.match(/(Min|Default|Max)TTL: 0/g)).toHaveLength(3);
});

test.each([
  ['HttpVersion: http2and3', 'HttpVersions: http2and3', 'HttpVersions is no property'],
  ['        Enabled: true\n', '', 'Distribution.DistributionConfig.Enabled is missing'],
  ['!GetAtt Store.Arn', '!GetAtt Store.Name2', '!GetAtt Store.Name2 leads nowhere'],
  ['!Ref NoCaching', '!Ref Caching', '!Ref Caching leads nowhere'],
  ['OriginReadTimeout: 60', 'OriginReadTimeout: long', 'OriginReadTimeout is no number'],
  ['AWS::CloudFront::KeyValueStore', 'AWS::CloudFront::Store', 'there is no AWS::CloudFront::Store'],
])('%j in place of it: %j is found', (from, to, problem) => {
  expect(checkTemplate(TEMPLATE.replace(from, to))).toEqual(expect.arrayContaining([expect.stringContaining(problem)]));
});
