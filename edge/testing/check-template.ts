import type { PropertyType, Resource, ResourceProperties, SpecDatabase } from '@aws-cdk/service-spec-types';
import type { Template } from './read-template.ts';

type Node = Readonly<Record<string, unknown>>;

/** What is wrong, and where: `Resources.Function.FunctionConfig: Runtime is missing`. */
type Report = (where: string, what: string) => void;

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && !Array.isArray(value);
const IN_TEXT = /\$\{([\w:.]+)\}/g;
const PSEUDO = /^AWS::(AccountId|NoValue|Partition|Region|StackId|StackName|URLSuffix)$/;

/**
 * Holds a template to AWS's own schemas of its resources: types, properties, required ones, values that are listed; and what it
 * refers to: parameters, resources and their attributes, conditions.
 * @returns one line for each thing that is wrong, in the template's order
 */
export function checkTemplate(spec: SpecDatabase, template: Template): string[] {
  const problems: string[] = [];
  const report: Report = (where, what) => problems.push(`${where}: ${what}`);
  const resourceOf = (type: string): Resource | undefined =>
    spec.lookup('resource', 'cloudFormationType', 'equals', type)[0];

  for (const [name, { Type, Properties }] of Object.entries(template.Resources)) {
    const resource = resourceOf(Type);
    if (resource === undefined) report(`Resources.${name}`, `${Type} is no resource of AWS`);
    else checkProperties(spec, resource.properties, Properties, `Resources.${name}`, report);
  }
  checkReferences(template, (type) => Object.keys(resourceOf(type)?.attributes ?? {}), report);
  return problems;
}

function checkProperties(
  spec: SpecDatabase,
  known: ResourceProperties,
  given: Node,
  where: string,
  report: Report,
): void {
  for (const [name, { required }] of Object.entries(known)) {
    if (required === true && given[name] === undefined) report(where, `${name} is missing`);
  }
  for (const [name, value] of Object.entries(given)) {
    const property = known[name];
    if (property === undefined) report(where, `${name} is no property`);
    else checkValue(spec, property.type, value, `${where}.${name}`, report);
  }
}

function checkValue(spec: SpecDatabase, type: PropertyType, value: unknown, where: string, report: Report): void {
  if (isNode(value) && Array.isArray(value['Fn::If'])) {
    for (const branch of value['Fn::If'].slice(1)) checkValue(spec, type, branch, where, report);
    return;
  }
  // What these give is known to CloudFormation only; what they name is checked apart.
  if (isNode(value) && Object.keys(value).some((key) => key === 'Ref' || key.startsWith('Fn::'))) return;
  switch (type.type) {
    case 'ref': {
      const definition = spec.get('typeDefinition', type.reference.$ref);
      if (isNode(value)) checkProperties(spec, definition.properties, value, where, report);
      else report(where, `is no ${definition.name}`);
      return;
    }
    case 'array':
      if (!Array.isArray(value)) report(where, 'is no list');
      else for (const [i, item] of value.entries()) checkValue(spec, type.element, item, `${where}[${i}]`, report);
      return;
    case 'union': {
      const tried = type.types.map((each) => {
        const found: string[] = [];
        checkValue(spec, each, value, where, (at, what) => found.push(`${at}: ${what}`));
        return found;
      });
      if (tried.every((found) => found.length > 0)) report(where, `is none of ${type.types.length} forms`);
      return;
    }
    case 'string':
    case 'boolean':
      if (typeof value !== type.type) report(where, `is no ${type.type}`);
      else if (type.type === 'string' && type.allowedValues?.includes(String(value)) === false)
        report(where, `${String(value)} is none of ${type.allowedValues.join(', ')}`);
      return;
    case 'integer':
      if (!Number.isInteger(value)) report(where, 'is no integer');
      return;
    case 'number':
      if (typeof value !== 'number') report(where, 'is no number');
      return;
    default:
      report(where, `has the type ${type.type}, which this check does not know`);
  }
}

function checkReferences(template: Template, attributesOf: (type: string) => readonly string[], report: Report): void {
  const checkName = (name: string, where: string): void => {
    const [resource = '', ...attribute] = name.split('.');
    const found = template.Resources[resource];
    if (attribute.length > 0) {
      if (found === undefined || !attributesOf(found.Type).includes(attribute.join('.')))
        report(where, `${name} is no attribute of a resource`);
    } else if (found === undefined && template.Parameters[name] === undefined && !PSEUDO.test(name))
      report(where, `${name} is no parameter and no resource`);
  };
  const walk = (value: unknown, where: string): void => {
    if (Array.isArray(value)) for (const [i, item] of value.entries()) walk(item, `${where}[${i}]`);
    if (!isNode(value)) return;
    for (const [key, inner] of Object.entries(value)) {
      if (key === 'Ref') checkName(String(inner), where);
      else if (key === 'Fn::GetAtt') checkName((inner as string[]).join('.'), where);
      else if (key === 'Fn::Sub') for (const [, name = ''] of String(inner).matchAll(IN_TEXT)) checkName(name, where);
      else {
        if (key === 'Fn::If' && template.Conditions[(inner as string[])[0] ?? ''] === undefined)
          report(where, `${(inner as string[])[0]} is no condition`);
        walk(inner, key.startsWith('Fn::') ? where : `${where}.${key}`);
      }
    }
  };
  for (const part of ['Conditions', 'Rules', 'Resources', 'Outputs'] as const) walk(template[part], part);
}
