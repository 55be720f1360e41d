/** Rules by which a change is judged. */
import type { AccessEntry, Person, ProjectConfig } from '../compile/index.ts';
import { type Policy, policyOf } from '../identity/policy.ts';

/** What one state of a project says of who may do what: a commit, or what is published. */
export interface RuleBook {
  /** The rules of the environments that it knows. */
  readonly environments: ReadonlyMap<string, Policy>;
  /** The names of all environments of the project by then: an admin in all of them is one of the project. */
  readonly names: readonly string[];
  readonly people: readonly Person[];
  /** null: roles are not in use. */
  readonly access: readonly AccessEntry[] | null;
}

/** The rules of a commit. */
export function ruleBookOf(config: ProjectConfig): RuleBook {
  const names = config.environments.map(({ name }) => name);
  return {
    environments: new Map(names.map((name) => [name, policyOf(config, name)])),
    names,
    people: config.people,
    access: config.access,
  };
}

/**
 * The rules of one environment, as they were published.
 * @param names of all environments of the project, where they are known.
 */
export function ruleBookOfPolicy(policy: Policy, environment: string, names: readonly string[] = []): RuleBook {
  const { people, access } = policy;
  return { environments: new Map([[environment, policy]]), names, people, access };
}

/** The same rules, which know these persons too: users of `dev`, whom no file names. */
export function withPeople(book: RuleBook, people: readonly Person[]): RuleBook {
  return people.length === 0 ? book : { ...book, people: [...book.people, ...people] };
}

/**
 * The rules of an environment; for one that the book does not know, those that an environment has that says nothing: an
 * environment that a change brings along cannot ask for less than that. @see contract 2
 */
export function policyIn(book: RuleBook, environment: string): Policy {
  const { people, access } = book;
  const approvals = environment === 'development' ? 0 : 1;
  const unwritten: Policy = { approvals, approvers: ['editor', 'admin'], breakGlass: ['admin'], people, access };
  return book.environments.get(environment) ?? unwritten;
}

/** Environments where somebody whom `people` does not name can do nothing: all but those for trying things out. */
export function isGuarded(environment: string): boolean {
  return environment !== 'development' && environment !== 'staging';
}
