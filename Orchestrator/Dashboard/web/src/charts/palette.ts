import type { Rgb, Theme } from './theme';

/** Viridis (Smith, van der Walt, Firing 2015) at nine even places: perceptually uniform, also for the colour-blind. */
const viridis: readonly Rgb[] = [
  [68, 1, 84],
  [71, 44, 122],
  [59, 81, 139],
  [44, 113, 142],
  [33, 144, 141],
  [39, 173, 129],
  [92, 200, 99],
  [170, 220, 50],
  [253, 231, 37],
];

/**
 * Colour for a place from 0 (worst) to 1 (best). The end that would sink into the page is left out, and the best is always the one that stands out
 * most: bright yellow on dark, deep violet on light.
 */
export function shade(theme: Theme, place: number): Rgb {
  const kept = Math.min(1, Math.max(0, place));
  const at = (theme.dark ? 0.3 + 0.7 * kept : 0.86 * (1 - kept)) * (viridis.length - 1);
  const low = viridis[Math.floor(at)] as Rgb;
  const high = viridis[Math.ceil(at)] as Rgb;
  return mix(low, high, at - Math.floor(at));
}

export const mix = (a: Rgb, b: Rgb, share: number): Rgb => [
  Math.round(a[0] + (b[0] - a[0]) * share),
  Math.round(a[1] + (b[1] - a[1]) * share),
  Math.round(a[2] + (b[2] - a[2]) * share),
];

export const css = ([red, green, blue]: Rgb, alpha = 1): string => `rgb(${red} ${green} ${blue} / ${alpha})`;

/** As ImageData holds it on every machine that browsers run on: little endian. */
export const packed = ([red, green, blue]: Rgb, alpha = 1): number =>
  ((Math.round(alpha * 255) << 24) | (blue << 16) | (green << 8) | red) >>> 0;

/** How many shades lines are sorted into: more cannot be told apart, and each is one path. */
export const shades = 24;

/** Group colours: six of the theme's; the next six are dashed. */
export const series = (theme: Theme, place: number): string => theme.colour(`series-${(place % 6) + 1}`);
export const dash = (place: number): number[] => (Math.floor(place / 6) % 2 === 1 ? [6, 4] : []);
