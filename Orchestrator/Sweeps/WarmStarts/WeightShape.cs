using Orchestrator.Sweeps.Expressions;
using Shared.Catalogues;
using Shared.Trials;

namespace Orchestrator.Sweeps.WarmStarts;

/// <summary>
/// Whether two trials of an experiment have weights of the same shape, by what the catalogue says of its parameters. For one thread: it remembers which values a condition has met.
/// </summary>
internal sealed class WeightShape
{
    private readonly Shaping[] _shaping;

    /// <param name="parameters">The experiment's.</param>
    public WeightShape(IEnumerable<ParameterDescription> parameters)
    {
        // Those that always count come first: what another one hangs on is the better reason.
        _shaping = [.. parameters.Where(parameter => parameter.ShapesWeights).OrderBy(parameter => parameter.ShapesWhere is not null).Select(parameter => new Shaping(parameter))];
    }

    /// <summary>The parameters that shape weights.</summary>
    public IReadOnlyList<string> Names => [.. _shaping.Select(shaping => shaping.Name)];

    /// <summary>The first parameter by which the trials' weights differ in shape; null where they have the same. What the source lacks, being of an older version, is not compared.</summary>
    public string? Difference(GridPoint point, GridPoint source) =>
        _shaping.FirstOrDefault(shaping => shaping.IsKnown(source) && shaping.ValueAt(point) != shaping.ValueAt(source))?.Name;

    /// <summary>A trial's value for people, and what it stands for.</summary>
    public string Say(string name, GridPoint point)
    {
        var (written, counts) = (point[name], _shaping.First(shaping => shaping.Name == name).ValueAt(point) ?? point[name]);
        return written == counts ? $"{written}" : $"{written} (which means {counts})";
    }

    /// <summary>One parameter that shapes weights.</summary>
    private sealed class Shaping(ParameterDescription parameter)
    {
        private readonly Syntax? _where = parameter.ShapesWhere is { } text ? ExpressionParser.Read(text, out _) : null;
        private readonly Dictionary<string, bool> _met = [];

        public string Name => parameter.Name;

        public bool IsKnown(GridPoint point) => Names().All(name => point.Parameters.Any(own => own.Key == name));

        /// <summary>The value that counts; null where none does.</summary>
        public ParameterValue? ValueAt(GridPoint point) => !Counts(point) ? null
            : parameter.ZeroMeans is { } other && point[Name].AsNumber() == 0 ? point[other]
            : point[Name];

        private bool Counts(GridPoint point)
        {
            if (_where is null)
            {
                return true;
            }

            // Trials by the million have few values of the parameters that a condition speaks of.
            Axis[] axes = [.. _where.Names().Select(name => new Axis(name, [point[name]], point[name]))];
            var values = string.Join('\n', axes.Select(axis => axis.Default));
            if (!_met.TryGetValue(values, out var holds))
            {
                _met[values] = holds = new ExpressionCompiler(axes).Compile(_where)(new int[axes.Length]);
            }

            return holds;
        }

        private IEnumerable<string> Names() => [Name, .. _where?.Names() ?? [], .. parameter.ZeroMeans is { } other ? [other] : Array.Empty<string>()];
    }
}
