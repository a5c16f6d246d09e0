import { differencePicture, errorPicture, meanError } from './compare';
import { type Shows, settings } from './settings';
import { original, type Rows, reconstructed } from './sheets';
import type { Shown } from './shown';
import type { Pixels } from './tiles';

/** The trial that others are held against. */
export interface Against {
  readonly trial: number;
  readonly name: string;
  readonly rows: Rows;
}

/** What a trial's tiles show; the trial that the others are held against shows itself. */
export function drawn(rows: Rows, against: Against | null, trial: number, shows: Shows, full: number): readonly Pixels[] {
  const pictures = reconstructed(rows);
  const others =
    shows === 'errors' ? original(rows) : shows === 'differences' && against?.trial !== trial ? reconstructed(against?.rows ?? []) : [];
  const make = shows === 'errors' ? errorPicture : differencePicture;
  return pictures.map((picture, at) => make(picture, others[at], full) ?? picture);
}

/** A tile in words. */
export function describe(of: Shown, column: number, against: Against | null, errors: readonly number[]): string {
  const { shows } = settings;
  const differs = shows === 'differences' && against && against.trial !== of.trial;
  const what =
    shows === 'errors'
      ? 'error of the reconstruction'
      : differs
        ? `difference of the reconstruction from ${against.name}'s`
        : 'reconstruction';
  const error = errors[column] === undefined ? '' : `mean error ${errors[column].toFixed(3)}`;
  return [`${of.name}, input ${column + 1}, ${what}`, of.differs, of.value, of.epoch, error].filter(Boolean).join(', ');
}

export const errorsOf = (rows: Rows): number[] =>
  original(rows).map((picture, at) => meanError(reconstructed(rows)[at] ?? picture, picture));
export const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
