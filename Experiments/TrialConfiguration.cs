using System.Globalization;
using System.Text;
using System.Text.Json;
using Google.Protobuf.Collections;
using Shared.Catalogues;
using Shared.Trials;
using Shared.Wire;

namespace Experiments;

/// <summary>A trial's resolved configuration as YAML: all that decides its result, and where it ran.</summary>
public static class TrialConfiguration
{
    public const string FileName = "config.yaml";

    public static string Yaml(RunTrial trial, ExperimentDescription program)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"experiment: {Quote(program.Name)}\nversion: {Quote(program.Version)}\nkey: {Quote(trial.Key)}\n");
        text.Append(CultureInfo.InvariantCulture, $"seed: {trial.Seed}\ndevice: {Quote(trial.Device)}\n");
        text.Append(CultureInfo.InvariantCulture, $"dataset:\n  name: {Quote(trial.Dataset)}\n");
        Values(text, trial.DatasetOptions, "  ");
        if (trial.StartTrial is { } source)
        {
            text.Append(CultureInfo.InvariantCulture, $"start_from:\n  sweep: {Quote(source.Sweep)}\n  trial: {source.Index}\n  key: {Quote(source.Key)}\n");
        }

        text.Append("parameters:\n");
        Values(text, trial.Parameters, "  ");
        text.Append(CultureInfo.InvariantCulture, $"versions:\n  dotnet: {Quote(Environment.Version.ToString())}\n");
        text.Append(CultureInfo.InvariantCulture, $"  torchsharp: {Quote(typeof(TorchSharp.torch).Assembly.GetName().Version?.ToString() ?? "")}\n");
        return text.ToString();
    }

    private static void Values(StringBuilder text, MapField<string, Value> values, string indent)
    {
        foreach (var (name, wire) in values.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            var value = ParameterValue.FromWire(wire);
            text.Append(CultureInfo.InvariantCulture, $"{indent}{name}: {(value.Kind == ParameterKind.Text ? Quote(value.AsText()) : value.ToString())}\n");
        }
    }

    // A JSON string is a YAML double-quoted scalar.
    private static string Quote(string text) => JsonSerializer.Serialize(text);
}
