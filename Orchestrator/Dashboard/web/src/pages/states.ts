import type { Sweep } from '../data/wire';

/** Nothing of it runs, and nothing will by itself. */
export const hasEnded = (sweep: Sweep): boolean => ['completed', 'completed_with_failures', 'cancelled'].includes(sweep.state);

export const isHeld = (sweep: Sweep): boolean => ['paused', 'pausing', 'cancelled', 'cancelling'].includes(sweep.state);
