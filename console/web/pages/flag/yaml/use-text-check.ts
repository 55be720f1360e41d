import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { FlagSource } from 'flagforge/compile';
import type { JsonDiagnostic } from 'flagforge/diagnostics';
import { useEffect, useState } from 'react';
import type { FlagJson } from '../../../../api/flag-json.ts';
import { changeOfDraft } from '../../../draft/change-of-draft.ts';
import type { Draft } from '../../../draft/draft.ts';
import { writeApi } from '../../../runtime/call-api.ts';

/** How long a text has to rest before it is checked, in ms. */
const REST_MS = 300;

export interface TextCheck {
  /** The text that was checked. */
  readonly text: string;
  /** Of the whole project with it. */
  readonly diagnostics: readonly JsonDiagnostic[];
  /** What it says; null: the project has errors with it. */
  readonly model: FlagSource | null;
}

/** What the compiler says of a flag's file with this text, together with the rest of the draft. */
export function useTextCheck(
  flag: FlagJson,
  text: string,
  draft: Draft | null,
): { readonly check: TextCheck | undefined; readonly error: Error | null; readonly isOld: boolean } {
  const [rested, setRested] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setRested(text), REST_MS);
    return () => clearTimeout(timer);
  }, [text]);
  const { data, error, isPlaceholderData } = useQuery({
    queryKey: ['text check', flag.file, flag.commit, rested],
    queryFn: () => checkText(flag, rested, draft),
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
  });
  return { check: data, error, isOld: rested !== text || isPlaceholderData };
}

async function checkText(flag: FlagJson, text: string, draft: Draft | null): Promise<TextCheck> {
  // What is live was checked when it was merged.
  if (text === flag.source) return { text, diagnostics: [], model: flag.model };
  const others = (draft?.operations ?? []).filter(({ file }) => file !== flag.file);
  const made: Draft = {
    ...{ project: '', baseCommit: flag.commit, before: {} },
    operations: [...others, { kind: 'set-text', file: flag.file, text }],
  };
  const { diagnostics, flags, diff } = await writeApi('/v1/preview', {
    ...changeOfDraft(made),
    baseCommit: flag.commit,
  });
  // Where only comments changed, the flag is none of those that differ.
  const after = flags.find(({ key }) => key === flag.key)?.after ?? flag.model;
  return { text, diagnostics, model: diff === null ? null : after };
}
