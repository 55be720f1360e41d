/** Light or dark: what the reader chose here, else what the system says. */
const KEY = 'flagforge.theme';

export type Theme = 'light' | 'dark';

/** What is shown at the moment. */
export function currentTheme(): Theme {
  const chosen = document.documentElement.dataset['theme'];
  if (chosen === 'light' || chosen === 'dark') return chosen;
  return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
}

/** Shows what was chosen before; `?theme=dark` shows it for this page load. */
export function applyTheme(): void {
  const asked = new URLSearchParams(location.search).get('theme') ?? localStorage.getItem(KEY);
  if (asked === 'light' || asked === 'dark') document.documentElement.dataset['theme'] = asked;
}

export function chooseTheme(theme: Theme): void {
  document.documentElement.dataset['theme'] = theme;
  localStorage.setItem(KEY, theme);
}
