import type { Sweep } from '../data/wire';

/** To a trial's page, as a link would: the page's router follows it without a reload, and the way back works. */
export function openTrial({ id }: Sweep, trial: number): void {
  const link = document.createElement('a');
  link.href = `/sweeps/${encodeURIComponent(id)}/trials/${trial}`;
  document.body.append(link);
  link.click();
  link.remove();
}
