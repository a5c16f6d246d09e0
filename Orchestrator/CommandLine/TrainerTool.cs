using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Shared.Hosting;
using Shared.Security;
using Spectre.Console;

namespace Orchestrator.CommandLine;

/// <summary>
/// Starts a command of the trainer's executable and shows how it goes: its <c>progress DONE ALL WHAT</c> lines as a bar, or a line every tenth where the output is plain.
/// It ends when its input ends, so it never outlives us.
/// </summary>
public static class TrainerTool
{
    private const string Progress = "progress";

    /// <summary>The exit code; what the tool complains of is on the error output already.</summary>
    /// <exception cref="RefusalException">It can't be started, or died.</exception>
    public static async Task<int> RunAsync(IEnumerable<string> arguments, Terminal terminal, CancellationToken cancellation)
    {
        using var process = Start([.. arguments, "--tied"]);
        var errors = CopyAsync(process.StandardError, terminal.Error);
        await using var stop = cancellation.Register(process.StandardInput.Close);
        var results = Terminal.CanRedraw(terminal.Ansi()) && !terminal.Plain
            ? await BarAsync(process.StandardOutput, terminal.Ansi())
            : await PlainAsync(process.StandardOutput, terminal.Out);
        await errors;
        await process.WaitForExitAsync(CancellationToken.None);
        cancellation.ThrowIfCancellationRequested();
        foreach (var line in results)
        {
            await terminal.Out.WriteLineAsync(Words.Clean(line));
        }

        return process.ExitCode is ExitCodes.Success or ExitCodes.Refused
            ? process.ExitCode
            : throw new RefusalException($"the trainer's program ended with exit code {process.ExitCode}");
    }

    private static Process Start(string[] arguments)
    {
        try
        {
            var start = SiblingProgram.Trainer().StartInfo();
            start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
            foreach (var argument in arguments)
            {
                start.ArgumentList.Add(argument);
            }

            SecretVariables.Withhold(start.Environment);

            return Process.Start(start)!;
        }
        catch (Exception fault) when (fault is IOException or Win32Exception)
        {
            throw new RefusalException($"the trainer's program cannot be started: {fault.Message}", fault);
        }
    }

    private static Task<List<string>> BarAsync(TextReader output, IAnsiConsole console) => console.Progress()
        .AutoClear(true)
        .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
        .StartAsync(async context =>
        {
            var bars = new Dictionary<string, ProgressTask>();
            return await ReadAsync(output, (done, all, what) =>
            {
                if (!bars.TryGetValue(what, out var bar))
                {
                    bars[what] = bar = context.AddTask(Markup.Escape(what), maxValue: all);
                }

                bar.Value = done;
            });
        });

    private static Task<List<string>> PlainAsync(TextReader output, TextWriter lines)
    {
        var said = ("", 0);
        return ReadAsync(output, (done, all, what) =>
        {
            var tenth = (int)(10L * done / all);
            if (said != (what, tenth))
            {
                said = (what, tenth);
                lines.WriteLine($"{what}: {Words.Count(done)} of {Words.Count(all)}");
            }
        });
    }

    // All lines that are no progress: results.
    private static async Task<List<string>> ReadAsync(TextReader output, Action<int, int, string> progress)
    {
        var results = new List<string>();
        while (await output.ReadLineAsync() is { } line)
        {
            if (line.Split(' ', 4) is [Progress, var done, var all, var what])
            {
                progress(int.Parse(done, CultureInfo.InvariantCulture), int.Parse(all, CultureInfo.InvariantCulture), what);
            }
            else
            {
                results.Add(line);
            }
        }

        return results;
    }

    private static async Task CopyAsync(TextReader from, TextWriter to)
    {
        while (await from.ReadLineAsync() is { } line)
        {
            await to.WriteLineAsync(Words.Clean(line));
        }
    }
}
