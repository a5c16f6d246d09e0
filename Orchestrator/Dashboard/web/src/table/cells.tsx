import { trialPath } from '../app/router';
import { duration } from '../app/words';
import { reasons, reused } from '../data/sweep';
import { text } from '../data/trials';
import { togglePin } from '../data/view';
import { State } from '../parts/State';
import { cellId } from './keys';
import { reasonKey, type Shown } from './layout';

/** What a trial's cell says. */
export function cellText({ key, column }: Shown, trial: number): string {
  if (key === reasonKey) return reasons.value.get(trial) ?? '';
  if (!column) return '';
  return key === 'seconds' ? duration(column.values[trial]) : text(column, trial);
}

interface Props {
  shown: Shown;
  text: string;
  trial: number;
  column: number;
  at: boolean;
  sweep: string;
  best: boolean;
  pinned: boolean;
}

// Longer than the narrowest column that holds texts: it may be clipped.
const long = 16;

export function TrialCell(props: Props) {
  const { shown, text, trial, column, at } = props;
  return (
    <div
      id={cellId(trial, column)}
      class={`cell ${shown.number && column > 0 ? 'number' : ''} ${column === 0 ? 'first name' : ''} ${at ? 'at' : ''}`}
      role="gridcell"
      title={text.length > long ? text : undefined}
      aria-colindex={column + 1}
    >
      <Content {...props} />
    </div>
  );
}

function Content(props: Props) {
  const { shown, text, trial } = props;
  if (shown.key === 'index') return <Name {...props} />;
  if (shown.key === 'state') return <TrialState state={text} trial={trial} />;
  return <span class={shown.key === reasonKey ? 'bad' : undefined}>{text}</span>;
}

function Name({ trial, sweep, best, pinned }: Props) {
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
      <a href={trialPath(sweep, trial)} tabIndex={-1}>
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
  if (!from) return <State state={state} />;
  return (
    <span title={`Not trained here: reused from ${from}`}>
      <State state={state} />
      <span aria-hidden="true">*</span>
      <span class="visually-hidden"> (reused)</span>
    </span>
  );
}
