import { useEffect, useState } from 'preact/hooks';
import { Heading } from '../app/Heading';
import { plural, sentence } from '../app/words';
import { followLoad } from '../cluster/load';
import { NodeCard } from '../cluster/NodeCard';
import { Waits } from '../cluster/Waits';
import { nodes, openOverview, overviewError, sweeps } from '../data/overview';
import type { Node } from '../data/wire';

/** The nodes and what each slot does, and what waits for one. */
export function ClusterPage() {
  useEffect(openOverview, []);
  useEffect(followLoad, []);
  const now = useClock();
  const all = nodes.value;
  return (
    <>
      <div class="title">
        <Heading title="Cluster" />
        <span class="quiet">{all && all.length > 0 ? summary(all) : ''}</span>
      </div>
      {overviewError.value && <p class="notice bad-news">{sentence(overviewError.value)} Trying again…</p>}
      {!all && !overviewError.value && <p class="quiet">Loading…</p>}
      {all?.length === 0 && (
        <p class="notice">
          No node has joined, so nothing can run. On each machine that trains, with a GPU or without:{' '}
          <code>dotnet run --project GpuNode -c Release -- --join HOST:PORT</code>, with the address that <code>serve</code> prints.
        </p>
      )}
      <ul class="nodes">
        {all?.map((node) => (
          <NodeCard key={node.agent} node={node} sweeps={sweeps.value ?? []} now={now} />
        ))}
      </ul>
      <Waits sweeps={sweeps.value ?? []} />
    </>
  );
}

function summary(all: readonly Node[]): string {
  const slots = all.reduce((sum, node) => sum + node.slots.length, 0);
  const taken = all.reduce((sum, node) => sum + node.running.length, 0);
  return `${plural(all.length, 'node')}, ${plural(slots, 'slot')}, ${taken} taken`;
}

/** The time, each second: a node's silence grows without a word from it. */
function useClock(): number {
  const [now, set] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => set(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return now;
}
