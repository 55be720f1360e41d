/** Names as somebody pastes them: one a line or between commas, each once, without spaces around. */
export const listNames = (text: string): readonly string[] => [
  ...new Set(
    text
      .split(/[\n\r,;\t]+/)
      .map((name) => name.trim())
      .filter((name) => name !== ''),
  ),
];
