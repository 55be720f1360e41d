import { loadAwsServiceSpecSync } from '@aws-cdk/aws-service-spec';
import { describe, expect, test } from 'vitest';
import { checkTemplate } from '../testing/check-template.ts';
import { readTemplate } from '../testing/read-template.ts';
import { functionCode } from './function-code.ts';
import { stackTemplate } from './stack-template.ts';

/** The longest text that `CreateStack` takes without a bucket. */
const MOST_TEMPLATE_BYTES = 51_200;
const CODE = functionCode({ place: { organization: 'acme', project: 'shop', environment: 'production' } });
const TEXT = stackTemplate(CODE);

/** AWS's own schemas; half a second to read. */
const SPEC = loadAwsServiceSpecSync();

const distribution = () => {
  const { DistributionConfig } = readTemplate(TEXT).Resources.Distribution?.Properties ?? {};
  return DistributionConfig as {
    readonly HttpVersion: string;
    readonly DefaultCacheBehavior: Readonly<Record<string, unknown>>;
    readonly CacheBehaviors: readonly Readonly<Record<string, unknown>>[];
  };
};

describe('the template of a stack', () => {
  test("is what AWS's schemas of its resources say", () => {
    expect(checkTemplate(SPEC, readTemplate(TEXT))).toEqual([]);
  });

  test('holds the function as it was built, within the size of a template', () => {
    expect(readTemplate(TEXT).Resources.Function?.Properties.FunctionCode).toBe(CODE);
    expect(Buffer.byteLength(TEXT)).toBeLessThan(MOST_TEMPLATE_BYTES);
    const hostile = 'const a = "$& \\" \u2028 \t";\n// `\'';
    expect(readTemplate(stackTemplate(hostile)).Resources.Function?.Properties.FunctionCode).toBe(hostile);
  });

  test('speaks HTTP/3, caches nothing, and asks the function about evaluations only', () => {
    const { HttpVersion, DefaultCacheBehavior, CacheBehaviors } = distribution();
    expect(HttpVersion).toBe('http2and3');
    for (const behavior of [DefaultCacheBehavior, ...CacheBehaviors])
      expect(behavior).toMatchObject({
        ViewerProtocolPolicy: 'https-only',
        // AWS's CachingDisabled and AllViewerExceptHostHeader.
        CachePolicyId: '4135ea2d-6df8-44a3-9df3-4b5a84be39ad',
        OriginRequestPolicyId: 'b689b0a8-53d0-40ab-baf2-68738e2966ac',
      });
    expect(DefaultCacheBehavior.FunctionAssociations).toBeUndefined();
    expect(CacheBehaviors).toEqual([
      expect.objectContaining({
        PathPattern: '/v1/evaluate',
        FunctionAssociations: [
          { EventType: 'viewer-request', FunctionARN: { 'Fn::GetAtt': ['Function', 'FunctionARN'] } },
        ],
      }),
    ]);
  });
});

describe('the check of a template', () => {
  test.each([
    ['AWS::CloudFront::Function', 'AWS::CloudFront::Funktion', 'AWS::CloudFront::Funktion is no resource of AWS'],
    ['Runtime: cloudfront-js-2.0', 'Runtimes: 2', 'Runtime is missing'],
    ['IPV6Enabled: true', 'IPV7Enabled: true', 'IPV7Enabled is no property'],
    ['IPV6Enabled: true', 'IPV6Enabled: always', 'IPV6Enabled: is no boolean'],
    ['OriginReadTimeout: 60', 'OriginReadTimeout: 1.5', 'OriginReadTimeout: is no integer'],
    ['OriginSSLProtocols: [TLSv1.2]', 'OriginSSLProtocols: TLSv1.2', 'OriginSSLProtocols: is no list'],
    ['- AcmCertificateArn:', '- AcmCertificate:', 'AcmCertificate is no property'],
    ['!GetAtt Store.Arn', '!GetAtt Store.Name', 'Store.Name is no attribute of a resource'],
    ['!Ref OriginDomainName', '!Ref Origin', 'Origin is no parameter and no resource'],
    ['[HasCertificate,', '[HasName,', 'HasName is no condition'],
    ['Distribution.DomainName', 'Distribution.Domain', 'Distribution.Domain is no attribute of a resource'],
  ])('finds %s written as %s', (right, wrong, problem) => {
    expect(TEXT).toContain(right);
    expect(checkTemplate(SPEC, readTemplate(TEXT.replace(right, () => wrong))).join('\n')).toContain(problem);
  });
});
