using System.Text.Json;
using System.Text.Json.Serialization;
using Orchestrator.Api;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Orchestrator.CommandLine;

/// <summary>How a run ended and where everything lies.</summary>
/// <param name="Trials">Best first, at most <see cref="Ranking.Rows"/>.</param>
/// <param name="Failures">The first failed trials, at most <see cref="Ranking.Reasons"/>.</param>
/// <param name="BestPictures">Folder or page of the best trial's pictures.</param>
/// <param name="ResultsPage">Where the sweep's trials can be compared, while an orchestrator serves them.</param>
/// <param name="ServeCommand">Brings the results page back after the run.</param>
public sealed record RunSummary(
    SweepDto Sweep,
    IReadOnlyList<TrialDto> Trials,
    IReadOnlyList<TrialDto> Failures,
    string? BestPictures,
    Uri ResultsPage,
    string ServeCommand,
    string DataFolder,
    string LogFolder)
{
    public string ToJson() => JsonSerializer.Serialize(this, CommandJson.Default.RunSummary);

    public IRenderable Render(Ranking ranking) => new Rows(
    [
        TrialTable.Render(Sweep, ranking),
        Facts(),
    ]);

    private Grid Facts()
    {
        var grid = new Grid().AddColumn(new GridColumn().NoWrap().PadRight(2)).AddColumn(new GridColumn());
        foreach (var (name, value) in Lines().Where(line => line.Value is not null))
        {
            grid.AddRow(new Text(name, new Style(decoration: Decoration.Dim)), new Text(Words.Clean(value!)));
        }

        return grid;
    }

    private IEnumerable<(string Name, string? Value)> Lines() =>
    [
        ("best", Sweep.Best is { } best ? $"trial {best.Index}, {Sweep.Objective.Metric} {Words.Number(best.Value)}{(best.Parameters.Count > 0 ? $": {Words.Parameters(best.Parameters)}" : "")}" : null),
        ("pictures", BestPictures),
        ("compare", ResultsPage.AbsoluteUri),
        ("", $"while it is served by: {ServeCommand}"),
        ("data", DataFolder),
        ("log", LogFolder),
    ];
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(RunSummary))]
internal sealed partial class CommandJson : JsonSerializerContext;
