'use client';
import { type ReactNode, useEffect } from 'react';
import { Loading } from '../parts/loading.tsx';
import { useNavigation } from './navigation.ts';

/** Leads to another page in the place of this one. */
export function GoTo({ address }: { readonly address: string }): ReactNode {
  const { replace } = useNavigation();
  useEffect(() => {
    history.replaceState(null, '', address);
    replace();
  }, [address, replace]);
  return <Loading />;
}
