import { trialPath } from '../app/router';
import { duration } from '../app/words';
import type { Node, Sweep } from '../data/wire';
import { LoadChart } from './LoadChart';
import { load } from './load';

// A node that is well is heard of every second or so.
const silentMs = 5_000;

export function NodeCard({ node, sweeps, now }: { node: Node; sweeps: readonly Sweep[]; now: number }) {
  const silence = now - Date.parse(node.seen_at);
  const history = load.value?.[node.agent];
  return (
    <li class="node">
      <h2>
        {node.agent} <small class="quiet">{node.host}</small>
      </h2>
      <p class="node-state">
        {silence > silentMs ? (
          <span class="bad">■ silent for {duration(silence / 1000)}</span>
        ) : node.refused ? (
          <span class="bad">■ given no work: {node.refused}</span>
        ) : node.draining ? (
          <span class="warn">▮▮ draining: takes no new trial</span>
        ) : (
          <span class="good">● ready</span>
        )}
        {node.version && <span class="quiet">version {node.version}</span>}
        {node.turnaround && (
          <span class="quiet" title="Between the end of a trial and the first word of the next one's trainer, in the same slot">
            turnaround {Math.round(node.turnaround.p50_ms)} ms, worst hundredth {Math.round(node.turnaround.p99_ms)} ms
          </span>
        )}
      </p>
      <ul class="slots">
        {devices(node.slots).map(([device, slots]) => (
          <li key={device}>
            {slots.length > 1 && <span class="quiet">{device}</span>}
            <ul>
              {slots.map((slot) => (
                <Slot
                  key={slot}
                  slot={slot}
                  name={slots.length > 1 ? `slot ${slot.slice(device.length + 1)}` : slot}
                  node={node}
                  sweeps={sweeps}
                />
              ))}
            </ul>
          </li>
        ))}
      </ul>
      {history && <LoadChart history={history} name={node.agent} />}
    </li>
  );
}

function Slot({ slot, name, node, sweeps }: { slot: string; name: string; node: Node; sweeps: readonly Sweep[] }) {
  const trial = node.running.find((one) => one.slot === slot);
  const its = sweeps.find((sweep) => sweep.id === trial?.sweep)?.name ?? trial?.sweep;
  return (
    <li class={trial ? 'taken' : 'free'}>
      <span class="mono">{name}</span>{' '}
      {trial ? (
        <a href={trialPath(trial.sweep, trial.index)}>
          {its} trial {trial.index}
        </a>
      ) : (
        <span class="quiet">free</span>
      )}
    </li>
  );
}

/** Slots by device: `cuda:0/1` is a slot of `cuda:0`. */
function devices(slots: readonly string[]): [string, string[]][] {
  const groups = new Map<string, string[]>();
  for (const slot of slots) {
    const device = slot.split('/')[0] ?? slot;
    groups.set(device, [...(groups.get(device) ?? []), slot]);
  }
  return [...groups];
}
