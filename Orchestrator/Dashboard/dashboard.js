// The results page: drawn from the orchestrator's API, and from its tracking server for pictures. It asks no other host.

const pageSize = 500;
const shownRows = 500;
const shownCards = 12;
const restMs = 1000;
const ended = new Set(['completed', 'completed_with_failures', 'cancelled']);

const state = {
  sweep: null,
  trials: [],
  runs: new Map(), // trial index → MLflow run id
  counts: '',
  sort: null, // { key, up }; null: best first
  cards: shownCards,
  pictures: ['reconstruction', 'loss'], // names below pictures/, without their ending: all that the trials have
  chosen: new Set(['reconstruction', 'loss']), // those that are shown
};

// ---- small helpers -------------------------------------------------------------------------------------------------

/** Makes an element; texts become text nodes, so nothing from a sweep is ever read as markup. */
function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
    else if (value !== null && value !== undefined && value !== false) node.setAttribute(name, value === true ? '' : value);
  }
  node.append(...children.flat().filter(child => child !== null && child !== undefined));
  return node;
}

async function api(path, options) {
  const response = await fetch(path, options);
  if (!response.ok) throw Object.assign(new Error(await reason(response)), { status: response.status });
  return response.json();
}

async function reason(response) {
  const problem = await response.json().catch(() => null);
  return problem?.detail ?? problem?.title ?? `${response.status} ${response.statusText}`;
}

/** JSON has no NaN; the API writes such values as text. */
const number = value => (value === null || value === undefined ? undefined : Number(value));

function show(value) {
  const x = number(value);
  if (x === undefined) return '';
  if (!Number.isFinite(x) || x === 0) return String(x);
  const size = Math.abs(x);
  return size < 1e-4 || size >= 1e7 ? x.toExponential(3) : String(Number(x.toPrecision(4)));
}

function duration(seconds) {
  if (seconds === null || seconds === undefined) return '';
  const s = Math.round(seconds);
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  if (s < 60) return `${s} s`;
  if (s < 3600) return `${Math.floor(s / 60)} min ${String(s % 60).padStart(2, '0')} s`;
  return `${Math.floor(s / 3600)} h ${String(Math.floor((s % 3600) / 60)).padStart(2, '0')} min`;
}

const words = text => text.replaceAll('_', ' ');
const parameters = values => Object.entries(values).map(([name, value]) => `${name} ${value}`).join(' · ');

function bar(done, failed, label) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('class', 'bar');
  svg.setAttribute('viewBox', '0 0 100 1');
  svg.setAttribute('preserveAspectRatio', 'none');
  svg.setAttribute('role', 'img');
  svg.setAttribute('aria-label', label);
  for (const [kind, from, length] of [['done', 0, done], ['failed', done, failed]]) {
    const part = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
    part.setAttribute('class', kind);
    part.setAttribute('x', 100 * from);
    part.setAttribute('width', 100 * length);
    part.setAttribute('height', 1);
    svg.append(part);
  }
  return svg;
}

function table(heads, rows, label) {
  return el('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': label },
    el('table', {}, el('thead', {}, el('tr', {}, heads)), el('tbody', {}, rows)));
}

/** Replaces a part of the page but leaves the keyboard's focus where it was. */
function put(place, ...content) {
  const focused = place.contains(document.activeElement) ? document.activeElement.dataset.focus : null;
  const scrolled = place.querySelector('.scroll')?.scrollLeft;
  place.replaceChildren(...content.flat().filter(Boolean));
  if (focused) place.querySelector(`[data-focus="${CSS.escape(focused)}"]`)?.focus();
  if (scrolled) place.querySelector('.scroll').scrollLeft = scrolled;
}

// ---- all sweeps ----------------------------------------------------------------------------------------------------

