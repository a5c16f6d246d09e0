import { useEffect, useState } from 'preact/hooks';
import { connection } from '../data/live';
import { me } from '../data/me';
import { sweep } from '../data/sweep';
import icon from '../icon.svg';
import { helpOpen } from './Help';
import { route, sweepPath } from './router';
import { nextTheme, theme } from './theme';

/** On every page: where one is, whether it is live, and what concerns the page as a whole. */
export function Header() {
  const { page } = route.value;
  return (
    <header class="top">
      <a class="home" href="/" aria-current={page === 'sweeps' ? 'page' : undefined}>
        <img src={icon} alt="" width="22" height="22" /> Experiments
      </a>
      <Breadcrumbs />
      <Connection />
      <nav aria-label="Other pages">
        <a href="/cluster" aria-current={page === 'cluster' ? 'page' : undefined}>
          Cluster
        </a>
      </nav>
      {me.value.name && (
        <span class="quiet" title={`The server knows you as ${me.value.role}`}>
          {me.value.name}
        </span>
      )}
      <ThemeSwitch />
      <button
        type="button"
        class="icon"
        title="Keyboard shortcuts (?)"
        aria-label="Keyboard shortcuts"
        onClick={() => {
          helpOpen.value = true;
        }}
      >
        ?
      </button>
    </header>
  );
}

function Breadcrumbs() {
  const now = route.value;
  if (now.page !== 'sweep' && now.page !== 'trial') return <span class="grow" />;
  const name = sweep.value?.name ?? now.sweep;
  return (
    <nav class="crumbs grow" aria-label="Where you are">
      <ol>
        <li>
          <a href={sweepPath(now.sweep)} aria-current={now.page === 'sweep' ? 'page' : undefined}>
            {name}
          </a>
        </li>
        {now.page === 'trial' && (
          <li>
            <span aria-current="page">trial {now.trial}</span>
          </li>
        )}
      </ol>
    </nav>
  );
}

/** Is the page live? Where the stream broke off: when it is tried again. */
function Connection() {
  const now = connection.value;
  const [, tick] = useState(0);
  const lost = now.state === 'lost';
  useEffect(() => {
    if (!lost) return;
    const timer = setInterval(() => tick((one) => one + 1), 1000);
    return () => clearInterval(timer);
  }, [lost]);
  const seconds = lost ? Math.max(0, Math.ceil((now.retryAt - Date.now()) / 1000)) : 0;
  return (
    <span class={`connection ${now.state}`}>
      <span role="status">
        {now.state === 'live' ? 'live' : lost ? 'connection lost' : now.state === 'connecting' ? 'connecting…' : ''}
      </span>
      {lost && <span aria-hidden="true">{seconds > 0 ? `, again in ${seconds} s` : ', trying…'}</span>}
    </span>
  );
}

const signs = { auto: '◐', light: '☀', dark: '☾' };

function ThemeSwitch() {
  const text = theme.value === 'auto' ? 'as the system' : theme.value;
  return (
    <button type="button" class="icon" title={`Theme: ${text} (t)`} aria-label={`Theme: ${text}; change`} onClick={nextTheme}>
      <span aria-hidden="true">{signs[theme.value]}</span>
    </button>
  );
}
