import type { Sweep } from '../data/wire';

export function Charts(_: { sweep: Sweep }) {
  return <p>Charts</p>;
}

export function Timeline(_: { sweep: Sweep }) {
  return <p>Timeline</p>;
}

export function Curves(_: { sweep: Sweep; only?: number[] }) {
  return <p>Curves</p>;
}
