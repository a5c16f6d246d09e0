import { signal, useComputed } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { Heading } from '../app/Heading';
import { plural, sentence } from '../app/words';
import { nodes, openOverview, overviewError, sweeps } from '../data/overview';
import { Copy } from '../parts/Copy';
import { arranged, type SortKey } from './arranged';
import { SweepTable } from './SweepTable';

const search = signal('');
const sort = signal<{ key: SortKey; up: boolean }>({ key: 'submitted', up: false });

/** The start page: all sweeps, live. */
export function SweepsPage() {
  useEffect(openOverview, []);
  const rows = useComputed(() => arranged(sweeps.value ?? [], nodes.value ?? [], search.value, sort.value));
  const all = sweeps.value;
  return (
    <>
      <div class="title">
        <Heading title="Experiments">Sweeps</Heading>
        {all && all.length > 0 && (
          <input
            type="search"
            data-key="/"
            placeholder="Search"
            title="By name, id, experiment, data set, state or node (/)"
            aria-label="Search sweeps"
            value={search.value}
            onInput={(event) => {
              search.value = event.currentTarget.value;
            }}
          />
        )}
        <span class="quiet" role="status">
          {all && search.value ? `${rows.value.length} of ${plural(all.length, 'sweep')}` : ''}
        </span>
      </div>
      {overviewError.value && <p class="notice bad-news">{sentence(overviewError.value)} Trying again…</p>}
      {all && all.length === 0 && <Empty />}
      {all && all.length > 0 && <SweepTable rows={rows.value} nodes={nodes.value ?? []} sort={sort} />}
      {!all && !overviewError.value && <p class="quiet">Loading…</p>}
    </>
  );
}

function Empty() {
  return (
    <section class="empty">
      <h2>No sweep yet</h2>
      <p>A sweep is a file that names an experiment and the values of its parameters. Hand one in from a terminal:</p>
      <p>
        <Copy text={`experiments submit my-sweep.yaml --server ${location.origin}`} label="the command" />
      </p>
      <p class="quiet">
        It appears here as soon as it is accepted. <code>experiments plan my-sweep.yaml</code> shows beforehand what it would train.
      </p>
    </section>
  );
}
