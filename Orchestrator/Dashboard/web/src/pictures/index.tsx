import type { Sweep } from '../data/wire';

export function Pictures(_: { sweep: Sweep }) {
  return <p>Pictures</p>;
}

export function LatentExplorer(_: { sweep: Sweep; trial: number }) {
  return <p>Latent explorer</p>;
}