function sweepRow(sweep) {
  const { total, finished, failed } = sweep.trials;
  return el('tr', {},
    el('td', {}, el('a', { href: `/sweeps/${encodeURIComponent(sweep.id)}` }, sweep.name), ' ', el('span', { class: 'quiet' }, sweep.id)),
    el('td', {}, words(sweep.state)),
    el('td', {}, bar(share(finished, total), share(failed, total), `${finished} of ${total} done`)),
    el('td', { class: 'number' }, `${finished} / ${total}`),
    el('td', { class: failed ? 'number bad' : 'number' }, String(failed)),
    el('td', {}, sweep.best ? `${sweep.objective.metric} ${show(sweep.best.value)}` : ''),
    el('td', { class: 'number' }, duration(sweep.elapsed_seconds)),
    el('td', {}, new Date(sweep.submitted_at).toLocaleString()));
}

const share = (part, total) => (total ? part / total : 0);

async function drawList(main) {
  const sweeps = await api('/api/sweeps');
  sweeps.sort((a, b) => b.submitted_at.localeCompare(a.submitted_at));
  const heads = ['Sweep', 'State', 'Progress', 'Done', 'Failed', 'Best', 'Time', 'Submitted'];
  const numbers = new Set(['Done', 'Failed', 'Time']);
  put(main, el('h1', {}, 'Sweeps'), sweeps.length
    ? table(heads.map(head => el('th', { scope: 'col', class: numbers.has(head) ? 'number' : null }, head)), sweeps.map(sweepRow), 'Sweeps')
    : el('p', { class: 'notice' }, 'No sweep was submitted yet. ', el('code', {}, 'submit my-sweep.yaml'), ' hands one in.'));
  return true;
}

// ---- one sweep -----------------------------------------------------------------------------------------------------

function heading(sweep) {
  const { total, finished, failed, running, pending, delayed } = sweep.trials;
  const onTheWay = sweep.running.reduce((sum, trial) => sum + trial.fraction, 0);
  const rate = sweep.trials_per_second;
  const fact = (name, value, small, wide) => el('div', { class: wide ? 'wide' : null }, el('dt', {}, name), el('dd', {}, value, small ? el('small', {}, small) : null));
  return [
    el('h1', {}, sweep.name),
    el('p', { class: 'quiet' }, `${sweep.experiment}${sweep.dataset?.name ? ` on ${sweep.dataset.options?.set ?? sweep.dataset.name}` : ''} · ${sweep.id} · ${sweep.objective.goal} ${sweep.objective.metric}`),
    bar(share(finished + onTheWay, total), share(failed, total), `${finished} of ${total} trials done, ${failed} failed`),
    sweep.waits ? el('p', { class: 'notice' }, `Waits: ${sweep.waits}`) : null,
    el('dl', { class: 'facts' },
      fact('State', words(sweep.state)),
      fact('Trials done', `${finished} of ${total}`, [running && `${running} running`, pending && `${pending} left`, delayed && `${delayed} to be tried again`].filter(Boolean).join(', ')),
      fact('Failed', el('span', { class: failed ? 'bad' : null }, String(failed))),
      fact('Time', duration(sweep.elapsed_seconds), !ended.has(sweep.state) && sweep.seconds_left != null ? `about ${duration(sweep.seconds_left)} left` : ''),
      fact('Throughput', rate >= 0.5 ? `${show(rate)} / s` : `${(rate * 60).toFixed(1)} / min`),
      sweep.best ? fact(`Best ${sweep.objective.metric}`, show(sweep.best.value), `trial ${sweep.best.index}: ${parameters(sweep.best.parameters)}`, true) : null,
      sweep.start ? fact('Starts from', el('a', { href: `/sweeps/${encodeURIComponent(sweep.start.sweep)}` }, sweep.start.sweep), startTrials(sweep.start), true) : null),
  ];
}

const startTrials = start => (start.trial == null ? 'each from its matching trial' : `trial ${start.trial}`);

