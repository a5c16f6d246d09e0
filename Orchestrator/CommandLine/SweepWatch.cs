using System.Runtime.CompilerServices;
using System.Text.Json;
using Orchestrator.Api;
using Spectre.Console;

namespace Orchestrator.CommandLine;

/// <summary>Follows a sweep to its end and shows it: redrawn in place, as plain lines, or as JSON lines.</summary>
public sealed class SweepWatch(OrchestratorClient client, string id, Terminal terminal)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    // An orchestrator that is started anew is back in a few seconds.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>The sweep as it was when it ended.</summary>
    public async Task<SweepDto> ToEndAsync(bool json, CancellationToken cancellation)
    {
        var console = terminal.Ansi();
        return json ? await JsonAsync(cancellation)
            : Terminal.CanRedraw(console) ? await LiveAsync(console, cancellation)
            : await PlainAsync(cancellation);
    }

    /// <summary>The sweep again and again until it has ended; a silent orchestrator is waited for.</summary>
    public async IAsyncEnumerable<SweepDto> FramesAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        while (true)
        {
            var sweep = await PatientlyAsync(cancellation);
            yield return sweep;
            if (SweepStates.Ended(sweep.State))
            {
                yield break;
            }

            await Task.Delay(Pause, terminal.Clock, cancellation);
        }
    }

    private async Task<SweepDto> PatientlyAsync(CancellationToken cancellation)
    {
        var since = terminal.Clock.GetTimestamp();
        while (true)
        {
            try
            {
                return await client.SweepAsync(id, cancellation);
            }
            catch (HttpRequestException) when (terminal.Clock.GetElapsedTime(since) < Patience)
            {
                await Task.Delay(Pause, terminal.Clock, cancellation);
            }
        }
    }

    private async Task<SweepDto> LiveAsync(IAnsiConsole console, CancellationToken cancellation)
    {
        SweepDto? last = null;
        try
        {
            await console.Live(Text.Empty).Overflow(VerticalOverflow.Crop).AutoClear(true).StartAsync(async context =>
            {
                await foreach (var sweep in FramesAsync(cancellation))
                {
                    last = sweep;
                    context.UpdateTarget(LiveView.Render(sweep, console.Profile.Width, console.Profile.Height));
                }
            });
        }
        finally
        {
            // The live frame keeps the height it once had; the last one stays without its empty lines.
            console.Write(last is null ? Text.Empty : LiveView.Render(last, console.Profile.Width, console.Profile.Height));
        }

        return last!;
    }

    private async Task<SweepDto> PlainAsync(CancellationToken cancellation)
    {
        SweepDto? last = null;
        var ended = new EndedTrials((offset, stop) => client.TrialsAsync(id, offset, stop));
        var pace = new PlainPace(terminal.Clock);
        await foreach (var sweep in FramesAsync(cancellation))
        {
            last = sweep;
            foreach (var trial in await ended.NewAsync(sweep, cancellation))
            {
                await terminal.Out.WriteLineAsync(SweepLine.Ended(trial, sweep));
            }

            foreach (var line in pace.Lines(sweep))
            {
                await terminal.Out.WriteLineAsync(line);
            }
        }

        return last!;
    }

    private async Task<SweepDto> JsonAsync(CancellationToken cancellation)
    {
        SweepDto? last = null;
        await foreach (var sweep in FramesAsync(cancellation))
        {
            if (last is null || Essence(sweep) != Essence(last))
            {
                await terminal.Out.WriteLineAsync(JsonSerializer.Serialize(sweep, ApiJson.Default.SweepDto));
            }

            last = sweep;
        }

        return last!;
    }

    // All that a reader of JSON lines waits for; clocks and rates alone make no new line.
    private static string Essence(SweepDto sweep) =>
        $"{sweep.State} {sweep.Waits} {sweep.Trials} {string.Join(' ', sweep.Running.Select(trial => $"{trial.Index}.{trial.Attempt}.{trial.Epoch}"))}";
}
