using Orchestrator.Api;
using Orchestrator.Hosting;
using Shared.Hosting;

namespace Orchestrator.CommandLine;

/// <summary>The part of <c>run</c> for which an orchestrator answers: submit, train, show, sum up.</summary>
public sealed class RunSession(RunRequest request, RunningOrchestrator orchestrator, Terminal terminal, CommandServices services)
{
    private readonly Terminal _notes = request.Json ? terminal with { Out = terminal.Error, Plain = true } : terminal;

    // 0: this run trained nothing, so it timed nothing.
    private int _slots;

    public async Task<int> ToEndAsync(SweepSource source, CancellationToken cancellation)
    {
        using var client = new OrchestratorClient(orchestrator.Address, orchestrator.Access);
        var answer = await client.SubmitAsync(source, request.Fresh, request.NoCache, cancellation);
        if (answer.Submitted is not { } submitted)
        {
            return FaultLines.Refuse(terminal, source.File, answer.Faults);
        }

        await _notes.Out.WriteLineAsync($"{(submitted.Resumed ? "going on with" : "starting")} {submitted.Id}: {Words.Plural(submitted.Trials, "trial")}");
        if (submitted.Start is { } start)
        {
            await _notes.Out.WriteLineAsync($"starts from {start}");
        }

        await _notes.Out.WriteLineAsync($"results {ResultsPage(submitted.Id)}");
        await _notes.Out.WriteLineAsync($"data in {Path.GetFullPath(request.Options.DataFolder)}");
        var sweep = await TrainAsync(client, submitted.Id, cancellation);
        await SumUpAsync(client, sweep, cancellation);
        await StayAsync(cancellation);
        return SweepStates.ExitCode(sweep);
    }

    // What an earlier run left unfinished shares the slots; whoever wonders why his own sweep is slow must know.
    private async Task TellOthersAsync(OrchestratorClient client, string id, CancellationToken cancellation)
    {
        foreach (var other in (await client.ListAsync(cancellation)).Where(sweep => sweep.Id != id && !SweepStates.Ended(sweep.State)))
        {
            var left = other.Trials.Total - other.Trials.Finished - other.Trials.Failed;
            await _notes.Out.WriteLineAsync(
                $"also going on: {other.Id}, {Words.Plural(left, "trial")} left (stop it with: cancel {other.Id} --server {orchestrator.Address.GetLeftPart(UriPartial.Authority)})");
        }
    }

    private async Task<SweepDto> TrainAsync(OrchestratorClient client, string id, CancellationToken cancellation)
    {
        // A sweep that is over already needs no trainer.
        if (await client.SweepAsync(id, cancellation) is { } over && SweepStates.Ended(over.State))
        {
            await _notes.Out.WriteLineAsync(SweepLine.Ending(over));
            return over;
        }

        await TellOthersAsync(client, id, cancellation);
        var node = await services.StartNode(
            new LocalNodeOptions(orchestrator.Join, request.Options.DataFolder, request.Devices, request.SlotsPerDevice) { Access = orchestrator.Access, Tls = request.Options.Tls }, cancellation);
        try
        {
            return await WatchAsync(client, id, node, cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            terminal.Complain($"checkpointing… (Ctrl+C again ends at once; the same command{(request.Fresh ? " without --fresh" : "")} goes on later)");
            throw;
        }
        finally
        {
            await node.StopAsync();
        }
    }

    private async Task<SweepDto> WatchAsync(OrchestratorClient client, string id, RunningNode node, CancellationToken cancellation)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var watching = new SweepWatch(client, id, _notes).ToEndAsync(json: false, either.Token);
        if (await Task.WhenAny(watching, node.Ended) == watching)
        {
            var sweep = await watching;
            _slots = (await client.NodesAsync(cancellation)).Sum(known => known.Slots.Count);
            return sweep;
        }

        await either.CancelAsync();
        await watching.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        throw new RefusalException($"the node agent ended: {await node.Ended} (the log has more: {request.Options.LogFolder})");
    }

    private async Task SumUpAsync(OrchestratorClient client, SweepDto sweep, CancellationToken cancellation)
    {
        var ranking = await Ranking.OfAsync(client, sweep, cancellation);
        var options = request.Options;
        if (_slots > 0 && ranking.MeanSeconds is { } seconds)
        {
            TrialTimings.Keep(options, sweep.Experiment, new TrialTiming(seconds, _slots));
        }

        var summary = new RunSummary(
            sweep,
            ranking.Best,
            ranking.Failed,
            await BestPictures.OfAsync(sweep, () => client.TrackingOf(sweep), options is { TrackingUri: null, Artifacts: null } ? Path.GetFullPath(options.ArtifactFolder) : null, cancellation),
            ResultsPage(sweep.Id),
            $"{Programs.Orchestrator} serve --data {Quoted(options.DataFolder)}{(orchestrator.Address.Port == OrchestratorOptions.DefaultHttpPort ? "" : $" --port {orchestrator.Address.Port}")}",
            Path.GetFullPath(options.DataFolder),
            Path.GetFullPath(options.LogFolder));
        if (request.Json)
        {
            await terminal.Out.WriteLineAsync(summary.ToJson());
        }
        else
        {
            terminal.Show(summary.Render(ranking));
        }
    }

    private async Task StayAsync(CancellationToken cancellation)
    {
        if (request.Stay)
        {
            await _notes.Out.WriteLineAsync($"serving {orchestrator.Address} until Ctrl+C");
            await Task.Delay(Timeout.InfiniteTimeSpan, terminal.Clock, cancellation)
                .ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }

    private Uri ResultsPage(string id) => new(orchestrator.Address, $"sweeps/{Uri.EscapeDataString(id)}");

    private static string Quoted(string path) => path.Any(char.IsWhiteSpace) ? $"\"{path}\"" : path;
}
