import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

interface Props {
  title: string;
  onClose: () => void;
  /** −1 or 1: the one before or behind it. */
  onStep?: ((by: -1 | 1) => void) | undefined;
  children: ComponentChildren;
}

/** Something enlarged over the page; arrow keys go to its neighbours, Escape and a click beside it close it. */
export function Enlarged({ title, onClose, onStep, children }: Props) {
  const ref = useRef<HTMLDialogElement>(null);
  useEffect(() => ref.current?.showModal(), []);
  const close = () => ref.current?.close();
  const keys = (event: KeyboardEvent) => {
    const by = event.key === 'ArrowLeft' ? -1 : event.key === 'ArrowRight' ? 1 : null;
    if (by === null || !onStep) return;
    event.preventDefault();
    onStep(by);
  };
  return (
    <dialog
      ref={ref}
      class="pictures-dialog"
      aria-label={title}
      onClose={onClose}
      onKeyDown={keys}
      onClick={(event) => event.target === ref.current && close()}
    >
      <div class="pictures-dialog-inside">
        <header>
          <h2 aria-live="polite">{title}</h2>
          {onStep && (
            <>
              <button type="button" aria-label="Previous" title="Previous (←)" onClick={() => onStep(-1)}>
                ←
              </button>
              <button type="button" aria-label="Next" title="Next (→)" onClick={() => onStep(1)}>
                →
              </button>
            </>
          )}
          <button type="button" aria-label="Close" title="Close (Esc)" onClick={close}>
            ✕
          </button>
        </header>
        {children}
      </div>
    </dialog>
  );
}
