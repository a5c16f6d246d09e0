import { effect, type Signal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Column } from '../../data/trials';
import { show } from '../../data/trials';
import { trials } from '../../data/view';
import type { Sweep } from '../../data/wire';
import { type Importance as Answer, fewest, importance, type Refusal } from '../../math/importance';
import { spearman } from '../../math/rank';
import { Chart } from '../Chart';
import { columnOf, endedMask, varying } from '../columns';
import { settled } from '../Plot';

interface Found {
  readonly answer: Answer | Refusal;
  readonly bars: readonly { readonly column: Column; readonly share: number; readonly rank: number }[];
}

/** Which parameters matter, for the selected trials. */
export function Importance({ sweep }: { sweep: Sweep }) {
  const found = useSignal<Found | null>(null);
  useEffect(() => keepWorking(found), [found]);
  const value = found.value;
  const refused = value && 'refused' in value.answer ? value.answer : null;
  return (
    <Chart
      title="Parameter importance"
      empty={value === null ? 'Working it out…' : refused ? because(refused, sweep) : null}
      summary={value && !refused ? summary(value, sweep) : ''}
      rows={() => ({
        head: ['parameter', 'share of variance', 'rank correlation'],
        total: value?.bars.length ?? 0,
        row: (place) => {
          const bar = value?.bars[place];
          return bar ? [bar.column.label, percent(bar.share), signed(bar.rank)] : [];
        },
      })}
    >
      {() => value && !refused && <Bars found={value} />}
    </Chart>
  );
}

function Bars({ found: { answer, bars } }: { found: Found }) {
  if ('refused' in answer) return null;
  const widest = Math.max(answer.interactions, ...bars.map(({ share }) => share), 1e-9);
  return (
    <table class="importance">
      <thead>
        <tr>
          <th scope="col">Parameter</th>
          <th scope="col">Share of variance</th>
          <th scope="col" title="Spearman's rank correlation with the objective: negative, more of it lowers the objective">
            Rank correlation
          </th>
        </tr>
      </thead>
      <tbody>
        {bars.map(({ column, share, rank }) => (
          <tr key={column.key}>
            <th scope="row" title={column.help}>
              {column.label}
            </th>
            <td>
              <Bar share={share} widest={widest} />
            </td>
            <td>{signed(rank)}</td>
          </tr>
        ))}
        <tr class="quiet">
          <th scope="row">interactions</th>
          <td>
            <Bar share={answer.interactions} widest={widest} quiet />
          </td>
          <td />
        </tr>
      </tbody>
    </table>
  );
}

const Bar = ({ share, widest, quiet }: { share: number; widest: number; quiet?: boolean }) => (
  <span class="bar">
    <span class={quiet ? 'bar-fill dim' : 'bar-fill'} style={{ width: `${(share / widest) * 100}%` }} />
    <span class="bar-text">{percent(share)}</span>
  </span>
);

const percent = (share: number): string => (share > 0 && share < 0.001 ? '< 0.1 %' : `${(share * 100).toFixed(share < 0.1 ? 1 : 0)} %`);

const signed = (rank: number): string => (Number.isNaN(rank) ? '–' : `${rank < 0 ? '−' : '+'}${Math.abs(rank).toFixed(2)}`);

/** At rest between two answers, in milliseconds: a running sweep changes four times a second, importance does not. */
const rest = 2500;

/** Answers again after something has changed, one piece of work at a time. */
function keepWorking(found: Signal<Found | null>): () => void {
  const stopped = new AbortController();
  let [wanted, busy] = [false, false];
  const go = async () => {
    busy = true;
    while (wanted && !stopped.signal.aborted) {
      wanted = false;
      const answer = await work(stopped.signal);
      if (answer) found.value = answer;
      await pause(rest);
    }
    busy = false;
  };
  const stop = effect(() => {
    // Read so that a change of either asks for another answer.
    void [trials.value, settled.value];
    wanted = true;
    if (!busy) void go();
  });
  return () => {
    stop();
    stopped.abort();
  };
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Tree by tree, and the page may draw in between; null where the chart is gone. */
async function work(stopped: AbortSignal): Promise<Found | null> {
  await pause(0);
  const columns = varying(trials.peek());
  const mask = endedMask(settled.peek());
  const objective = columnOf('value').values.map((value, row) => (mask[row] ? value : Number.NaN));
  const steps = importance(
    columns.map(({ label, values, categories }) => ({ name: label, values, categories: categories !== null })),
    objective,
  );
  for (;;) {
    const { done, value: answer } = steps.next();
    if (done) return { answer, bars: barsOf(columns, answer, objective) };
    await pause(0);
    if (stopped.aborted) return null;
  }
}

function barsOf(columns: readonly Column[], answer: Answer | Refusal, objective: Float64Array): Found['bars'] {
  if ('refused' in answer) return [];
  return columns
    .map((column, place) => ({
      column,
      share: answer.shares[place] ?? 0,
      rank: column.categories ? Number.NaN : spearman(column.values, objective),
    }))
    .sort((a, b) => b.share - a.share);
}

function because({ refused, rows }: Refusal, { objective }: Sweep): string {
  if (refused === 'few')
    return `Importance needs at least ${fewest} finished trials with a number for ${objective.metric}; ${rows === 0 ? 'there is none' : rows === 1 ? 'there is one' : `there are ${rows}`} so far.`;
  if (refused === 'constant') return `All ${show(rows)} trials have the same ${objective.metric}: nothing made a difference.`;
  return 'All selected trials have the same parameters.';
}

function summary({ answer, bars }: Found, { objective }: Sweep): string {
  if ('refused' in answer || !bars[0]) return '';
  const sure =
    answer.explained < 0.3
      ? ` The forest explains only ${percent(Math.max(0, answer.explained))} of the variance of trials that it has not seen: take these shares as a hint at most.`
      : ` The forest explains ${percent(answer.explained)} of the variance of trials that it has not seen.`;
  return `Functional ANOVA (Hutter et al. 2014) of a random forest of 64 trees (Breiman 2001) over ${show(answer.rows)} trials: most of the variance of ${objective.metric} goes with ${bars[0].column.label} (${percent(bars[0].share)}).${sure} Rank correlation is Spearman's.`;
}
