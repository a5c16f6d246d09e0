import { useEffect } from 'preact/hooks';
import { loadMetricNames, trackedElsewhere } from '../data/metrics';
import type { Sweep, TrialDetail } from '../data/wire';
import { Copy } from '../parts/Copy';
import { HashChain } from './HashChain';

/** What the result can be checked by, and where it is recorded. */
export function Provenance({ sweep, detail }: { sweep: Sweep; detail: TrialDetail }) {
  return (
    <section aria-labelledby="again">
      <h2 id="again">Do it again</h2>
      <p>This trains the trial once more, with the same data, seed and parameters, and compares the results:</p>
      <p>
        <Copy text={detail.replay} label="the command" />
      </p>
      <dl class="pairs">
        <div>
          <dt title="A hash over the experiment, its data, all parameters and the seed: trials with the same key are the same trial">
            Key
          </dt>
          <dd>
            <Copy text={detail.key} label="the key" />
          </dd>
        </div>
        {detail.run_id && <HashChain run={detail.run_id} />}
        {detail.run_id && (
          <div>
            <dt>MLflow run</dt>
            <dd>
              <Run sweep={sweep} run={detail.run_id} />
            </dd>
          </div>
        )}
        {sweep.tracking.uri && (
          <div>
            <dt>Recorded at</dt>
            <dd>
              <code>{sweep.tracking.uri}</code>
            </dd>
          </div>
        )}
      </dl>
    </section>
  );
}

/** Another server has a page of its own for a run; the one that is built in has none. */
function Run({ sweep, run }: { sweep: Sweep; run: string }) {
  const { uri, experiment_id: experiment } = sweep.tracking;
  useEffect(() => void loadMetricNames(sweep.id), [sweep.id]);
  const elsewhere = trackedElsewhere.value && /^https?:/.test(uri);
  return (
    <>
      <Copy text={run} label="the run's id" />{' '}
      {elsewhere && experiment && <a href={`${uri.replace(/\/$/, '')}/#/experiments/${experiment}/runs/${run}`}>open in MLflow</a>}
    </>
  );
}
