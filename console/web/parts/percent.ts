/** `25 %`, `16.081 %`: to a thousandth of a percent, the width of a bucket. @param share 0 to 1. */
export function percentText(share: number): string {
  const thousandths = Math.round(share * 100_000);
  return `${thousandths / 1_000} %`;
}