function runningTable(sweep) {
  if (sweep.running.length === 0) return [];
  const rows = [...sweep.running].sort((a, b) => a.index - b.index).map(trial => el('tr', {},
    el('td', { class: 'number' }, String(trial.index)),
    el('td', {}, bar(trial.fraction, 0, `${Math.round(100 * trial.fraction)} %`)),
    el('td', {}, trial.epochs ? `${trial.epoch} / ${trial.epochs}` : ''),
    el('td', { class: 'number' }, show(trial.value)),
    el('td', { class: 'number' }, trial.images_per_second ? Math.round(trial.images_per_second).toLocaleString('en') : ''),
    el('td', {}, `${trial.node} ${trial.slot}`),
    el('td', {}, trial.waits ? `waits: ${trial.waits}` : parameters(trial.parameters))));
  const heads = ['Trial', 'Progress', 'Epoch', sweep.objective.metric, 'Images / s', 'Where', 'Parameters']
    .map((head, column) => el('th', { scope: 'col', class: [0, 3, 4].includes(column) ? 'number' : null }, head));
  return [el('h2', {}, 'Running'), table(heads, rows, 'Running trials')];
}

function columns(sweep) {
  return [
    { key: 'index', head: 'Trial', of: trial => trial.index, numeric: true },
    ...sweep.axes.map(axis => ({ key: `p.${axis}`, head: axis, of: trial => trial.parameters[axis], text: trial => String(trial.parameters[axis] ?? '') })),
    ...(sweep.start && sweep.start.trial == null ? [{ key: 'start', head: 'Starts from trial', of: trial => trial.start_trial, numeric: true }] : []),
    { key: 'value', head: sweep.objective.metric, of: trial => number(trial.value), text: trial => show(trial.value), numeric: true },
    { key: 'state', head: 'State', of: trial => (trial.reused ? `reused from ${trial.reused.sweep} trial ${trial.reused.trial}` : trial.state) },
    { key: 'seconds', head: 'Time', of: trial => trial.seconds, text: trial => duration(trial.seconds), numeric: true },
    ...(state.trials.some(trial => trial.node) ? [{ key: 'node', head: 'Node', of: trial => trial.node }] : []),
  ];
}

/** Missing values and NaN last, whichever way is up. */
function compare(a, b, up) {
  const missing = x => x === undefined || x === null || Number.isNaN(x);
  if (missing(a) || missing(b)) return missing(a) - missing(b);
  const order = typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b), 'en', { numeric: true });
  return up ? order : -order;
}

function order() {
  return state.sort ?? { key: 'value', up: state.sweep.objective.goal !== 'maximize' };
}

function sorted() {
  const { key, up } = order();
  const column = columns(state.sweep).find(one => one.key === key) ?? columns(state.sweep)[0];
  return state.trials.filter(trial => trial.state !== 'pending')
    .sort((a, b) => compare(column.of(a), column.of(b), up) || a.index - b.index);
}

function sortBy(key) {
  const now = order();
  state.sort = { key, up: now.key === key ? !now.up : true };
  drawTrials();
}

function trialTable(trials) {
  const { key, up } = order();
  const heads = columns(state.sweep).map(column => el('th', {
    scope: 'col', class: column.numeric ? 'number' : null, 'aria-sort': column.key === key ? (up ? 'ascending' : 'descending') : null,
  }, el('button', { type: 'button', 'data-focus': column.key, onclick: () => sortBy(column.key) }, column.head)));
  const rows = trials.slice(0, shownRows).map(trial => el('tr', { class: isBest(trial) ? 'best' : null },
    columns(state.sweep).map(column => el('td', { class: column.numeric ? 'number' : null }, column.text ? column.text(trial) : String(column.of(trial) ?? ''))),
    trial.reason && trial.state === 'failed' ? el('td', { class: 'reason' }, trial.reason) : null));
  return [
    el('h2', {}, 'Trials'),
    table(heads, rows, 'Trials, sortable'),
    trials.length > shownRows ? el('p', { class: 'quiet' }, `and ${trials.length - shownRows} more`) : null,
  ];
}

const isBest = trial => state.sweep.best?.index === trial.index;
const artifact = (run, path) => `/get-artifact?run_id=${encodeURIComponent(run)}&path=${encodeURIComponent(path)}`;

