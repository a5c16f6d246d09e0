import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { show } from '../../data/trials';
import { setChart } from '../../data/view';
import type { Sweep } from '../../data/wire';
import { fewest, type Refusal } from '../../math/importance';
import { Chart } from '../Chart';
import { Select } from '../controls';
import { type Found, keepWorking, ranksWanted } from './work';
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
      controls={
        <Select
          label="Of the"
          value={ranksWanted.value ? 'ranks' : 'values'}
          choices={[
            { value: 'values', label: 'values' },
            { value: 'ranks', label: 'ranks' },
          ]}
          onChange={(of) => setChart('importance.of', of)}
        />
      }
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

function because({ refused, rows }: Refusal, { objective }: Sweep): string {
  if (refused === 'few')
    return `Importance needs at least ${fewest} finished trials with a number for ${objective.metric}; ${rows === 0 ? 'there is none' : rows === 1 ? 'there is one' : `there are ${rows}`} so far.`;
  if (refused === 'constant') return `All ${show(rows)} trials have the same ${objective.metric}: nothing made a difference.`;
  return 'All selected trials have the same parameters.';
}

function summary({ answer, bars, ranked }: Found, { objective }: Sweep): string {
  if ('refused' in answer || !bars[0]) return '';
  const sure =
    answer.explained < 0.3
      ? ` The forest explains only ${percent(Math.max(0, answer.explained))} of the variance of trials that it has not seen: take these shares as a hint at most.`
      : ` The forest explains ${percent(answer.explained)} of the variance of trials that it has not seen.`;
  return `Functional ANOVA (Hutter et al. 2014) of a random forest of ${answer.trees} trees (Breiman 2001) over ${show(answer.rows)} trials: most of the variance of ${ranked ? `the ranks of ${objective.metric}` : objective.metric} goes with ${bars[0].column.label} (${percent(bars[0].share)}).${sure} Rank correlation is Spearman's.`;
}
