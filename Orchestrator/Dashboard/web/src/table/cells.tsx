import { trialPath } from '../app/router';
import { duration } from '../app/words';
import { reasons, reused } from '../data/sweep';
import { text } from '../data/trials';
import { togglePin } from '../data/view';
import type { Sweep } from '../data/wire';
import { State } from '../parts/State';
import { cellId } from './keys';
import { reasonKey, type Shown } from './layout';

interface Props {
  shown: Shown;
  trial: number;
  column: number;
  at: boolean;
  sweep: Sweep;
  best: boolean;
  pinned: boolean;
}

export function TrialCell(props: Props) {
  const { shown, trial, column, at } = props;
  return (
    <div
      id={cellId(trial, column)}
      class={`cell ${shown.number && column > 0 ? 'number' : ''} ${column === 0 ? 'first name' : ''} ${at ? 'at' : ''}`}
      role="gridcell"
      title={clipped(shown, trial)}
      aria-colindex={column + 1}
    >
      <Content {...props} />
    </div>
  );
}

/** The whole of a text that may not fit. */
function clipped({ key, column }: Shown, trial: number): string | undefined {
  const whole = key === reasonKey ? reasons.value.get(trial) : column?.categories ? text(column, trial) : '';
  return whole && whole.length > 20 ? whole : undefined;
}

function Content({ shown, trial, sweep, best, pinned }: Props) {
  const { key, column } = shown;
  if (key === 'index') return <Name trial={trial} sweep={sweep} best={best} pinned={pinned} />;
  if (key === reasonKey) return <Reason trial={trial} />;
  if (!column) return null;
  if (key === 'state') return <TrialState state={text(column, trial)} trial={trial} />;
  if (key === 'seconds') return <>{duration(column.values[trial])}</>;
  return <>{text(column, trial)}</>;
}

function Name({ trial, sweep, best, pinned }: Pick<Props, 'trial' | 'sweep' | 'best' | 'pinned'>) {
  return (
    <>
      <button
        type="button"
        class="pin"
        tabIndex={-1}
        aria-pressed={pinned}
        title={pinned ? 'Pinned: shown first and compared; click to let go' : 'Pin: shown first, drawn thick, compared in pictures'}
        aria-label={`Pin trial ${trial}`}
        onClick={() => togglePin(trial)}
      >
        <svg viewBox="0 0 16 16" width="13" height="13" aria-hidden="true">
          <path d="M5 1.5h6v1.2l-.9.8v3.4l2.1 2v1.4H8.7L8 15l-.7-4.7H3.8V8.9l2.1-2V3.5L5 2.7z" />
        </svg>
      </button>
      <a href={trialPath(sweep.id, trial)} tabIndex={-1}>
        {trial}
      </a>
      {best && (
        <span class="star" title="The best trial">
          ★<span class="visually-hidden"> best</span>
        </span>
      )}
    </>
  );
}

function TrialState({ state, trial }: { state: string; trial: number }) {
  const from = reused.value.get(trial);
  return from ? (
    <span title={`Not trained here: reused from ${from}`}>
      <State state={state} />*
    </span>
  ) : (
    <State state={state} />
  );
}

function Reason({ trial }: { trial: number }) {
  const reason = reasons.value.get(trial);
  return reason ? <span class="bad">{reason}</span> : null;
}
