import { signal } from '@preact/signals';
import { get } from './api';

/** Who the reader is to the server, and what they may do there. */
export interface Me {
  readonly name?: string;
  readonly role: string;
  readonly control: boolean;
  readonly administer: boolean;
}

/** A server that asks nobody lets everybody; so does one of an earlier build, which has no such address. */
export const me = signal<Me>({ role: 'admin', control: true, administer: true });

export async function loadMe(): Promise<void> {
  try {
    me.value = await get<Me>('/api/me');
  } catch {
    // The server has the last word anyway.
  }
}

/** Why someone may not control sweeps; null where they may. */
export const controlRefused = ({ name, role, control }: Me): string | null =>
  control ? null : `${name ?? 'You'} may look only: the server knows ${name ?? 'you'} as ${role}`;
