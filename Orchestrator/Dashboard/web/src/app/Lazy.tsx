import { type Signal, signal } from '@preact/signals';
import type { ComponentType } from 'preact';
import { messageOf } from '../data/api';

type Loaded<P> = { component: ComponentType<P> } | { failed: string } | null;

/** A component whose code is fetched when it is first shown, so that the page's first paint does not wait for it. */
export function lazily<P extends object>(load: () => Promise<ComponentType<P>>, height = 240): ComponentType<P> {
  const loaded: Signal<Loaded<P>> = signal(null);
  let asked = false;
  return function Lazy(props: P) {
    if (!asked) {
      asked = true;
      load().then(
        (component) => {
          loaded.value = { component };
        },
        (error: unknown) => {
          loaded.value = { failed: messageOf(error) };
        },
      );
    }
    const now = loaded.value;
    if (now && 'component' in now) return <now.component {...props} />;
    return (
      <p class="quiet" style={{ minHeight: `${height}px` }}>
        {now ? `This part could not be loaded: ${now.failed}` : 'Loading…'}
      </p>
    );
  };
}
