/** A token of a sentence that can be changed: as wide as what is in it. */
export const fieldClass =
  'h-7 max-w-full rounded-1 border border-control px-1.5 text-[0.875rem] field-sizing-content aria-invalid:border-danger not-desk:h-10';
