import { signal } from '@preact/signals';

const names = [
  ...['page', 'surface', 'line', 'ink', 'quiet', 'accent', 'good', 'bad', 'warn', 'faint'],
  ...['series-1', 'series-2', 'series-3', 'series-4', 'series-5', 'series-6'],
] as const;

export type Rgb = readonly [number, number, number];

/** theme.css as canvas needs it: plain colours and a font. */
export interface Theme {
  readonly dark: boolean;
  readonly font: string;
  colour(name: string): string;
  rgb(name: string): Rgb;
}

export const theme = signal<Theme>({ dark: false, font: 'sans-serif', colour: () => '#888', rgb: () => [136, 136, 136] });

/** A custom property keeps its `light-dark(…)` unresolved; a colour that uses it does not. So an element that nobody sees is asked. */
function read(): Theme {
  const probe = document.createElement('span');
  document.body.append(probe);
  const colours = new Map<string, string>();
  for (const name of names) {
    probe.style.color = `var(--${name})`;
    colours.set(name, getComputedStyle(probe).color);
  }
  probe.style.fontFamily = 'var(--font)';
  const font = getComputedStyle(probe).fontFamily;
  probe.remove();
  const colour = (name: string) => colours.get(name) ?? '#888';
  const rgb = (name: string) => parse(colour(name));
  return { dark: luminance(rgb('page')) < 0.5, font, colour, rgb };
}

const parse = (colour: string): Rgb => {
  const [red = 0, green = 0, blue = 0] = (colour.match(/[\d.]+/g) ?? []).map(Number);
  return [red, green, blue];
};

const luminance = ([red, green, blue]: Rgb): number => (0.2126 * red + 0.7152 * green + 0.0722 * blue) / 255;

/** Once: both ways in which the theme can change. */
export function watchTheme(): void {
  const renew = () => {
    theme.value = read();
  };
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', renew);
  new MutationObserver(renew).observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme', 'class'] });
  renew();
}
