import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { sweepPath } from '../app/router';
import { count, sentence } from '../app/words';
import { get, sweepUrl } from '../data/api';
import type { Sweep, Why } from '../data/wire';
import { hasEnded } from '../pages/states';
import { State } from '../parts/State';

const answers = signal<ReadonlyMap<string, Why>>(new Map());
const restMs = 3000;

/** Per sweep that has not ended: what it waits for, and what would help. */
export function Waits({ sweeps }: { sweeps: readonly Sweep[] }) {
  const open = sweeps.filter((sweep) => !hasEnded(sweep));
  const ids = open.map((sweep) => sweep.id).join('\n');
  useEffect(() => {
    const ask = async () => {
      const all = await Promise.all(ids.split('\n').filter(Boolean).map(whyOf));
      answers.value = new Map(all.filter((one) => one !== null).map((one) => [one.sweep, one]));
    };
    void ask();
    const timer = setInterval(() => !document.hidden && void ask(), restMs);
    return () => clearInterval(timer);
  }, [ids]);
  return (
    <section aria-labelledby="waits">
      <h2 id="waits">What waits, and why</h2>
      {open.length === 0 && <p class="quiet">Nothing: no sweep is under way.</p>}
      {open.map((sweep) => (
        <article class="wait" key={sweep.id}>
          <h3>
            <a href={sweepPath(sweep.id)}>{sweep.name}</a> <State state={sweep.state} />
          </h3>
          <Answer sweep={sweep} why={answers.value.get(sweep.id)} />
        </article>
      ))}
    </section>
  );
}

function Answer({ sweep, why }: { sweep: Sweep; why: Why | undefined }) {
  const { running, pending } = sweep.trials;
  return (
    <>
      <p>{sentence(why?.waits ?? sweep.waits ?? `${count(running)} running, ${count(pending)} waiting`)}</p>
      {why?.unblocks && <p class="quiet">What helps: {why.unblocks}</p>}
    </>
  );
}

const whyOf = (id: string): Promise<Why | null> => get<Why>(sweepUrl(id, '/why')).catch(() => null);
