import { effect, signal } from '@preact/signals';

export const themes = ['auto', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

const key = 'theme';
const darkHere = matchMedia('(prefers-color-scheme: dark)');
const systemDark = signal(darkHere.matches);

/** What the reader chose. */
export const theme = signal<Theme>(stored());

/** Is the page dark now? Canvas that is drawn in the theme's colours is drawn again when this changes. */
export const isDark = (): boolean => (theme.value === 'auto' ? systemDark.value : theme.value === 'dark');

export function startTheme(): void {
  darkHere.addEventListener('change', (event) => {
    systemDark.value = event.matches;
  });
  effect(() => {
    const root = document.documentElement;
    if (theme.value === 'auto') delete root.dataset.theme;
    else root.dataset.theme = theme.value;
    store(theme.value);
  });
}

export function nextTheme(): void {
  theme.value = themes[(themes.indexOf(theme.value) + 1) % themes.length] ?? 'auto';
}

// A browser may keep nothing: then the choice lasts as long as the page.
function stored(): Theme {
  try {
    const value = localStorage.getItem(key);
    return themes.find((one) => one === value) ?? 'auto';
  } catch {
    return 'auto';
  }
}

function store(value: Theme): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // See above.
  }
}
