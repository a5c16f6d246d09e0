import { show, type Trials } from '../data/trials';
import type { Sweep } from '../data/wire';
import { epochAt, finalPath } from './artifacts';
import { differing, parameter } from './chosen';
import type { SweepPictures } from './runs';

/** One trial at one stand of the epoch slider. */
export interface Shown {
  readonly trial: number;
  /** `trial 3`. */
  readonly name: string;
  /** Its own page. */
  readonly href: string;
  /** What sets it apart from the others. */
  readonly differs: string;
  /** `val_loss 0.0928`. */
  readonly value: string;
  readonly run: string | undefined;
  /** Of the sheet with its reconstructions; null where there is none, then `missing` says why. */
  readonly path: string | null;
  readonly size: number;
  readonly epoch: string;
  readonly missing: string;
}

export function shown(sweep: Sweep, all: Trials, pictures: SweepPictures, trial: number, position: number): Shown {
  const found = pictures.of.get(trial);
  const epochs = parameter(all, trial, 'epochs');
  const epoch = found ? epochAt(found.artifacts, position, epochs) : undefined;
  const path = epoch === undefined ? null : epoch === null ? finalPath('reconstruction') : (found?.artifacts.steps.get(epoch) ?? null);
  const value = all.columns.get('value')?.values[trial];
  return {
    trial,
    name: `trial ${trial}`,
    href: `/sweeps/${encodeURIComponent(sweep.id)}/trials/${trial}`,
    differs: differing(all, trial),
    value: value === undefined || Number.isNaN(value) ? '' : `${sweep.objective.metric} ${show(value)}`,
    run: found?.run,
    path,
    size: path ? (found?.artifacts.sizes.get(path) ?? 0) : 0,
    epoch: epoch === null ? (Number.isNaN(epochs) ? 'trained' : `epoch ${epochs}`) : epoch === undefined ? '' : `epoch ${epoch}`,
    missing: missing(sweep, pictures, trial),
  };
}

function missing(sweep: Sweep, pictures: SweepPictures, trial: number): string {
  const fault = pictures.faults.get(trial);
  if (fault) return fault;
  if (!pictures.asked) return 'looking for its pictures …';
  const running = sweep.running.find((one) => one.index === trial);
  if (running) return `no picture yet: it trains, ${running.epoch} of ${running.epochs} epochs are done`;
  return pictures.of.has(trial) ? 'its run holds no reconstruction' : 'it was not trained yet, or its run was deleted';
}
