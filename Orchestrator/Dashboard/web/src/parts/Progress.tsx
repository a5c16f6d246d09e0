import { count } from '../app/words';
import type { Sweep } from '../data/wire';

/** How far a sweep is: finished, failed and running parts of all trials. */
export function Progress({ trials }: { trials: Sweep['trials'] }) {
  const { total, finished, failed, running } = trials;
  const label = [
    `${count(finished)} of ${count(total)} finished`,
    failed > 0 ? `${count(failed)} failed` : '',
    running > 0 ? `${count(running)} running` : '',
  ];
  return (
    <span class="progress" role="img" aria-label={label.filter(Boolean).join(', ')}>
      <Part kind="finished" part={finished} total={total} />
      <Part kind="failed" part={failed} total={total} />
      <Part kind="running" part={running} total={total} />
    </span>
  );
}

const Part = ({ kind, part, total }: { kind: string; part: number; total: number }) =>
  part > 0 ? <span class={kind} style={{ width: `${(100 * part) / total}%` }} /> : null;

/** A single share of a whole, 0 to 1. */
export function Share({ value, label }: { value: number; label: string }) {
  return (
    <span class="progress" role="img" aria-label={label}>
      <span class="finished" style={{ width: `${100 * Math.min(1, Math.max(0, value))}%` }} />
    </span>
  );
}
