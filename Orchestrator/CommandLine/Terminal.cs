using Spectre.Console;
using Spectre.Console.Rendering;

namespace Orchestrator.CommandLine;

/// <summary>What a command may see and touch of the process around it; tests give it writers.</summary>
/// <param name="Plain">No live view, no colours: lines only.</param>
/// <param name="Variable">Environment variables.</param>
public sealed record Terminal(TextWriter Out, TextWriter Error, bool Plain, Func<string, string?> Variable, TimeProvider Clock)
{
    // Redirected output has no width; wide enough that no ordinary table is cut.
    private const int PlainWidth = 160;

    /// <summary>The standard input.</summary>
    public TextReader In { get; init; } = TextReader.Null;

    /// <summary>A person sits at the input and the output, and can be asked.</summary>
    public bool Asks { get; init; }

    public static Terminal OfProcess() => new(Console.Out, Console.Error, Console.IsOutputRedirected, Environment.GetEnvironmentVariable, TimeProvider.System)
    {
        In = Console.In,
        Asks = !Console.IsInputRedirected && !Console.IsOutputRedirected,
    };

    /// <summary>The same, plain also where the user asked for it.</summary>
    public Terminal With(bool plain) => plain ? this with { Plain = true } : this;

    /// <summary>A console on <see cref="Out"/>: as capable as the terminal, or without a single escape code where the output is plain.</summary>
    public IAnsiConsole Ansi()
    {
        if (!Plain)
        {
            return AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Out) });
        }

        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(Out),
        });
        console.Profile.Width = PlainWidth;
        return console;
    }

    /// <summary>Shows a table or text; plain lines end where their text ends.</summary>
    public void Show(IRenderable content)
    {
        if (!Plain)
        {
            Ansi().Write(content);
            return;
        }

        var drawn = new StringWriter();
        (this with { Out = drawn }).Ansi().Write(content);
        foreach (var line in drawn.ToString().TrimEnd('\n').Split('\n'))
        {
            Out.WriteLine(line.TrimEnd());
        }
    }

    /// <summary>A frame may be drawn over the last one.</summary>
    public static bool CanRedraw(IAnsiConsole console) => console.Profile.Capabilities is { Ansi: true, Interactive: true };

    /// <summary>One line on the error output, whatever the text holds.</summary>
    public void Complain(string text) => Error.WriteLine(Words.Clean(text).Trim());
}