/** A picture that the trial did not make is left out. */
function picture(run, path, alt) {
  return el('a', { href: artifact(run, path) }, el('img', { src: artifact(run, path), alt, loading: 'lazy', onerror: event => event.target.parentElement.remove() }));
}

function card(trial) {
  const run = state.runs.get(trial.index);
  const differing = Object.fromEntries(state.sweep.axes.map(axis => [axis, trial.parameters[axis]]));
  return el('li', { class: isBest(trial) ? 'best' : null, 'data-trial': trial.index },
    el('h3', {}, el('span', {}, `Trial ${trial.index}`), el('span', {}, `${state.sweep.objective.metric} ${show(trial.value)}`)),
    el('p', {}, parameters(differing)),
    state.pictures.filter(name => state.chosen.has(name)).map(name => picture(run, `pictures/${name}.png`, `Trial ${trial.index}: ${caption(name)}`)));
}

const captions = {
  reconstruction: 'originals, corrupted and reconstructed images',
  loss: 'loss by epoch',
  latent: 'latent space, coloured by class',
  manifold: 'images all over the latent space',
  samples: 'random samples',
  'samples-and-real': 'random samples above real images',
  interpolation: 'from image to image through the latent space',
};
const caption = name => captions[name] ?? words(name.replaceAll('/', ', '));

/** Which pictures are shown of every trial; the reconstruction of an early epoch stands beside the last one's. */
function choice() {
  if (state.pictures.length <= 2) return null;
  const toggle = name => () => { if (!state.chosen.delete(name)) state.chosen.add(name); drawTrials(); };
  return el('p', { class: 'choice', role: 'group', 'aria-label': 'Pictures to show' }, state.pictures.map(name => el('button', {
    type: 'button', 'aria-pressed': String(state.chosen.has(name)), title: caption(name), 'data-focus': `picture ${name}`, onclick: toggle(name),
  }, words(name).replaceAll('-', ' ').replace('/', ', ').replace(/ 0+/, ' '))));
}

/** The names of a finished trial's pictures; all trials of a sweep have the same, but for a two-dimensional latent space. */
async function loadPictures() {
  const latest = state.trials.filter(trial => trial.state === 'finished' && state.runs.has(trial.index));
  const names = new Set(state.pictures);
  for (const trial of [latest[0], latest.at(-1)].filter(Boolean)) {
    for (const path of await listed(state.runs.get(trial.index), 'pictures')) names.add(path);
  }
  const rank = name => [...Object.keys(captions), name].indexOf(name);
  state.pictures = [...names].sort((a, b) => rank(a) - rank(b) || a.localeCompare(b));
}

async function listed(run, folder) {
  const page = await api(`/ajax-api/2.0/mlflow/artifacts/list?run_id=${encodeURIComponent(run)}&path=${encodeURIComponent(folder)}`);
  const below = await Promise.all((page.files ?? []).map(file => (file.is_dir ? listed(run, file.path) : file.path.endsWith('.png') ? [file.path.slice('pictures/'.length, -'.png'.length)] : [])));
  return below.flat();
}

function gallery(trials) {
  const pictured = trials.filter(trial => trial.state === 'finished' && state.runs.has(trial.index));
  if (pictured.length === 0) return elsewhere();
  return [
    el('h2', {}, 'Pictures, in the order of the table'),
    choice(),
    el('ul', { class: 'gallery' }, pictured.slice(0, state.cards).map(card)),
    pictured.length > state.cards
      ? el('button', { class: 'more', type: 'button', 'data-focus': 'more', onclick: () => { state.cards *= 2; drawTrials(); } }, `Show more (${pictured.length - state.cards} left)`)
      : null,
  ];
}

