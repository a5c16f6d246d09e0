using System.Collections.Concurrent;
using System.Globalization;
using Orchestrator.Coordinator;
using Orchestrator.Sweeps;
using Shared.Catalogues;
using Shared.Trials;
using Shared.Wire;

namespace Orchestrator.Dashboard;

/// <summary>Reads a sweep's trial table and turns it into what the page gets. Parameters are decoded from the grid once: they never change.</summary>
public sealed class TablePresenter(SweepGateway gateway, Catalogue catalogue)
{
    private const string Letters = "prfx";

    private readonly ConcurrentDictionary<string, (string Spec, IReadOnlyList<ParameterDto> Parameters, IReadOnlyList<string> Seeds)> _columns = new();

    /// <summary>The whole table with all parameters.</summary>
    public async Task<TableDto> TableAsync(SweepView sweep, CancellationToken cancellation)
    {
        var (parameters, seeds) = Columns(sweep);
        return Present(await PagesAsync(sweep.Sweep, after: 0, cancellation)) with { Parameters = parameters, Seeds = seeds };
    }

    /// <summary>The rows that have changed since a version: all of them where that is not known any more.</summary>
    public async Task<TableDto> ChangesAsync(string sweep, long after, CancellationToken cancellation) => Present(await PagesAsync(sweep, after, cancellation));

    // A page may be older than the ones behind it: what changes meanwhile comes again, for the first page's version counts.
    private async Task<List<TableView>> PagesAsync(string sweep, long after, CancellationToken cancellation)
    {
        List<TableView> pages = [await gateway.TableAsync(sweep, after, 0, cancellation)];
        while (pages[^1].Next > 0)
        {
            pages.Add(await gateway.TableAsync(sweep, after: 0, pages[^1].Next, cancellation));
        }

        return pages;
    }

    private static TableDto Present(List<TableView> pages)
    {
        List<string> nodes = [.. pages.SelectMany(page => page.Agents).Distinct()];
        var places = nodes.Select((name, place) => (name, place)).ToDictionary(pair => pair.name, pair => pair.place);
        return new TableDto(
            pages[0].Version,
            pages[^1].Total,
            [.. pages.SelectMany(page => page.Index)],
            string.Concat(pages.Select(page => string.Create(page.Phase.Length, page.Phase, static (letters, phases) =>
            {
                for (var i = 0; i < letters.Length; i++)
                {
                    letters[i] = Letters[phases[i]];
                }
            }))),
            [.. pages.SelectMany(page => page.Attempt)],
            [.. pages.SelectMany(page => page.Failures)],
            [.. pages.SelectMany(page => page.Value).Select(value => double.IsNaN(value) ? (double?)null : value)],
            [.. pages.SelectMany(page => page.Seconds).Select(seconds => seconds > 0 ? seconds : (float?)null)],
            [.. pages.SelectMany(page => page.Agent.Select(agent => agent < 0 ? -1 : places[page.Agents[agent]]))],
            nodes,
            pages.SelectMany(page => page.Reasons).ToDictionary(),
            pages.SelectMany(page => page.Reused).ToDictionary(pair => pair.Key, pair => string.Create(CultureInfo.InvariantCulture, $"{pair.Value.Sweep} trial {pair.Value.Index}")));
    }

    private (IReadOnlyList<ParameterDto> Parameters, IReadOnlyList<string> Seeds) Columns(SweepView sweep)
    {
        if (!_columns.TryGetValue(sweep.Sweep, out var known) || known.Spec != sweep.Spec)
        {
            var spec = SweepSpec.FromJson(sweep.Spec);
            var columns = GridColumns.Of(Grid.Of(spec));
            var varying = spec.Varying.ToHashSet();
            var described = catalogue.FindExperiment(spec.Experiment)?.Parameters.ToDictionary(parameter => parameter.Name) ?? [];
            _columns[sweep.Sweep] = known = (
                sweep.Spec,
                [.. columns.Parameters.Select(column => Present(column, varying.Contains(column.Name), described.GetValueOrDefault(column.Name)))],
                [.. columns.Seeds.Select(seed => seed.ToString(CultureInfo.InvariantCulture))]);
        }

        return (known.Parameters, known.Seeds);
    }

    private static ParameterDto Present(ParameterColumn column, bool varies, ParameterDescription? description) => new(
        column.Name,
        varies,
        column.Values[0].Kind switch { ParameterKind.Text => "text", ParameterKind.Boolean => "boolean", _ => "number" },
        description?.Help,
        description?.Unit,
        column.Values,
        column.At);
}
