import type { Json } from '@flagforge/sdk/engine';
import { type ReactNode, useId, useState } from 'react';
import type { ContextField } from './context-fields.ts';
import type { ContextObject } from './context-text.ts';
import { attributeAt, withAttribute } from './edit-context.ts';
import { fieldText, fieldValue, isList } from './field-text.ts';

interface Props {
  readonly fields: readonly ContextField[];
  readonly context: ContextObject;
  readonly onEdit: (context: ContextObject) => void;
  /** The first field. */
  readonly first: (element: HTMLElement | null) => void;
}

const BOX =
  'h-(--ff-h-sm) w-full min-w-0 rounded-2 border border-control bg-surface px-2 font-mono text-xs aria-[invalid]:border-danger not-desk:h-10';

/** A field for each attribute that the flag asks for, by its type. Empty: the context does not have it. */
export function ContextForm({ fields, context, onEdit, first }: Props): ReactNode {
  // What was there to begin with: a field that is emptied does not move away from under the hands.
  const [begun] = useState(context);
  const far = fields.filter(({ isOwn, path }) => !isOwn && attributeAt(begun, path) === undefined);
  const hidden = far.length < 2 ? [] : far;
  const shown = fields.filter((field) => !hidden.includes(field));
  const render = (field: ContextField, index: number): ReactNode => (
    <Field
      key={field.name}
      field={field}
      value={attributeAt(context, field.path)}
      onEdit={(value) => onEdit(withAttribute(context, field.path, value))}
      box={index === 0 && shown[0] === field ? first : null}
    />
  );
  return (
    <div className="grid gap-1.5">
      {shown.map(render)}
      {hidden.length > 0 && (
        <details>
          <summary className="text-xs text-text-2">{hidden.length} more, for segments or flags that it needs</summary>
          <div className="mt-1.5 grid gap-1.5">{hidden.map(render)}</div>
        </details>
      )}
    </div>
  );
}

interface FieldProps {
  readonly field: ContextField;
  readonly value: Json | undefined;
  readonly onEdit: (value: Json | undefined) => void;
  readonly box: ((element: HTMLElement | null) => void) | null;
}

function Field({ field, value, onEdit, box }: FieldProps): ReactNode {
  const id = useId();
  /** What is being typed, which may not be a value yet; null: nothing is. */
  const [typed, setTyped] = useState<string | null>(null);
  const { name, type, used, isUnit } = field;
  const text = fieldText(value, type);
  const read = typed === null ? null : fieldValue(typed, type);
  const problem = read !== null && 'problem' in read ? read.problem : null;
  const hint = problem ?? otherType(value, type);
  const choices = choicesOf(field, value);
  const type_ = (next: string): void => {
    const found = fieldValue(next, type);
    setTyped(next);
    if ('value' in found) onEdit(found.value);
  };
  const about = {
    id,
    ref: box,
    className: BOX,
    'aria-invalid': problem === null ? undefined : true,
    'aria-describedby': hint === null ? undefined : `${id}-hint`,
  };
  return (
    <div className="grid grid-cols-[minmax(5rem,2fr)_minmax(0,3fr)] items-center gap-x-2">
      <label htmlFor={id} className="font-mono text-xs text-text-2 [overflow-wrap:anywhere]">
        {name}
        {isUnit && <span className="ml-1 font-sans text-text-3">unit</span>}
      </label>
      {text === null ? (
        <input {...about} value={JSON.stringify(value)} readOnly aria-describedby={`${id}-hint`} />
      ) : choices !== null ? (
        <select {...about} value={text} onChange={(event) => type_(event.target.value)}>
          <option value="">none</option>
          {choices.map((choice) => (
            <option key={choice} value={choice}>
              {choice}
            </option>
          ))}
        </select>
      ) : (
        <input
          {...about}
          value={typed ?? text}
          placeholder="none"
          autoComplete="off"
          spellCheck={false}
          inputMode={type === 'number' ? 'decimal' : undefined}
          list={used.length === 0 || isList(type) ? undefined : `${id}-used`}
          onChange={(event) => type_(event.target.value)}
          onBlur={() => problem === null && setTyped(null)}
        />
      )}
      {used.length > 0 && (
        <datalist id={`${id}-used`}>
          {used.map((each) => (
            <option key={each} value={each} />
          ))}
        </datalist>
      )}
      {(hint !== null || text === null) && (
        <p id={`${id}-hint`} className={`col-start-2 text-xs ${problem === null ? 'text-text-3' : 'text-danger'}`}>
          {text === null ? 'edited as JSON' : hint}
        </p>
      )}
    </div>
  );
}

/** What can be chosen, what is there included; null: anything may be typed. */
function choicesOf({ type, only }: ContextField, value: Json | undefined): readonly string[] | null {
  const all = type === 'boolean' ? ['true', 'false'] : isList(type) || only === null ? null : only.map(String);
  if (all === null) return null;
  const there = fieldText(value, type);
  return there === null || there === '' || all.includes(there) ? all : [...all, there];
}

/** That a value is of another type than its field; null: it is not, or it may be of any. */
function otherType(value: Json | undefined, type: ContextField['type']): string | null {
  if (value === undefined || value === null || typeof value === 'object') return null;
  if (type === 'number' && typeof value !== 'number') return 'in the JSON it is no number';
  if (type === 'boolean' && typeof value !== 'boolean') return 'in the JSON it is neither true nor false';
  if (type === 'string' && typeof value !== 'string') return 'in the JSON it is no text';
  return null;
}