function elsewhere() {
  const { uri, experiment_id: experiment } = state.sweep.tracking;
  return state.sweep.trials.finished === 0 || !/^https?:/.test(uri) || new URL(uri).origin === location.origin ? []
    : [el('p', { class: 'notice' }, 'Pictures and curves: ', el('a', { href: `${uri.replace(/\/$/, '')}/#/experiments/${experiment}` }, uri))];
}

function drawTrials() {
  const trials = sorted();
  put(document.getElementById('trials'), trials.length ? trialTable(trials) : []);
  const place = document.getElementById('pictures');
  const shape = JSON.stringify([state.cards, state.pictures, [...state.chosen], state.sweep.best?.index, trials.map(trial => [trial.index, state.runs.get(trial.index)])]);
  if (place.dataset.shape !== shape) {
    place.dataset.shape = shape; // redrawn only when it changes, so that pictures do not flicker
    put(place, gallery(trials));
  }
}

async function loadTrials(id) {
  const trials = [];
  for (let total = 1; trials.length < total;) {
    const page = await api(`/api/sweeps/${encodeURIComponent(id)}/trials?offset=${trials.length}&limit=${pageSize}`);
    trials.push(...page.trials);
    total = page.trials.length ? page.total : 0;
  }
  state.trials = trials;
}

/** The tracking server's runs of this sweep; none where trials are tracked elsewhere. */
async function loadRuns({ tracking }) {
  if (!tracking.experiment_id || !tracking.parent_run_id) return;
  // Newest first: of a trial that began anew with more epochs its newest run counts.
  const newest = new Map();
  let token;
  do {
    const page = await api('/ajax-api/2.0/mlflow/runs/search', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ experiment_ids: [tracking.experiment_id], filter: `tags.mlflow.parentRunId = '${tracking.parent_run_id}'`, max_results: 1000, page_token: token }),
    });
    for (const run of page.runs ?? []) {
      const trial = run.data?.tags?.find(tag => tag.key === 'experiments.trial');
      // A trial that was answered by another has its pictures in that one's run.
      const original = run.data?.tags?.find(tag => tag.key === 'experiments.reused.run');
      if (trial && !newest.has(trial.value)) newest.set(trial.value, original?.value ?? run.info.run_id);
    }
    token = page.next_page_token;
  } while (token);
  for (const [trial, run] of newest) state.runs.set(Number(trial), run);
}

function layOut(main) {
  if (!document.getElementById('trials')) {
    main.replaceChildren(...['heading', 'running', 'trials', 'pictures'].map(id => el('section', { id })));
  }
}

async function drawSweep(main, id) {
  const sweep = await api(`/api/sweeps/${encodeURIComponent(id)}`);
  document.title = `${sweep.name} · Experiments`;
  layOut(main);
  state.sweep = sweep;
  put(document.getElementById('heading'), heading(sweep));
  put(document.getElementById('running'), runningTable(sweep));
  const counts = JSON.stringify([sweep.state, sweep.trials]);
  if (counts !== state.counts) {
    await loadTrials(sweep.id);
    await loadRuns(sweep).then(loadPictures).catch(error => { if (error.status === undefined) throw error; });
    state.counts = counts;
    drawTrials();
  }
  return !ended.has(sweep.state);
}

// ---- go ------------------------------------------------------------------------------------------------------------

async function start() {
  const main = document.getElementById('main');
  const connection = document.getElementById('connection');
  const id = /^\/sweeps\/([^/]+)\/?$/.exec(location.pathname)?.[1];
  const draw = id ? () => drawSweep(main, decodeURIComponent(id)) : () => drawList(main);
  for (let goOn = true; goOn;) {
    try {
      goOn = await draw();
      connection.textContent = '';
    } catch (error) {
      if (error.status === 404) {
        put(main, el('h1', {}, 'Not found'), el('p', { class: 'notice' }, error.message, ' ', el('a', { href: '/' }, 'All sweeps')));
        return;
      }
      connection.textContent = error.status ? error.message : 'The orchestrator does not answer; trying again…';
    }
    await new Promise(resume => setTimeout(resume, document.hidden ? 5 * restMs : restMs));
  }
}

await start();
