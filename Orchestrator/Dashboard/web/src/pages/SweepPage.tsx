import { batch } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { Heading } from '../app/Heading';
import { lazily } from '../app/Lazy';
import { sentence } from '../app/words';
import { followMetrics } from '../data/metrics';
import { loadError, loaded, sweep } from '../data/sweep';
import { chartSetting, setChart } from '../data/view';
import type { Sweep } from '../data/wire';
import { TrialTable } from '../table/TrialTable';
import { Control } from './Control';
import { commandsOf } from './commands';
import { Facts } from './Facts';
import { Failures } from './Failures';
import { History } from './History';
import { RunningTrials } from './RunningTrials';

const Charts = lazily(() => import('../charts').then((module) => module.Charts), 480);
const Timeline = lazily(() => import('../charts').then((module) => module.Timeline));
const Pictures = lazily(() => import('../pictures').then((module) => module.Pictures));

const tabs = [
  ['compare', 'Compare'],
  ['table', 'Table'],
  ['pictures', 'Pictures'],
  ['timeline', 'Timeline'],
  ['history', 'History'],
] as const;
type Tab = (typeof tabs)[number][0];

const tab = (): Tab => tabs.find(([key]) => key === chartSetting('tab', 'compare'))?.[0] ?? 'compare';

/** A sweep: what it is and how it goes on top, below it everything to compare its trials by. */
export function SweepPage({ id }: { id: string }) {
  useEffect(() => followMetrics(id), [id]);
  const now = sweep.value;
  if (!now) return <NotYet id={id} />;
  return (
    <>
      <div class="title">
        <Heading title={now.name} />
        <span class="quiet">{subtitle(now)}</span>
        <span class="grow" />
        <Control sweep={now} commands={commandsOf(now)} />
      </div>
      <Facts sweep={now} />
      <Failures sweep={now} />
      <Tabs />
      <div class={`panel ${tab()}`} role="tabpanel" id="panel" aria-labelledby={`tab-${tab()}`}>
        <Panel sweep={now} />
      </div>
    </>
  );
}

function NotYet({ id }: { id: string }) {
  const error = loadError.value;
  return (
    <>
      <Heading title={id} />
      {error ? (
        <p class="notice bad-news">
          {sentence(error.text)} {error.missing ? <a href="/">All sweeps</a> : 'Trying again…'}
        </p>
      ) : (
        <p class="quiet">Loading…</p>
      )}
    </>
  );
}

function subtitle(sweep: Sweep): string {
  const dataset = sweep.dataset?.options.set ?? sweep.dataset?.name;
  return `${sweep.experiment}${dataset ? ` on ${dataset}` : ''} · ${sweep.objective.goal} ${sweep.objective.metric} · ${sweep.id}`;
}

function Panel({ sweep }: { sweep: Sweep }) {
  switch (tab()) {
    case 'table':
      return <TrialTable sweep={sweep.id} />;
    case 'pictures':
      return <Pictures sweep={sweep} />;
    case 'timeline':
      return (
        <>
          <RunningTrials sweep={sweep} />
          <Timeline sweep={sweep} />
        </>
      );
    case 'history':
      return <History sweep={sweep} />;
    default:
      return (
        <>
          <TrialTable sweep={sweep.id} />
          <div class="beside">{loaded.value && <Charts sweep={sweep} />}</div>
        </>
      );
  }
}

/** Arrow keys go from tab to tab, as in any list of tabs. */
function Tabs() {
  const go = (key: Tab, focus: boolean) => {
    batch(() => setChart('tab', key === 'compare' ? '' : key));
    if (focus) document.getElementById(`tab-${key}`)?.focus();
  };
  const onKey = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const place = tabs.findIndex(([key]) => key === tab());
    go(tabs[(place + step + tabs.length) % tabs.length]?.[0] ?? 'compare', true);
  };
  return (
    <div class="tabs" role="tablist" aria-label="Views of the sweep" onKeyDown={onKey}>
      {tabs.map(([key, text]) => (
        <button
          key={key}
          id={`tab-${key}`}
          type="button"
          role="tab"
          aria-selected={tab() === key}
          aria-controls="panel"
          tabIndex={tab() === key ? 0 : -1}
          onClick={() => go(key, false)}
        >
          {text}
        </button>
      ))}
    </div>
  );
}
