/** An answer that is not 2xx; the message is the server's own words. */
export class ApiError extends Error {
  constructor(
    message: string,
    readonly status: number,
  ) {
    super(message);
  }
}

export const sweepUrl = (sweep: string, rest = ''): string => `/api/sweeps/${encodeURIComponent(sweep)}${rest}`;

export async function get<T>(url: string, signal?: AbortSignal): Promise<T> {
  const response = await answer(url, signal ? { signal } : {});
  return (await response.json()) as T;
}

export async function post<T>(url: string, body: unknown): Promise<T> {
  const response = await answer(url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  return (await response.json()) as T;
}

async function answer(url: string, options: RequestInit): Promise<Response> {
  const response = await fetch(url, options).catch((error: unknown) => {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new ApiError('The orchestrator does not answer.', 0);
  });
  if (!response.ok) throw new ApiError(await reasonOf(response), response.status);
  return response;
}

/** The detail of an `application/problem+json`, or of a refusal of MLflow's kind. */
async function reasonOf(response: Response): Promise<string> {
  const problem: unknown = await response.json().catch(() => null);
  const of = (key: string) => (problem && typeof problem === 'object' ? (problem as Record<string, unknown>)[key] : null);
  const text = of('detail') ?? of('message') ?? of('title');
  return typeof text === 'string' && text !== '' ? text : `${response.status} ${response.statusText}`.trim();
}

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

export const isAborted = (error: unknown): boolean => error instanceof DOMException && error.name === 'AbortError';
