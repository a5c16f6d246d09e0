import { useEffect } from 'preact/hooks';
import { Heading } from '../app/Heading';
import { isTyping } from '../app/Help';
import { lazily } from '../app/Lazy';
import { navigate, sweepPath, trialPath } from '../app/router';
import { sweep } from '../data/sweep';
import { pinned, togglePin, trials } from '../data/view';
import { arrangement } from '../table/state';
import { Artifacts } from '../trial/Artifacts';
import { Attempts } from '../trial/Attempts';
import { detail, detailError, followTrial } from '../trial/detail';
import { Log } from '../trial/Log';
import { Parameters } from '../trial/Parameters';
import { Provenance } from '../trial/Provenance';
import { TrialFacts } from '../trial/TrialFacts';
import { TrialPictures } from '../trial/TrialPictures';
import { Control } from './Control';
import { retryOne } from './retry';

const Curves = lazily(() => import('../charts').then((module) => module.Curves), 320);

/** One trial: what it was given, how it went, what it left behind, and how to do it again. */
export function TrialPage({ id, index }: { id: string; index: number }) {
  useEffect(() => followTrial(id, index), [id, index]);
  useShortcuts(id, index);
  const now = detail.value;
  const its = sweep.value;
  return (
    <>
      <Title id={id} index={index} />
      {detailError.value && <p class="notice bad-news">{detailError.value}</p>}
      {!now && !detailError.value && <p class="quiet">Loading…</p>}
      {now && its && (
        <>
          <TrialFacts sweep={its} detail={now} />
          <div class="columns">
            <Parameters sweep={its} detail={now} />
            <Attempts detail={now} />
          </div>
          {now.run_id && (
            <section aria-labelledby="curves">
              <h2 id="curves">Metrics</h2>
              <Curves sweep={its} only={[index]} />
            </section>
          )}
          {now.pictures_run_id && (
            <section aria-labelledby="pictures">
              <h2 id="pictures">Pictures</h2>
              <TrialPictures run={now.pictures_run_id} sweep={its} trial={index} />
            </section>
          )}
          <Log sweep={id} trial={index} attempt={now.attempt} state={now.state} />
          {now.run_id && <Artifacts run={now.run_id} />}
          <Provenance sweep={its} detail={now} />
        </>
      )}
    </>
  );
}

function Title({ id, index }: { id: string; index: number }) {
  const isPinned = pinned.value.includes(index);
  const { before, after } = neighbours(index);
  return (
    <div class="title">
      <Heading title={`Trial ${index} of ${sweep.value?.name ?? id}`} />
      <span class="grow" />
      {sweep.value && <Control sweep={sweep.value} commands={detail.value?.state === 'failed' ? [retryOne(sweep.value, index)] : []} />}
      <button
        type="button"
        aria-pressed={isPinned}
        title="Pinned trials are drawn thick and compared in pictures"
        onClick={() => togglePin(index)}
      >
        {isPinned ? 'Pinned' : 'Pin'}
      </button>
      <Neighbour id={id} index={before} text="← Previous" hint="Previous in the table ([)" />
      <Neighbour id={id} index={after} text="Next →" hint="Next in the table (])" />
    </div>
  );
}

function Neighbour({ id, index, text, hint }: { id: string; index: number | null; text: string; hint: string }) {
  return index === null ? (
    <button type="button" disabled>
      {text}
    </button>
  ) : (
    <a class="button" href={trialPath(id, index)} title={`${hint}: trial ${index}`}>
      {text}
    </a>
  );
}

/** In the order of the table, where that was shown; by number otherwise. */
function neighbours(index: number): { before: number | null; after: number | null } {
  const { count } = trials.value;
  const listed = arrangement.value.items.filter((item) => item >= 0 && item < count);
  const place = listed.indexOf(index);
  if (place >= 0) return { before: listed[place - 1] ?? null, after: listed[place + 1] ?? null };
  return { before: index > 0 ? index - 1 : null, after: index + 1 < count ? index + 1 : null };
}

function useShortcuts(id: string, index: number): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || document.querySelector('dialog[open]')) return;
      const { before, after } = neighbours(index);
      if (event.key === '[' && before !== null) navigate(trialPath(id, before));
      if (event.key === ']' && after !== null) navigate(trialPath(id, after));
      if (event.key === 'u') navigate(sweepPath(id));
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [id, index]);
}
