namespace Orchestrator.Bench.Dashboard;

/// <summary>Script that runs in the measured page before the page's own, and finds out when something has been painted.</summary>
internal static class PageProbe
{
    /// <summary>The pause for further typing that the filter field makes; it is no work.</summary>
    public const int TypingPauseMs = 120;

    public const string Script = """
        (() => {
          if (!location.protocol.startsWith('http')) return;
          const bench = (globalThis.bench = { changed: 0, frames: [], lit: null });

          // A canvas is cleared before each drawing of it.
          const drawn = new WeakSet();
          const clear = CanvasRenderingContext2D.prototype.clearRect;
          CanvasRenderingContext2D.prototype.clearRect = function (...place) {
            drawn.add(this.canvas);
            if (this.canvas === bench.lit) bench.frames.push(performance.now());
            return clear.apply(this, place);
          };

          // Counted without reading the whole text a second time.
          const Source = EventSource;
          globalThis.EventSource = class extends Source {
            constructor(address) {
              super(address);
              this.addEventListener('rows', ({ data }) => {
                const from = data.indexOf('"index":[') + 9;
                const rows = data.slice(from, data.indexOf(']', from));
                if (rows) bench.changed += rows.split(',').length;
              });
            }
          };

          // The time after the first frame that shows it.
          const painted = (seen) => new Promise((done, failed) => {
            const limit = performance.now() + 120_000;
            const look = () => {
              if (seen()) {
                const after = new MessageChannel();
                after.port1.onmessage = () => done(performance.now());
                after.port2.postMessage(0);
              } else if (performance.now() < limit) requestAnimationFrame(look);
              else failed(new Error(`not seen within two minutes: ${seen}`));
            };
            requestAnimationFrame(look);
          });
          const find = (selector) => document.querySelector(selector);

          const row = painted(() => find('.row[data-trial]'));
          const curves = painted(() => [...document.querySelectorAll('[aria-label^="Learning curves of"] canvas')].some((canvas) => drawn.has(canvas)));
          bench.loaded = async () => {
            const times = [await row, await curves];
            return [performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN, ...times];
          };
          bench.weight = () => {
            const files = [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
              .filter(({ name }) => !/^\/(ajax-)?api\//.test(new URL(name).pathname));
            return [files.length, files.reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0)];
          };

          const timed = async (act, seen) => {
            const was = seen();
            const began = performance.now();
            act();
            return (await painted(() => seen() !== was)) - began;
          };
          const order = () => [...document.querySelectorAll('.body .row[data-trial]')].map((one) => `${one.ariaRowIndex}:${one.dataset.trial}`).sort().join();
          // By the trial's number and by the value, turn by turn.
          let value = null;
          bench.sort = (byValue) => {
            value ??= find('[role="columnheader"]:not([aria-sort="none"])');
            return timed(() => (byValue ? value : find('[role="columnheader"]')).click(), order);
          };
          bench.filter = (text) => timed(() => {
            const field = find('input[aria-label="Filter trials by an expression"]');
            field.value = text;
            field.dispatchEvent(new Event('input', { bubbles: true }));
          }, () => find('.narrowed [role="status"]').textContent);

          // The last axis, that of the value: its place in the plot is that of charts/parallel/draw.ts.
          bench.axis = () => {
            const plot = find('[aria-label^="Parallel coordinates: "]');
            plot.scrollIntoView({ block: 'center' });
            bench.lit = plot.querySelectorAll('canvas')[1];
            const { left, top, width, height } = plot.getBoundingClientRect();
            return [left + width - 92, top + 8, height - 22];
          };
        })();
        """;
}
