import { type CollectionTag, parse, type ScalarTag } from 'yaml';

const RESOURCE_ATTRIBUTE = /^(\w+)\.(.+)$/;
const FUNCTIONS = ['Sub', 'If', 'Not', 'Equals', 'GetAtt'];

/** CloudFormation's short tags, as the long forms that they stand for. */
const TAGS: (ScalarTag | CollectionTag)[] = [
  { tag: '!Ref', resolve: (text: string) => ({ Ref: text }) },
  ...FUNCTIONS.flatMap((name): (ScalarTag | CollectionTag)[] => [
    {
      tag: `!${name}`,
      resolve: (text: string) => ({
        [`Fn::${name}`]: name === 'GetAtt' ? (RESOURCE_ATTRIBUTE.exec(text) ?? []).slice(1) : text,
      }),
    },
    { tag: `!${name}`, collection: 'seq', resolve: (list) => ({ [`Fn::${name}`]: list.toJSON() }) as never },
  ]),
];

export interface TemplateResource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
}

/** A CloudFormation template, its short tags in their long form. */
export interface Template {
  readonly Parameters: Readonly<Record<string, unknown>>;
  readonly Rules: Readonly<Record<string, unknown>>;
  readonly Conditions: Readonly<Record<string, unknown>>;
  readonly Resources: Readonly<Record<string, TemplateResource>>;
  readonly Outputs: Readonly<Record<string, { readonly Value: unknown }>>;
}

/** @throws Error for a text that is not YAML 1.1, which is what CloudFormation reads. */
export function readTemplate(text: string): Template {
  return parse(text, { version: '1.1', customTags: TAGS });
}
