/** Judges a CloudFormation template by AWS's own resource specification. */
import { loadAwsServiceSpecSync } from '@aws-cdk/aws-service-spec';
import type { PropertyType, Resource } from '@aws-cdk/service-spec-types';
import { parse } from 'yaml';

/** `!Ref x`, `!GetAtt x.y`, `!Sub text`: a value that is known when the stack is made. */
class Intrinsic {
  readonly tag: string;
  readonly text: string;

  constructor(tag: string, text: string) {
    this.tag = tag;
    this.text = text;
  }
}

type Template = Readonly<Record<'Parameters' | 'Outputs', Readonly<Record<string, object>>>> & {
  readonly Resources: Readonly<
    Record<string, { readonly Type: string; readonly Properties: Readonly<Record<string, unknown>> }>
  >;
};

const TAGS = ['!Ref', '!GetAtt', '!Sub'].map((tag) => ({ tag, resolve: (text: string) => new Intrinsic(tag, text) }));

const db = loadAwsServiceSpecSync();

/** What CloudFormation would not take, each with its place; empty: nothing. */
export function checkTemplate(text: string): string[] {
  const template = parse(text, { customTags: TAGS }) as Template;
  const found: string[] = [];
  const resources = new Map<string, Resource>();
  for (const [name, { Type }] of Object.entries(template.Resources)) {
    const [resource] = db.lookup('resource', 'cloudFormationType', 'equals', Type);
    if (resource === undefined) found.push(`${name}: there is no ${Type}`);
    else resources.set(name, resource);
  }
  const names = new Set([...Object.keys(template.Parameters), ...Object.keys(template.Resources)]);

  const checkIntrinsic = ({ tag, text: target }: Intrinsic, where: string): void => {
    if (tag === '!Ref' && !names.has(target)) found.push(`${where}: !Ref ${target} leads nowhere`);
    if (tag === '!Sub')
      for (const [, name = ''] of target.matchAll(/\$\{(\w+)\}/g))
        if (!names.has(name)) found.push(`${where}: \${${name}} leads nowhere`);
    if (tag !== '!GetAtt') return;
    const [name = '', attribute = ''] = target.split(/\.(.*)/s);
    if (resources.get(name)?.attributes[attribute] === undefined)
      found.push(`${where}: !GetAtt ${target} leads nowhere`);
  };
  const checkValue = (value: unknown, type: PropertyType, where: string): void => {
    if (value instanceof Intrinsic) checkIntrinsic(value, where);
    else if (type.type === 'array') {
      if (!Array.isArray(value)) found.push(`${where} is no list`);
      else
        value.forEach((item, i) => {
          checkValue(item, type.element, `${where}[${i}]`);
        });
    } else if (type.type === 'ref') {
      const { properties } = db.get('typeDefinition', type.reference.$ref);
      checkProperties(value, properties, where);
    } else if (type.type === 'string' && typeof value !== 'string') found.push(`${where} is no text`);
    else if (type.type === 'boolean' && typeof value !== 'boolean') found.push(`${where} is no boolean`);
    else if ((type.type === 'integer' || type.type === 'number') && typeof value !== 'number')
      found.push(`${where} is no number`);
  };
  const checkProperties = (value: unknown, properties: Resource['properties'], where: string): void => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      found.push(`${where} is no object`);
      return;
    }
    for (const [name, { required }] of Object.entries(properties))
      if (required === true && !(name in value)) found.push(`${where}.${name} is missing`);
    for (const [name, member] of Object.entries(value)) {
      const property = properties[name];
      if (property === undefined) found.push(`${where}.${name} is no property`);
      else checkValue(member, property.type, `${where}.${name}`);
    }
  };
  for (const [name, resource] of resources)
    checkProperties(template.Resources[name]?.Properties, resource.properties, name);
  for (const [name, output] of Object.entries(template.Outputs))
    for (const value of Object.values(output)) if (value instanceof Intrinsic) checkIntrinsic(value, `Outputs.${name}`);
  return found;
}
