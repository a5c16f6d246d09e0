/** A page of the dashboard, by its path. */
export type Route =
  | { page: 'sweeps' }
  | { page: 'sweep'; sweep: string }
  | { page: 'trial'; sweep: string; trial: number }
  | { page: 'cluster' }
  | { page: 'unknown' };

export function routeOf(pathname: string): Route {
  const parts = pathname.split('/').filter(Boolean).map(decode);
  const [first, sweep, trials, trial] = parts;
  if (parts.length === 0) return { page: 'sweeps' };
  if (first === 'cluster' && parts.length === 1) return { page: 'cluster' };
  if (first !== 'sweeps' || sweep === undefined) return { page: 'unknown' };
  if (parts.length === 2) return { page: 'sweep', sweep };
  return parts.length === 4 && trials === 'trials' && /^\d+$/.test(trial ?? '')
    ? { page: 'trial', sweep, trial: Number(trial) }
    : { page: 'unknown' };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

export const trialPath = (sweep: string, trial: number): string => `/sweeps/${encodeURIComponent(sweep)}/trials/${trial}`;
