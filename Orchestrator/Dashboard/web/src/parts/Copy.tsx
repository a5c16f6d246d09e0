import { useState } from 'preact/hooks';

/** A text to be used elsewhere, with a button that copies it. */
export function Copy({ text, label }: { text: string; label: string }) {
  const [said, say] = useState('');
  const copy = async () => {
    say((await copied(text)) ? 'Copied' : 'Select it and copy');
    setTimeout(() => say(''), 2000);
  };
  return (
    <span class="copy">
      <code>{text}</code>
      <button type="button" aria-label={`Copy ${label}`} onClick={copy}>
        {said || 'Copy'}
      </button>
      <span class="visually-hidden" role="status">
        {said}
      </span>
    </span>
  );
}

/** The clipboard is open to pages from this machine and over HTTPS only; elsewhere the older command is tried. */
async function copied(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = document.createElement('textarea');
    area.value = text;
    document.body.append(area);
    area.select();
    const done = document.execCommand('copy');
    area.remove();
    return done;
  }
}
