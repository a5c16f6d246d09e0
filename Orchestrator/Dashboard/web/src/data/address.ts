import { type Brush, emptyView, type View } from './view';

/**
 * The view as a query that a person can read and change: `?filter=noise+>+0.2&brush=p.noise:0.1..0.4&sort=-value&pin=3,7&x.scatter.x=p.latent`.
 * Items of a list are encoded one by one, so that commas and colons stay what they look like.
 */
export function encodeView(view: View): string {
  const { tab, ...chart } = view.chart;
  const parts = [
    tab ? `tab=${written(tab)}` : '',
    view.filter ? `filter=${written(view.filter)}` : '',
    ...view.brushes.map((brush) => `brush=${written(brush.key)}:${bound(brush.from)}..${bound(brush.to)}`),
    view.sort ? `sort=${view.sort.up ? '' : '-'}${written(view.sort.key)}` : '',
    view.group ? `group=${written(view.group)}` : '',
    view.pinned.length > 0 ? `pin=${view.pinned.join(',')}` : '',
    view.columns ? `columns=${view.columns.map(written).join(',')}` : '',
    ...Object.entries(chart).map(([name, value]) => `x.${written(name)}=${written(value)}`),
  ].filter(Boolean);
  return parts.length > 0 ? `?${parts.join('&')}` : '';
}

export function decodeView(query: string): View {
  const brushes: Brush[] = [];
  const chart: Record<string, string> = {};
  let view: View = emptyView;
  for (const part of query.replace(/^\?/, '').split('&')) {
    const [name, value] = cut(part);
    if (name === 'filter') view = { ...view, filter: readBack(value) };
    else if (name === 'brush') brushes.push(...brushOf(value));
    else if (name === 'sort') view = { ...view, sort: sortOf(value) };
    else if (name === 'group') view = { ...view, group: readBack(value) || null };
    else if (name === 'pin') view = { ...view, pinned: numbers(value) };
    else if (name === 'columns') view = { ...view, columns: value ? value.split(',').map(readBack) : [] };
    else if (name === 'tab') chart.tab = readBack(value);
    else if (name.startsWith('x.')) chart[readBack(name.slice(2))] = readBack(value);
  }
  return { ...view, brushes, chart };
}

function cut(part: string): [string, string] {
  const at = part.indexOf('=');
  return at < 0 ? [part, ''] : [part.slice(0, at), part.slice(at + 1)];
}

function brushOf(value: string): Brush[] {
  const match = /^(.+):([^:]*)\.\.([^:]*)$/.exec(value);
  if (!match) return [];
  const [, key = '', low = '', high = ''] = match;
  const from = low === '' ? Number.NEGATIVE_INFINITY : Number(low);
  const to = high === '' ? Number.POSITIVE_INFINITY : Number(high);
  return Number.isNaN(from) || Number.isNaN(to) ? [] : [{ key: readBack(key), from, to }];
}

function sortOf(value: string): View['sort'] {
  const up = !value.startsWith('-');
  const key = readBack(up ? value : value.slice(1));
  return key ? { key, up } : null;
}

const numbers = (value: string): number[] => [
  ...new Set(
    value
      .split(',')
      .filter((text) => /^\d+$/.test(text))
      .map(Number),
  ),
];

const bound = (value: number): string => (Number.isFinite(value) ? String(value) : '');

// Of what encodeURIComponent hides, these characters may stay in a query.
const readable: Record<string, string> = { '%20': '+', '%2F': '/', '%3E': '>', '%3C': '<', '%3D': '=', '%7E': '~', '%22': '"', '%40': '@' };

const written = (text: string): string => encodeURIComponent(text).replace(/%(20|2F|3E|3C|3D|7E|22|40)/g, (code) => readable[code] ?? code);

function readBack(text: string): string {
  const spaced = text.replaceAll('+', ' ');
  try {
    return decodeURIComponent(spaced);
  } catch {
    return spaced;
  }
}
