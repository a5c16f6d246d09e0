import { useMemo } from 'preact/hooks';
import type { Attempt } from '../../data/timeline';
import { show } from '../../data/trials';
import { brush } from '../../data/view';
import type { Sweep } from '../../data/wire';
import { clock } from '../../math/ticks';
import { Chart } from '../Chart';
import { openTrial } from '../open';
import { Plot } from '../Plot';
import { useAttempts } from '../useAttempts';
import { signs, timelineLayers } from './draw';
import { type Outcome, outcomeOf, outcomes, type TimelineModel, timelineModel, zoomAt } from './model';
import { timelineHandlers } from './pick';
import { heightFor } from './room';

/** Which slot of which node ran what, and how it went; a press opens the trial. */
export function Timeline({ sweep }: { sweep: Sweep }) {
  const model = useMemo(() => timelineModel(sweep), [sweep.id]);
  const layers = useMemo(() => timelineLayers(model), [model]);
  useAttempts(sweep.id, model.attempts);
  const { all, error, loading } = model.attempts.value;
  const pointed = model.pointed.value;
  return (
    <Chart
      wide
      title="Timeline"
      empty={error ?? (loading ? 'Loading the timeline…' : all.length === 0 ? 'Nothing has run yet.' : null)}
      summary={summary(model)}
      readout={pointed && <Told model={model} attempt={pointed} />}
      rows={() => rowsOf(model)}
      controls={<Controls model={model} />}
    >
      {(describedBy) => (
        <Plot
          label="Timeline: attempts by slot"
          describedBy={describedBy}
          height={heightFor(model.lanes.value)}
          layers={layers}
          on={timelineHandlers(model, (trial) => openTrial(sweep, trial))}
          cursor="default"
        />
      )}
    </Chart>
  );
}

function Controls({ model }: { model: TimelineModel }) {
  const middle = () => (model.span.value[0] + model.span.value[1]) / 2;
  return (
    <>
      <button type="button" aria-label="Zoom in" onClick={() => zoomAt(model, middle(), 0.6)}>
        +
      </button>
      <button type="button" aria-label="Zoom out" onClick={() => zoomAt(model, middle(), 1.6)}>
        −
      </button>
      <button
        type="button"
        onClick={() => {
          model.zoom.value = null;
          brush({ key: 'began', interval: null }, { key: 'ended', interval: null });
        }}
      >
        Show all
      </button>
      <ul class="legend outcomes">
        {(Object.keys(outcomes) as Outcome[]).map((outcome) => (
          <li key={outcome}>
            <span class={`block ${outcome}`} style={{ backgroundColor: `var(--${outcomes[outcome].colour})` }} />
            {signs[outcome]}
            {outcomes[outcome].name}
          </li>
        ))}
        <li>↻ attempt</li>
      </ul>
    </>
  );
}

function Told({ model, attempt }: { model: TimelineModel; attempt: Attempt }) {
  const { start, end } = model.attempts.value;
  const seconds = ((attempt.ended || end) - attempt.began) / 1000;
  return (
    <>
      <b>Trial {attempt.trial}</b>, attempt {attempt.attempt}, {outcomes[outcomeOf(attempt)].name} on {attempt.node} {attempt.slot}
      <span class="quiet">
        {' '}
        began at {clock((attempt.began - start) / 1000)}, {attempt.ended ? 'took' : 'so far'} {clock(seconds, seconds.toFixed(1))}
      </span>
      {attempt.reason && `: ${attempt.reason}`}
    </>
  );
}

function summary({ attempts, lanes, whole }: TimelineModel): string {
  const count: Record<Outcome, number> = { r: 0, f: 0, x: 0, t: 0, q: 0 };
  let again = 0;
  for (const one of attempts.value.all) {
    count[outcomeOf(one)]++;
    if (one.attempt > 1) again++;
  }
  const told = (Object.keys(outcomes) as Outcome[])
    .filter((one) => count[one] > 0)
    .map((one) => `${show(count[one])} ${outcomes[one].name}`);
  return `${show(attempts.value.all.length)} attempts on ${lanes.value.length} slots in ${clock(whole.value[1])}: ${told.join(', ')}; ${again === 0 ? 'none was a retry' : again === 1 ? 'one was a retry' : `${show(again)} were retries`}. Drag to select what ran then; Ctrl and wheel, or + and −, zoom; Shift and drag move along.`;
}

function rowsOf({ attempts }: TimelineModel) {
  // Those who ask for a table look for what went wrong first.
  const all = [...attempts.value.all].sort((a, b) => Number(a.outcome === 'f') - Number(b.outcome === 'f') || a.began - b.began);
  return {
    head: ['trial', 'attempt', 'outcome', 'node', 'slot', 'began', 'seconds', 'reason'],
    total: all.length,
    row(place: number) {
      const one = all[place] as Attempt;
      const seconds = ((one.ended || attempts.value.end) - one.began) / 1000;
      return [
        String(one.trial),
        String(one.attempt),
        outcomes[outcomeOf(one)].name,
        one.node,
        one.slot,
        clock((one.began - attempts.value.start) / 1000),
        show(seconds),
        one.reason,
      ];
    },
  };
}
