import { trialPath } from '../app/router';
import { count, duration, plural, sentence } from '../app/words';
import { show } from '../data/trials';
import { trials } from '../data/view';
import type { Sweep, TrialDetail } from '../data/wire';
import { Share } from '../parts/Progress';
import { State } from '../parts/State';
import { why } from './detail';
import { rankOf } from './rank';

export function TrialFacts({ sweep, detail }: { sweep: Sweep; detail: TrialDetail }) {
  const running = sweep.running.find((one) => one.index === detail.index);
  const value = running?.value ?? detail.value;
  return (
    <>
      {detail.reason && (
        <p class="notice bad-news">
          <strong class="bad">{detail.state === 'failed' ? 'Failed: ' : 'An attempt failed: '}</strong>
          {detail.reason}
        </p>
      )}
      {detail.reused && (
        <p class="notice">
          Not trained here: answered by{' '}
          <a href={trialPath(detail.reused.sweep, detail.reused.trial)}>
            trial {detail.reused.trial} of {detail.reused.sweep}
          </a>
          , which has the same parameters, seed and data.
        </p>
      )}
      <dl class="facts">
        <div>
          <dt>State</dt>
          <dd>
            <State state={detail.state} />
            <small>{detail.attempt > 0 ? `attempt ${detail.attempt}` : 'not begun'}</small>
          </dd>
        </div>
        <div>
          <dt>{sweep.objective.metric}</dt>
          <dd>
            <span class="big">{value === null || value === undefined ? '–' : show(Number(value))}</span>
            <small>
              <Rank sweep={sweep} trial={detail.index} />
            </small>
          </dd>
        </div>
        <div>
          <dt>{running ? 'Progress' : 'Took'}</dt>
          <dd>
            {running ? (
              <Share value={running.fraction} label={`${Math.round(100 * running.fraction)} % done`} />
            ) : (
              <span class="big">{duration(detail.seconds) || '–'}</span>
            )}
            <small>{running ? `epoch ${running.epoch} of ${running.epochs}` : 'the last attempt'}</small>
          </dd>
        </div>
        <div>
          <dt>Node</dt>
          <dd>
            {detail.node ?? '–'}
            <small>{running ? running.slot : (detail.attempts.at(-1)?.slot ?? '')}</small>
          </dd>
        </div>
        <div>
          <dt>Seed</dt>
          <dd>
            <span class="mono">{detail.seed}</span>
          </dd>
        </div>
      </dl>
      {why.value && (
        <p class="quiet">
          {sentence(why.value.waits)}
          {why.value.unblocks && ` ${sentence(why.value.unblocks)}`}
        </p>
      )}
    </>
  );
}

function Rank({ sweep, trial }: { sweep: Sweep; trial: number }) {
  const rank = rankOf(trials.value, trial, sweep.objective.goal === 'maximize');
  if (sweep.best?.index === trial) return <span class="good">★ the best{rank ? ` of ${plural(rank.of, 'finished trial')}` : ''}</span>;
  return rank ? (
    <>
      rank {count(rank.place)} of {plural(rank.of, 'finished trial')}
    </>
  ) : null;
}
