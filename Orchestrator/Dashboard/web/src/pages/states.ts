import type { Sweep } from '../data/wire';

/** Nothing of it runs, and nothing will by itself. */
export const hasEnded = (sweep: Sweep): boolean => ['completed', 'completed_with_failures', 'cancelled'].includes(sweep.state);

export const isCancelled = (sweep: Sweep): boolean => sweep.state === 'cancelled' || sweep.state === 'cancelling';
