import { chartSetting, setChart } from '../data/view';

/** What the tiles show: the pictures themselves, what is wrong with them, or what two trials differ in. */
export type Shows = 'pictures' | 'errors' | 'differences';

const oneOf = <T extends string>(value: string, choices: readonly T[]): T =>
  choices.find((choice) => choice === value) ?? (choices[0] as T);
const usual = { count: '6', zoom: 'fit', shows: 'pictures', full: '0.5', epoch: 'end', against: '', kinds: '', explore: '' };

/** The view's settings, kept in the address with those of the charts. */
export const settings = {
  get count(): number {
    return Math.min(48, Math.max(1, Number(read('count')) || 6));
  },
  get zoom(): number | null {
    return Number(read('zoom')) || null;
  },
  get shows(): Shows {
    return oneOf(read('shows'), ['pictures', 'errors', 'differences']);
  },
  /** The error that has the scale's last colour. */
  get full(): number {
    return Number(read('full')) || 0.5;
  },
  get epoch(): number {
    return read('epoch') === 'end' ? Number.POSITIVE_INFINITY : Number(read('epoch'));
  },
  /** The trial that the others are held against. */
  get against(): number | null {
    return read('against') === '' ? null : Number(read('against'));
  },
  /** The trial whose latent plane is explored. */
  get explore(): number | null {
    return read('explore') === '' ? null : Number(read('explore'));
  },
  /** Which of the finished models' pictures are shown; none: the first that there is. */
  get kinds(): readonly string[] {
    return read('kinds').split(',').filter(Boolean);
  },
};

export const change = (name: keyof typeof usual, value: string | number): void =>
  setChart(`pictures.${name}`, value === Number.POSITIVE_INFINITY ? 'end' : String(value));

const read = (name: keyof typeof usual): string => chartSetting(`pictures.${name}`, usual[name]);
