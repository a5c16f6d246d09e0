import type { ComponentChildren } from 'preact';
import { sweepPath, trialPath } from '../app/router';
import { count, duration, parameterText, rate, when } from '../app/words';
import { show, textOf } from '../data/trials';
import type { Sweep, Value } from '../data/wire';
import { Progress } from '../parts/Progress';
import { State } from '../parts/State';
import { hasEnded } from './states';
import { Waiting } from './Waiting';

/** How a sweep stands: the numbers that one looks for first. */
export function Facts({ sweep }: { sweep: Sweep }) {
  const { trials } = sweep;
  const ended = hasEnded(sweep);
  return (
    <>
      <dl class="facts">
        <Fact name="State">
          <State state={sweep.state} />
          <small>
            {ended ? 'since' : 'submitted'}{' '}
            <time dateTime={sweep.ended_at ?? sweep.submitted_at}>{when(sweep.ended_at ?? sweep.submitted_at)}</time>
          </small>
        </Fact>
        <Fact name="Trials" wide>
          <span class="big">{count(trials.finished)}</span> of {count(trials.total)} finished
          <Progress trials={trials} />
          <small>{rest(trials)}</small>
        </Fact>
        <Best sweep={sweep} />
        <Fact name={ended ? 'Took' : 'Time left'}>
          <span class="big">{ended ? duration(sweep.elapsed_seconds) : left(sweep)}</span>
          <small>{ended ? '' : `${duration(sweep.elapsed_seconds)} so far`}</small>
        </Fact>
        <Fact name="Throughput">
          <span class="big">{rate(sweep.trials_per_second)}</span>
          <small>trials</small>
        </Fact>
        {sweep.start && (
          <Fact name="Starts from">
            <a href={sweepPath(sweep.start.sweep)}>{sweep.start.sweep}</a>
            <small>{typeof sweep.start.trial === 'number' ? `trial ${sweep.start.trial}` : 'each from its matching trial'}</small>
          </Fact>
        )}
      </dl>
      <Waiting sweep={sweep} />
    </>
  );
}

function Fact({ name, wide, children }: { name: string; wide?: boolean; children: ComponentChildren }) {
  return (
    <div class={wide ? 'wide' : undefined}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Best({ sweep }: { sweep: Sweep }) {
  const { best, objective } = sweep;
  return (
    <Fact name={`Best ${objective.metric}`} wide>
      {best ? (
        <>
          <span class="big">{show(Number(best.value))}</span> by <a href={trialPath(sweep.id, best.index)}>trial {count(best.index)}</a>
          <small>{parameterText(best.parameters, (value) => textOf(value as Value))}</small>
        </>
      ) : (
        <span class="quiet">no trial has finished yet</span>
      )}
    </Fact>
  );
}

function rest({ running, pending, delayed, failed, reused }: Sweep['trials']): string {
  const parts: [number, string][] = [
    [running, 'running'],
    [pending, 'waiting'],
    [delayed, 'to be tried again'],
    [failed, 'failed'],
    [reused, 'reused'],
  ];
  return parts
    .filter(([number]) => number > 0)
    .map(([number, text]) => `${count(number)} ${text}`)
    .join(', ');
}

const left = ({ seconds_left: seconds }: Sweep): string => (typeof seconds === 'number' ? `≈ ${duration(seconds)}` : '–');
