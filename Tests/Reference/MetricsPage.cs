using System.Diagnostics.Metrics;
using Experiments;
using GpuNode.Machine;
using GpuNode.Watching;
using Orchestrator.Operations;
using Shared.Hosting;
using Shared.Mlflow;

namespace Tests.Reference;

/// <summary>What is measured: by trials and their machines for MLflow, and by orchestrator and agents for whoever operates them.</summary>
internal static class MetricsPage
{
    public static string Write()
    {
        var page = new PageText("Metrics", "What a trial's run in MLflow shows, and what orchestrator and node agents tell of themselves.");
        page.Heading(2, "Of a trial").Line("One row an epoch; the epoch is the step. Sweep files say the first name, MLflow shows the second.");
        foreach (var experiment in TrainingPrograms.Catalogue.Experiments)
        {
            page.Heading(3, experiment.Name).Table(["metric", "in MLflow", "what it is", "better"], experiment.Metrics.Select(metric => new[]
            {
                PageText.Code(metric.Name), PageText.Code(MetricSections.NameOf(metric.Name)), metric.Help, metric.Goal == Shared.Catalogues.MetricGoal.Minimize ? "lower" : "higher",
            }));
        }

        page.Heading(2, "Of a trial's machine")
            .Line("Told to each trial's run while it trains, every `--system-metrics` seconds, under the names of MLflow's own clients; `gpu_0_…` for each GPU that the driver lists.")
            .Line().Table(["metric"], SystemNames().Select(name => new[] { PageText.Code(name) }));
        page.Heading(2, "Of orchestrator and agents")
            .Line("For Prometheus at `/metrics` of `serve` and `tracking serve` (the latter has `experiments.tracking.…` alone; dots become underscores, units are appended, a counter ends in `_total`) and by OTLP; agents (`experiments.agent.…`) by OTLP alone. What to watch and alert on: [operations](../operations.md).")
            .Line().Table(["instrument", "kind", "unit", "what it is"], Instruments().Select(one => new[] { PageText.Code(one.Name), Kind(one), PageText.Code(one.Unit ?? ""), one.Description ?? "" }));
        return page.ToString();
    }

    private static IEnumerable<string> SystemNames()
    {
        var before = new MachineCounters(0, 0, 0, 0, 0, 0, 0, 0);
        return SystemMetrics.Of(before, before, new(1, 1, 1, 1, 1, 1, 1, 1), [new(0, "", 1, 1, 1, 1, 1)]).Select(metric => metric.Name);
    }

    // Other tests publish the same ones at the same time.
    private static List<Instrument> Instruments()
    {
        var found = new System.Collections.Concurrent.ConcurrentDictionary<string, Instrument>();
        using var listener = new MeterListener { InstrumentPublished = (instrument, _) => Keep(instrument) };
        listener.Start();
        using var factory = new Meters();
        _ = new TrackingMeter(factory);
        _ = new CensusGauges(new OrchestratorMeter(factory), null!, TimeProvider.System);
        using var agent = new AgentMeter(() => default!, () => null, TimeProvider.System);
        return [.. found.Values.OrderBy(instrument => instrument.Name, StringComparer.Ordinal)];

        void Keep(Instrument instrument)
        {
            if (instrument.Meter.Name == Telemetry.Name)
            {
                found.TryAdd(instrument.Name, instrument);
            }
        }
    }

    private static string Kind(Instrument instrument) => instrument.GetType().Name.Split('`')[0] switch
    {
        "ObservableGauge" => "gauge",
        "Counter" => "counter",
        "Histogram" => "histogram",
        var other => throw new InvalidOperationException($"{instrument.Name} is a {other}, for which this page has no word"),
    };

    private sealed class Meters : IMeterFactory
    {
        private readonly List<Meter> _made = [];

        public Meter Create(MeterOptions options)
        {
            var meter = new Meter(options);
            _made.Add(meter);
            return meter;
        }

        public void Dispose() => _made.ForEach(meter => meter.Dispose());
    }
}
