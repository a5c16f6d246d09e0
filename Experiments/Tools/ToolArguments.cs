using System.Globalization;
using Shared.Datasets;

namespace Experiments.Tools;

/// <summary>The arguments that another of our programs gives to a tool of this one: NAME VALUE pairs and flags after the positional ones.</summary>
public sealed class ToolArguments
{
    private readonly Dictionary<string, string> _options = [];
    private readonly List<string> _positional = [];

    /// <exception cref="ToolRefusedException">An option has no value.</exception>
    public ToolArguments(IReadOnlyList<string> arguments)
    {
        for (var at = 0; at < arguments.Count; at++)
        {
            if (arguments[at] == "--tied")
            {
                Tied = true;
            }
            else if (!arguments[at].StartsWith("--", StringComparison.Ordinal))
            {
                _positional.Add(arguments[at]);
            }
            else if (at + 1 < arguments.Count)
            {
                _options[arguments[at][2..]] = arguments[++at];
            }
            else
            {
                throw new ToolRefusedException($"{arguments[at]} needs a value");
            }
        }
    }

    /// <summary>The tool ends with whoever started it: when its standard input ends.</summary>
    public bool Tied { get; }

    /// <summary>Where the data sets lie.</summary>
    public string Datasets => _options.GetValueOrDefault("datasets") ?? DatasetStore.DefaultFolder();

    public int Threads => Integer("threads", Environment.ProcessorCount, 1, 1024);

    /// <exception cref="ToolRefusedException">It is missing.</exception>
    public string Positional(int at, string what) => at < _positional.Count ? _positional[at] : throw new ToolRefusedException($"{what} is missing");

    public string? Text(string option) => _options.GetValueOrDefault(option);

    /// <exception cref="ToolRefusedException">It is no whole number or out of range.</exception>
    public int Integer(string option, int otherwise, int least, int most)
    {
        if (!_options.TryGetValue(option, out var text))
        {
            return otherwise;
        }

        return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most
            ? value
            : throw new ToolRefusedException($"--{option} is '{text}', but a whole number from {least} to {most} is wanted");
    }
}
