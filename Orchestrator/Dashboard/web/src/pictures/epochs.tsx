import { useEffect, useState } from 'preact/hooks';
import { useMedia } from './hooks';
import { change, settings } from './settings';

const playMs = 800;

/** Where the slider stands among its epochs: the last that is not after the wanted one. */
export function standing(epochs: readonly number[]): number {
  return Math.max(
    0,
    epochs.findLastIndex((epoch) => epoch <= settings.epoch),
  );
}

const name = (epoch: number | undefined): string => (epoch === undefined ? '' : Number.isFinite(epoch) ? `epoch ${epoch}` : 'the end');

/** A slider over the epochs that were drawn, and a button that lets them go by. */
export function Epochs({ epochs }: { epochs: readonly number[] }) {
  const [playing, setPlaying] = useState(false);
  const still = useMedia('(prefers-reduced-motion: reduce)');
  const at = standing(epochs);
  const last = epochs.length - 1;
  // Standing at the end means the end, also when more comes.
  const go = (to: number) => change('epoch', to >= last ? Number.POSITIVE_INFINITY : (epochs[to] ?? 0));
  useEffect(() => {
    if (!playing) return;
    if (at >= last) {
      setPlaying(false);
      return;
    }
    const timer = setTimeout(() => go(at + 1), playMs);
    return () => clearTimeout(timer);
  }, [playing, at, last]);
  if (epochs.length < 2) return null;
  const play = () => {
    if (!playing && at >= last) go(0);
    setPlaying(!playing);
  };
  return (
    <div class="pictures-epochs">
      <label for="pictures-epoch">Epoch</label>
      <input
        id="pictures-epoch"
        type="range"
        min={0}
        max={last}
        step={1}
        value={at}
        aria-valuetext={name(epochs[at])}
        onInput={(event) => {
          setPlaying(false);
          go(Number(event.currentTarget.value));
        }}
      />
      <output for="pictures-epoch">{name(epochs[at])}</output>
      {!still && (
        <button type="button" aria-pressed={playing} onClick={play}>
          {playing ? 'Stop' : 'Play'}
        </button>
      )}
    </div>
  );
}
