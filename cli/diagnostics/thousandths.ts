/**
 * A percentage in integer thousandths as people write it: 10000 is `10`, 12345 is `12.345`, 500 is `0.5`.
 * Shortest decimal form, no sign of percent, a minus for negative ones.
 */
export const formatThousandths = (thousandths: number): string => {
  const whole = Math.trunc(Math.abs(thousandths) / 1000);
  const rest = String(Math.abs(thousandths) % 1000)
    .padStart(3, '0')
    .replace(/0+$/, '');
  return `${thousandths < 0 ? '-' : ''}${whole}${rest === '' ? '' : `.${rest}`}`;
};
