import { duration, when } from '../app/words';
import type { TrialDetail } from '../data/wire';
import { State } from '../parts/State';

/** Each try of the trial: where, how long, and how it ended. */
export function Attempts({ detail }: { detail: TrialDetail }) {
  return (
    <section aria-labelledby="attempts">
      <h2 id="attempts">Attempts</h2>
      {detail.attempts.length === 0 ? (
        <p class="quiet">{detail.reused ? 'None was needed.' : 'None has begun.'}</p>
      ) : (
        <section class="scroll" tabIndex={0} aria-label="Table of attempts">
          <table>
            <thead>
              <tr>
                <th scope="col">#</th>
                <th scope="col">Node</th>
                <th scope="col">Began</th>
                <th scope="col" class="number">
                  Took
                </th>
                <th scope="col">Ended</th>
              </tr>
            </thead>
            <tbody>
              {[...detail.attempts].reverse().map((attempt) => (
                <tr key={attempt.attempt}>
                  <th scope="row">{attempt.attempt}</th>
                  <td>
                    {attempt.node}
                    <small>{attempt.slot}</small>
                  </td>
                  <td>
                    <time dateTime={attempt.began_at}>{when(attempt.began_at)}</time>
                  </td>
                  <td class="number">{took(attempt.began_at, attempt.ended_at)}</td>
                  <td>
                    <State state={attempt.outcome} />
                    {attempt.reason && <small class="reason">{attempt.reason}</small>}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </section>
  );
}

const took = (began: string, ended: string | null | undefined): string =>
  ended ? duration((Date.parse(ended) - Date.parse(began)) / 1000) : '';
